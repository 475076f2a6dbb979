-- name: KnownByAlias :one
SELECT articles.id, articles.hash, articles.revision, articles.source, articles.guid, articles.url
FROM aliases JOIN articles ON articles.seq = aliases.article
WHERE aliases.reason <> '' AND (aliases.guid = sqlc.arg(guid) AND aliases.guid <> '' AND aliases.source = sqlc.arg(source)
    OR aliases.url = sqlc.arg(url) AND aliases.url <> '')
ORDER BY articles.seq DESC
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

-- The newest that stand at an address, or whose pages give it for their own.
-- name: Claimants :many
SELECT * FROM articles WHERE seq IN (
    SELECT a.seq FROM articles a WHERE a.url = sqlc.arg(url) AND a.url <> ''
    UNION SELECT aliases.article FROM aliases WHERE aliases.url = sqlc.arg(url) AND aliases.url <> '')
ORDER BY seq DESC
LIMIT sqlc.arg(max_rows);

-- name: ArticleByGUID :one
SELECT * FROM articles WHERE guid = $1 AND guid <> '' ORDER BY seq DESC LIMIT 1;

-- name: ArticleByAlias :one
SELECT articles.* FROM aliases JOIN articles ON articles.seq = aliases.article
WHERE aliases.reason <> '' AND (aliases.url = sqlc.arg(url) AND aliases.url <> '' OR aliases.guid = sqlc.arg(guid) AND aliases.guid <> '')
ORDER BY articles.seq DESC
LIMIT 1;

-- name: Namesake :one
SELECT id FROM articles
WHERE news_at >= sqlc.arg(from_at) AND news_at <= sqlc.arg(to_at) AND source = sqlc.arg(source) AND headline = sqlc.arg(headline)
ORDER BY seq DESC
LIMIT 1;
