-- name: Leave :exec
INSERT INTO unread (article, seen_at, news_at) VALUES ($1, $2, $3)
ON CONFLICT (article) DO UPDATE SET news_at = excluded.news_at;

-- name: Unread :many
SELECT articles.* FROM unread JOIN articles ON articles.seq = unread.article
ORDER BY unread.news_at DESC, unread.article
LIMIT sqlc.arg(max_rows);

-- name: CountUnread :one
SELECT COUNT(*) FROM unread WHERE seen_at >= sqlc.arg(from_at) AND seen_at < sqlc.arg(to_at);

-- name: TakeUnread :execrows
DELETE FROM unread WHERE article = (SELECT seq FROM articles WHERE id = $1 AND hash = $2);

-- name: ReadArticle :one
UPDATE articles SET story = $1, copy_of = $2, language = $3, note = $4, topics = $5, analysis = $6 WHERE id = $7
RETURNING seq, seen_at;

-- name: SeeLater :exec
UPDATE articles SET seen_at = $1, news_at = $2, baseline = $3 WHERE seq = $4;

-- Writing the row as it is keeps it from being changed before this transaction
-- ends.
-- name: Sealed :one
INSERT INTO meta (name, value) VALUES ('sealed', '0')
ON CONFLICT (name) DO UPDATE SET value = meta.value
RETURNING CAST(value AS BIGINT);

-- name: Seal :exec
INSERT INTO meta (name, value) VALUES ('sealed', CAST(CAST(sqlc.arg(until_at) AS BIGINT) AS TEXT))
ON CONFLICT (name) DO UPDATE
SET value = CASE WHEN CAST(excluded.value AS BIGINT) > CAST(meta.value AS BIGINT) THEN excluded.value ELSE meta.value END;
