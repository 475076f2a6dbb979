-- name: InsertSource :one
INSERT INTO sources (name, url, publisher, region, kind, tier, language, grade, private, next_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
RETURNING id;

-- name: SourceNamed :one
SELECT COUNT(*) FROM sources WHERE name = $1 AND removed_at = 0;

-- name: SourceAt :one
SELECT * FROM sources WHERE url = $1 AND removed_at = 0;

-- name: Source :one
SELECT * FROM sources WHERE id = $1 AND removed_at = 0;

-- name: Sources :many
SELECT * FROM sources WHERE removed_at = 0 ORDER BY id;

-- A workspace's own does not count: it was never everybody's.
-- name: EverRead :many
SELECT url FROM sources WHERE private = FALSE;

-- name: DueSources :many
SELECT * FROM sources
WHERE removed_at = 0 AND retired = FALSE AND next_at <= sqlc.arg(now)
ORDER BY next_at, id
LIMIT sqlc.arg(max_rows);

-- name: FreeSources :many
SELECT id, next_at, took FROM sources
WHERE removed_at = 0 AND retired = FALSE AND next_at <= sqlc.arg(now)
ORDER BY next_at, id
LIMIT sqlc.arg(max_rows);

-- name: LeaseSource :execrows
UPDATE sources SET claimed = next_at, next_at = sqlc.arg(lease_until)
WHERE id = sqlc.arg(id) AND next_at = sqlc.arg(seen) AND removed_at = 0;

-- name: ReturnSources :execrows
UPDATE sources SET next_at = claimed, claimed = 0 WHERE claimed > 0;

-- name: SaveSource :execrows
UPDATE sources
SET url = $1, publisher = $2, region = $3, kind = $4, tier = $5, language = $6, grade = $7,
    etag = $8, last_modified = $9, body_hash = $10, baselined = $11,
    next_at = CASE WHEN claimed > 0 AND next_at <= $12 THEN next_at ELSE $13 END, fetched_at = $12, -- a hub said meanwhile that there is more
    succeeded_at = $14, newest_at = $15, items = $16, failures = $17, problem = $18, retired = $19,
    pace = $20, asked = $21, took = $22, claimed = 0, moved_to = $23, moved_at = $24, moved_times = $25
WHERE id = $26 AND removed_at = 0;

-- name: SaveNotified :exec
UPDATE sources SET notified = $1 WHERE id = $2;

-- name: WakeSource :exec
UPDATE sources SET next_at = $1 WHERE id = $2 AND next_at > $1 AND removed_at = 0;

-- name: Push :one
SELECT * FROM pushes WHERE source = $1;

-- name: PushOf :one
SELECT * FROM pushes WHERE token = $1;

-- name: SavePush :exec
INSERT INTO pushes (source, hub, topic, token, secret, asked_at, until_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (source) DO UPDATE
SET hub = excluded.hub, topic = excluded.topic, token = excluded.token, secret = excluded.secret,
    asked_at = excluded.asked_at, until_at = excluded.until_at;

-- name: SourceItems :one
SELECT told FROM source_items WHERE source = $1;

-- name: SaveSourceItems :exec
INSERT INTO source_items (source, told) VALUES ($1, $2)
ON CONFLICT (source) DO UPDATE SET told = excluded.told;

-- name: OnTopic :many
SELECT source, COUNT(*) AS articles,
    CAST(COALESCE(SUM(CASE WHEN topics <> '' THEN 1 ELSE 0 END), 0) AS BIGINT) AS on_topic
FROM articles
WHERE seen_at >= $1
GROUP BY source;

-- name: OwnSource :execrows
INSERT INTO source_owners (source, owner) VALUES ($1, $2)
ON CONFLICT (source, owner) DO UPDATE SET left_at = 0 WHERE source_owners.left_at > 0;

-- name: Owners :many
SELECT source, owner FROM source_owners WHERE left_at = 0 ORDER BY source, owner;

-- name: OwnersOf :many
SELECT owner FROM source_owners WHERE source = $1 AND left_at = 0 ORDER BY owner;

-- name: LeaveSource :execrows
UPDATE source_owners SET left_at = $1 WHERE source = $2 AND owner = $3 AND left_at = 0;

-- name: LeaveSourceAll :exec
UPDATE source_owners SET left_at = $1 WHERE source = $2 AND left_at = 0;

-- name: Owns :one
SELECT CAST(COUNT(*) AS BIGINT) FROM (
    SELECT 1 FROM source_owners WHERE owner = sqlc.arg(reader) OR CAST(sqlc.arg(reader) AS TEXT) = '*' LIMIT 1) own;

-- name: Published :one
SELECT COUNT(*) FROM sources WHERE id = $1 AND private = FALSE;

-- name: PublishSource :exec
UPDATE sources SET private = FALSE WHERE id = $1;

-- name: PublishArticles :exec
UPDATE articles SET private = 0 WHERE private = $1 AND private > 0;

-- name: DropOwners :exec
DELETE FROM source_owners WHERE source = $1;

-- name: PruneOwners :execrows
DELETE FROM source_owners WHERE left_at > 0 AND left_at < $1
  AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.private = source_owners.source AND articles.private > 0);

-- name: OthersOrders :one
SELECT COUNT(*) FROM subscriptions
WHERE state IN ('active', 'paused', 'disabled') AND platform <> 'terminal'
  AND (platform <> sqlc.arg(platform) OR tenant <> sqlc.arg(tenant));

-- name: OthersInstalled :one
SELECT COUNT(*) FROM installations WHERE platform <> sqlc.arg(platform) OR tenant <> sqlc.arg(tenant);

-- name: RemoveSource :execrows
UPDATE sources SET removed_at = $1 WHERE id = $2 AND removed_at = 0;

-- name: CountSources :one
SELECT COUNT(*) AS sources, CAST(COALESCE(SUM(CASE WHEN failures > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS failing
FROM sources
WHERE removed_at = 0 AND (private = FALSE OR CAST(sqlc.arg(reader) AS TEXT) = '*'
    OR id IN (SELECT o.source FROM source_owners o WHERE o.owner = sqlc.arg(reader) AND o.left_at = 0));
