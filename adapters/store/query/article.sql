-- What a private source brings is recognised by itself: nothing that one
-- workspace reads may change what others do.
-- name: KnownByGUID :one
SELECT id, hash, revision, private, source, guid, url, headline FROM articles
WHERE guid = sqlc.arg(guid) AND guid <> '' AND source = sqlc.arg(source) AND private = sqlc.arg(private)
ORDER BY CASE WHEN url = sqlc.arg(url) THEN 0 ELSE 1 END, seq DESC
LIMIT 1;

-- name: KnownByURL :one
SELECT id, hash, revision, private, source, guid, url, headline FROM articles
WHERE url = sqlc.arg(url) AND url <> '' AND private = 0
ORDER BY seq DESC
LIMIT 1;

-- Of others' articles those count that all of the source's owners see.
-- name: KnownByURLTo :one
SELECT a.id, a.hash, a.revision, a.private, a.source, a.guid, a.url, a.headline FROM articles a
WHERE a.url = sqlc.arg(url) AND a.url <> '' AND (a.private IN (0, sqlc.arg(source)) OR NOT EXISTS (
    SELECT 1 FROM source_owners o
    WHERE o.source = sqlc.arg(source) AND o.left_at = 0 AND NOT EXISTS (
        SELECT 1 FROM source_owners p WHERE p.source = a.private AND p.owner = o.owner AND p.left_at = 0)))
ORDER BY CASE WHEN a.private = sqlc.arg(source) THEN 0 ELSE 1 END, a.seq DESC
LIMIT 1;

-- name: Filed :one
SELECT seq, seen_at, hash, revision, source, guid, url, headline, text FROM articles WHERE id = $1;

-- name: InsertArticle :one
INSERT INTO articles (id, story, copy_of, seen_at, published_at, news_at, revision, baseline, private, hash, source, url, guid,
    language, headline, byline, section, note, topics, text, analysis)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
RETURNING seq;

-- name: ReviseArticle :exec
UPDATE articles
SET story = $1, copy_of = $2, published_at = $3, news_at = $4, revised_at = $5, revision = $6, hash = $7, source = $8,
    url = $9, guid = $10, language = $11, headline = $12, byline = $13, section = $14, note = $15, topics = $16,
    text = $17, analysis = $18
WHERE seq = $19;

-- name: RefileArticle :exec
UPDATE articles
SET story = $1, copy_of = $2, published_at = $3, news_at = $4, url = $5, guid = $6, note = $7, topics = $8, analysis = $9
WHERE seq = $10;

-- name: KeepRevision :exec
INSERT INTO article_revisions (article, revision, until_at, hash, headline, text)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (article, revision) DO NOTHING;

-- name: Revisions :many
SELECT article_revisions.revision, article_revisions.until_at, article_revisions.headline, article_revisions.text
FROM article_revisions JOIN articles ON articles.seq = article_revisions.article
WHERE articles.id = $1
ORDER BY article_revisions.revision;

-- name: Article :one
SELECT * FROM articles WHERE id = $1;

-- name: ArticleFor :one
SELECT a.* FROM articles a WHERE a.id = sqlc.arg(id) AND (a.private = 0 OR CAST(sqlc.arg(reader) AS TEXT) = '*'
      OR EXISTS (SELECT 1 FROM source_owners o
          WHERE o.source = a.private AND o.owner = sqlc.arg(reader) AND (o.left_at = 0 OR o.left_at > a.seen_at)));

-- name: ArticleByURL :one
SELECT a.* FROM articles a
WHERE a.url = sqlc.arg(url) AND a.url <> '' AND (a.private = 0 OR CAST(sqlc.arg(reader) AS TEXT) = '*'
      OR EXISTS (SELECT 1 FROM source_owners o
          WHERE o.source = a.private AND o.owner = sqlc.arg(reader) AND (o.left_at = 0 OR o.left_at > a.seen_at)))
ORDER BY CASE WHEN a.private = 0 THEN 0 ELSE 1 END, a.seq DESC
LIMIT 1;

-- name: Text :one
SELECT text FROM articles WHERE id = $1;

-- name: Analysis :one
SELECT analysis FROM articles WHERE id = $1;

-- name: ArticlesSeen :many
SELECT * FROM articles WHERE seen_at >= sqlc.arg(from_at) AND seen_at < sqlc.arg(to_at) AND seq > sqlc.arg(after)
ORDER BY seq
LIMIT sqlc.arg(max_rows);

-- "seq + 0" keeps SQLite from reading the table in the order of seq until the
-- first row fits: the index on the time has all that is asked for.
-- name: FirstSeen :one
SELECT CAST(COALESCE(MIN(seq + 0), 0) AS BIGINT) FROM articles WHERE seen_at >= $1;

-- SQLite looks a minimum or a maximum up only if it stands alone.
-- name: Extent :one
SELECT CAST(COALESCE((SELECT MIN(seq) FROM articles), 0) AS BIGINT) AS low,
    CAST(COALESCE((SELECT MAX(seq) FROM articles), 0) AS BIGINT) AS high;

-- name: Window :one
SELECT COUNT(*) AS articles, CAST(COALESCE(MIN(seq + 0), 0) AS BIGINT) AS low, CAST(COALESCE(MAX(seq + 0), 0) AS BIGINT) AS high
FROM articles WHERE news_at >= sqlc.arg(from_at) AND news_at < sqlc.arg(to_at);

-- name: InWindow :many
SELECT seq FROM articles WHERE news_at >= sqlc.arg(from_at) AND news_at < sqlc.arg(to_at);

-- name: CountSeen :one
SELECT COUNT(*) FROM articles
WHERE seen_at >= sqlc.arg(from_at) AND seen_at < sqlc.arg(to_at);

-- What is there of others' own that a reader does not see.
-- name: CountUnseen :one
SELECT COUNT(*) AS articles,
    CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM unread u WHERE u.article = a.seq) THEN 1 ELSE 0 END), 0) AS BIGINT) AS unread
FROM articles a
WHERE a.private > 0 AND a.seen_at >= sqlc.arg(from_at) AND a.seen_at < sqlc.arg(to_at)
  AND NOT EXISTS (SELECT 1 FROM source_owners o
      WHERE o.source = a.private AND o.owner = sqlc.arg(reader) AND (o.left_at = 0 OR o.left_at > a.seen_at));

-- name: SaveRefusal :exec
INSERT INTO refusals (source, guid, url, headline, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (url, source, guid) DO UPDATE
SET headline = excluded.headline, reason = excluded.reason, at = excluded.at;

-- name: Refusals :many
SELECT r.* FROM refusals r
WHERE (r.url = sqlc.arg(url) OR (r.guid = sqlc.arg(guid) AND r.guid <> '')) AND (CAST(sqlc.arg(reader) AS TEXT) = '*' OR NOT EXISTS (
    SELECT 1 FROM sources s
    WHERE s.name = r.source AND s.private = TRUE AND NOT EXISTS (SELECT 1 FROM source_owners o
        WHERE o.source = s.id AND o.owner = sqlc.arg(reader) AND (o.left_at = 0 OR o.left_at > r.at))))
ORDER BY r.at DESC
LIMIT 20;

-- name: Tally :one
SELECT
    (SELECT COUNT(*) FROM sources WHERE removed_at = 0) AS sources,
    (SELECT COUNT(*) FROM articles) AS articles,
    (SELECT COUNT(*) FROM stories WHERE merged_into = '') AS stories,
    (SELECT COUNT(*) FROM subscriptions WHERE state <> 'removed') AS subscriptions,
    (SELECT COUNT(*) FROM deliveries) AS deliveries;

-- name: SeenNth :one
SELECT seen_at FROM articles ORDER BY seen_at DESC LIMIT 1 OFFSET sqlc.arg(newer);

-- name: PruneArticles :execrows
DELETE FROM articles WHERE seq IN (
    SELECT a.seq FROM articles a
    WHERE a.seen_at < sqlc.arg(before_at)
      AND NOT EXISTS (SELECT 1 FROM digest_articles d WHERE d.article = a.id)
    ORDER BY a.seq
    LIMIT sqlc.arg(max_rows));

-- name: PruneArticlesAll :execrows
DELETE FROM articles WHERE seq IN (
    SELECT a.seq FROM articles a WHERE a.seen_at < sqlc.arg(before_at) ORDER BY a.seq LIMIT sqlc.arg(max_rows));

-- name: PruneRefusals :execrows
DELETE FROM refusals WHERE at < $1;
