-- name: KnownByAlias :one
SELECT articles.id, articles.hash, articles.revision, articles.private, articles.source, articles.guid, articles.url, articles.headline
FROM aliases JOIN articles ON articles.seq = aliases.article
WHERE articles.private IN (0, sqlc.arg(private)) AND aliases.reason <> '' AND (aliases.guid = sqlc.arg(guid) AND aliases.guid <> '' AND aliases.source = sqlc.arg(source)
    OR aliases.url = sqlc.arg(url) AND aliases.url <> '')
ORDER BY articles.private DESC, articles.seq DESC
LIMIT 1;

-- name: IsAlias :one
SELECT COUNT(*) FROM aliases JOIN articles ON articles.seq = aliases.article
WHERE articles.id = sqlc.arg(id) AND aliases.url = sqlc.arg(url) AND aliases.source = sqlc.arg(source) AND aliases.guid = sqlc.arg(guid)
    AND aliases.reason <> '';

-- name: CountAliases :one
SELECT COUNT(*) FROM aliases JOIN articles ON articles.seq = aliases.article
WHERE articles.id = sqlc.arg(id) AND aliases.reason <> '';

-- name: SaveAlias :exec
INSERT INTO aliases (article, reason, source, guid, url, at)
SELECT articles.seq, CAST(sqlc.arg(reason) AS TEXT), CAST(sqlc.arg(source) AS TEXT), CAST(sqlc.arg(guid) AS TEXT),
    CAST(sqlc.arg(url) AS TEXT), CAST(sqlc.arg(at) AS BIGINT)
FROM articles WHERE articles.id = sqlc.arg(id)
ON CONFLICT (article, url, source, guid) DO UPDATE
SET reason = CASE WHEN aliases.reason = '' THEN excluded.reason ELSE aliases.reason END;

-- name: Aliases :many
SELECT aliases.* FROM aliases JOIN articles ON articles.seq = aliases.article
WHERE articles.id = $1 AND aliases.reason <> ''
ORDER BY aliases.at, aliases.url, aliases.source, aliases.guid;

-- The newest of everybody's, or of a private source, that stand at an address or
-- whose pages give it for their own.
-- name: Claimants :many
SELECT * FROM articles WHERE articles.private = sqlc.arg(private) AND seq IN (
    SELECT a.seq FROM articles a WHERE a.url = sqlc.arg(url) AND a.url <> ''
    UNION SELECT aliases.article FROM aliases WHERE aliases.url = sqlc.arg(url) AND aliases.url <> '')
ORDER BY seq DESC
LIMIT sqlc.arg(max_rows);

-- name: ClaimantsFor :many
SELECT a.* FROM articles a
WHERE (a.private = 0 OR CAST(sqlc.arg(reader) AS TEXT) = '*'
      OR EXISTS (SELECT 1 FROM source_owners o
          WHERE o.source = a.private AND o.owner = sqlc.arg(reader) AND (o.left_at = 0 OR o.left_at > a.seen_at))) AND a.seq IN (
    SELECT b.seq FROM articles b WHERE b.url = sqlc.arg(url) AND b.url <> ''
    UNION SELECT aliases.article FROM aliases WHERE aliases.url = sqlc.arg(url) AND aliases.url <> '')
ORDER BY a.seq DESC
LIMIT sqlc.arg(max_rows);

-- name: ArticleByGUID :one
SELECT a.* FROM articles a
WHERE a.guid = sqlc.arg(guid) AND a.guid <> '' AND (a.private = 0 OR CAST(sqlc.arg(reader) AS TEXT) = '*'
      OR EXISTS (SELECT 1 FROM source_owners o
          WHERE o.source = a.private AND o.owner = sqlc.arg(reader) AND (o.left_at = 0 OR o.left_at > a.seen_at)))
ORDER BY a.seq DESC
LIMIT 1;

-- name: ArticleByAlias :one
SELECT a.* FROM aliases JOIN articles a ON a.seq = aliases.article
WHERE (a.private = 0 OR CAST(sqlc.arg(reader) AS TEXT) = '*'
      OR EXISTS (SELECT 1 FROM source_owners o
          WHERE o.source = a.private AND o.owner = sqlc.arg(reader) AND (o.left_at = 0 OR o.left_at > a.seen_at)))
  AND aliases.reason <> '' AND (aliases.url = sqlc.arg(url) AND aliases.url <> '' OR aliases.guid = sqlc.arg(guid) AND aliases.guid <> '')
ORDER BY a.seq DESC
LIMIT 1;

-- name: Namesake :one
SELECT id FROM articles
WHERE news_at >= sqlc.arg(from_at) AND news_at <= sqlc.arg(to_at) AND source = sqlc.arg(source) AND headline = sqlc.arg(headline)
    AND private = sqlc.arg(private)
ORDER BY seq DESC
LIMIT 1;
