-- What PostgreSQL does in one statement, and so in one trip to the server and
-- back, where SQLite takes two.

-- name: BeginAtOnce :one
WITH begun AS (
    UPDATE deliveries
    SET status = 'sending', attempts = attempts + 1, attempted_at = sqlc.arg(now), updated_at = sqlc.arg(now)
    WHERE deliveries.id = sqlc.arg(id) AND status = 'pending' AND parts > 0 AND not_before <= sqlc.arg(now)
      AND (part = 1 OR EXISTS (
          SELECT 1 FROM deliveries p
          WHERE p.subscription = deliveries.subscription AND p.slot_at = deliveries.slot_at AND p.part = deliveries.part - 1
            AND p.status IN ('sent', 'unknown')))
    RETURNING *
), noted AS (
    INSERT INTO delivery_events (delivery, number, at, attempt, status, reason)
    SELECT begun.id, (SELECT COALESCE(MAX(e.number), 0) + 1 FROM delivery_events e WHERE e.delivery = begun.id),
        begun.attempted_at, begun.attempts, 'sending', '' FROM begun
)
SELECT begun.* FROM begun;

-- name: FinishAtOnce :execrows
WITH finished AS (
    UPDATE deliveries
    SET status = sqlc.arg(status), reason = sqlc.arg(reason), receipt = sqlc.arg(receipt), not_before = 0, updated_at = sqlc.arg(now)
    WHERE id = sqlc.arg(id) AND deliveries.status = 'sending' AND attempts = sqlc.arg(attempt) AND part = parts
    RETURNING *
)
INSERT INTO delivery_events (delivery, number, at, attempt, status, reason)
SELECT finished.id, (SELECT COALESCE(MAX(e.number), 0) + 1 FROM delivery_events e WHERE e.delivery = finished.id),
    finished.updated_at, finished.attempts, finished.status, finished.reason FROM finished;
