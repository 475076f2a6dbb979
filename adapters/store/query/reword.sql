-- name: Rewordings :one
SELECT drafts FROM rewordings WHERE key = $1;

-- name: SaveRewordings :exec
INSERT INTO rewordings (key, drafts, at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING;

-- name: TrimRewordings :exec
DELETE FROM rewordings WHERE at < $1;

-- name: Spend :execrows
INSERT INTO spending (day, tokens) VALUES ($1, $2)
ON CONFLICT (day) DO UPDATE SET tokens = spending.tokens + excluded.tokens
WHERE spending.tokens + excluded.tokens <= sqlc.arg(most);

-- name: TrimSpending :exec
DELETE FROM spending WHERE day < $1;
