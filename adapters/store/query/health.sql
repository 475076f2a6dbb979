-- name: Backlog :many
SELECT status, COUNT(*) AS deliveries,
       CAST(COALESCE(MIN(CASE WHEN not_before <= sqlc.arg(now) THEN slot_at END), 0) AS BIGINT) AS oldest_at
FROM deliveries
WHERE status IN ('pending', 'sending')
GROUP BY status;

-- name: SourceStates :one
SELECT COUNT(*) AS sources,
       CAST(COALESCE(SUM(CASE WHEN retired THEN 1 ELSE 0 END), 0) AS BIGINT) AS retired,
       CAST(COALESCE(SUM(CASE WHEN problem <> '' AND NOT retired THEN 1 ELSE 0 END), 0) AS BIGINT) AS failing
FROM sources
WHERE removed_at = 0;
