-- name: InsertDigest :one
INSERT INTO digests (key, from_at, to_at, created_at, body) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO NOTHING
RETURNING id;

-- name: DigestID :one
SELECT id FROM digests WHERE key = $1;

-- name: AddDigestArticle :exec
INSERT INTO digest_articles (article, digest) VALUES ($1, $2) ON CONFLICT (article, digest) DO NOTHING;

-- name: Digest :one
SELECT body FROM digests WHERE id = $1;

-- name: DigestByKey :one
SELECT id, body FROM digests WHERE key = $1;

-- name: DigestTo :one
SELECT to_at FROM digests WHERE id = $1;

-- name: DigestsSent :many
SELECT g.body FROM digests g
WHERE g.id IN (
    SELECT d.digest FROM deliveries d
    WHERE d.subscription = $1 AND d.slot_at >= $2 AND d.digest > 0
      AND d.status IN ('pending', 'sending', 'sent', 'unknown'))
ORDER BY g.to_at, g.id;

-- name: DigestIDsSent :many
SELECT DISTINCT d.digest FROM deliveries d
WHERE d.subscription = $1 AND d.slot_at >= $2 AND d.digest > 0
  AND d.status IN ('pending', 'sending', 'sent', 'unknown')
ORDER BY d.digest;

-- name: DigestsOf :many
SELECT digest FROM digest_articles WHERE article = $1 ORDER BY digest;

-- name: PruneDigests :execrows
DELETE FROM digests WHERE digests.created_at < sqlc.arg(before_at)
  AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.digest = digests.id AND deliveries.digest > 0);
