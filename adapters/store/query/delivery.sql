-- name: InsertDelivery :one
INSERT INTO deliveries (key, subscription, slot_at, part, parts, platform, tenant, workspace, channel, channel_name,
    digest, status, created_at, updated_at, message)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'pending', $12, $13, $14)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: Delivery :one
SELECT * FROM deliveries WHERE id = $1;

-- name: FillDelivery :execrows
UPDATE deliveries SET digest = $1, parts = $2, message = $3, updated_at = $4
WHERE id = $5 AND status = 'pending' AND parts = 0;

-- name: NextPart :one
SELECT * FROM deliveries WHERE subscription = $1 AND slot_at = $2 AND part = $3;

-- name: Follow :exec
UPDATE deliveries SET not_before = $1 WHERE id = $2 AND status = 'pending';

-- name: LaterParts :many
SELECT * FROM deliveries
WHERE subscription = $1 AND slot_at = $2 AND part > $3 AND status = $4
ORDER BY part;

-- name: BeginDelivery :one
UPDATE deliveries
SET status = 'sending', attempts = attempts + 1, attempted_at = sqlc.arg(now), updated_at = sqlc.arg(now)
WHERE deliveries.id = sqlc.arg(id) AND status = 'pending' AND parts > 0 AND not_before <= sqlc.arg(now)
  AND (part = 1 OR EXISTS (
      SELECT 1 FROM deliveries p
      WHERE p.subscription = deliveries.subscription AND p.slot_at = deliveries.slot_at AND p.part = deliveries.part - 1
        AND p.status IN ('sent', 'unknown')))
RETURNING *;

-- name: FinishDelivery :one
UPDATE deliveries
SET status = $1, reason = $2, receipt = $3, not_before = $4, updated_at = $5
WHERE id = $6 AND status = 'sending' AND attempts = $7
RETURNING subscription, slot_at, part, parts, platform;

-- name: MoveDelivery :execrows
UPDATE deliveries
SET status = sqlc.arg(status), reason = sqlc.arg(reason), not_before = 0, updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id) AND status = sqlc.arg(seen);

-- name: InAttempt :one
SELECT COUNT(*) FROM deliveries WHERE id = $1 AND attempts = $2 AND status = 'sending';

-- name: Reopen :execrows
UPDATE deliveries
SET status = 'pending', reason = sqlc.arg(reason), not_before = 0, retried_at = sqlc.arg(now), updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id) AND status = sqlc.arg(seen);

-- name: PendingOf :many
SELECT * FROM deliveries WHERE subscription = $1 AND status = 'pending' ORDER BY id;

-- name: AddEvent :exec
INSERT INTO delivery_events (delivery, number, at, attempt, status, reason)
VALUES ($1, (SELECT COALESCE(MAX(e.number), 0) + 1 FROM delivery_events e WHERE e.delivery = $1), $2, $3, $4, $5);

-- name: Events :many
SELECT * FROM delivery_events WHERE delivery = $1 ORDER BY number;

-- name: StaleDeliveries :many
SELECT d.* FROM deliveries d
WHERE d.status IN ('pending', 'sending') AND d.updated_at < sqlc.arg(before_at) AND d.not_before < sqlc.arg(before_at)
  AND (d.part = 1 OR EXISTS (
      SELECT 1 FROM deliveries p
      WHERE p.subscription = d.subscription AND p.slot_at = d.slot_at AND p.part = d.part - 1
        AND p.status IN ('sent', 'unknown')))
ORDER BY d.updated_at, d.id
LIMIT sqlc.arg(max_rows);

-- name: Requeue :one
UPDATE deliveries SET updated_at = sqlc.arg(now) WHERE id = sqlc.arg(id) AND status IN ('pending', 'sending')
RETURNING parts, status, platform, attempts, not_before;

-- name: RowsOf :many
SELECT id, key, subscription, slot_at, part, parts, platform, workspace, channel, channel_name, digest, status, attempts,
    attempted_at, not_before, retried_at, reason, receipt, created_at, updated_at
FROM deliveries WHERE subscription = $1
ORDER BY slot_at DESC, part DESC
LIMIT sqlc.arg(max_rows);

-- name: CountByStatus :many
SELECT status, COUNT(*) AS deliveries FROM deliveries GROUP BY status;

-- name: PruneDeliveries :execrows
DELETE FROM deliveries
WHERE created_at < sqlc.arg(before_at) AND status IN ('sent', 'unknown', 'failed', 'skipped');
