-- name: NextNumber :one
SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT) FROM subscriptions WHERE platform = $1 AND tenant = $2;

-- name: InsertSubscription :one
INSERT INTO subscriptions (tenant, number, platform, workspace, channel, channel_name, topics, cadence, zone, length,
    state, until_at, next_at, covered_at, created_by, created_by_name, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
RETURNING id;

-- name: SubscriptionByID :one
SELECT * FROM subscriptions WHERE id = $1 AND state <> 'removed';

-- name: SubscriptionByNumber :one
SELECT * FROM subscriptions WHERE platform = $1 AND tenant = $2 AND number = $3 AND state <> 'removed';

-- name: AllSubscriptions :many
SELECT * FROM subscriptions WHERE state <> 'removed' ORDER BY platform, tenant, number;

-- name: SubscriptionsOfTenant :many
SELECT * FROM subscriptions WHERE platform = $1 AND tenant = $2 AND state <> 'removed' ORDER BY number;

-- name: SubscriptionsOfChannel :many
SELECT * FROM subscriptions WHERE platform = $1 AND tenant = $2 AND channel = $3 AND state <> 'removed' ORDER BY number;

-- name: UpdateSubscription :execrows
UPDATE subscriptions
SET channel = $1, channel_name = $2, topics = $3, cadence = $4, zone = $5, length = $6, state = $7, until_at = $8,
    next_at = $9, covered_at = CASE WHEN covered_at > $10 THEN covered_at ELSE $10 END
WHERE id = $11 AND platform = $12 AND tenant = $13 AND state <> 'removed';

-- name: Cover :exec
UPDATE subscriptions SET covered_at = sqlc.arg(covered_at)
WHERE id = sqlc.arg(id) AND covered_at < sqlc.arg(covered_at);

-- name: RemoveSubscription :execrows
UPDATE subscriptions SET state = 'removed' WHERE id = $1 AND state <> 'removed';

-- name: DueSubscriptions :many
SELECT * FROM subscriptions
WHERE state = 'active' AND next_at <= sqlc.arg(now)
  AND NOT EXISTS (SELECT 1 FROM outages o WHERE o.platform = subscriptions.platform AND o.tenant IN ('', subscriptions.tenant))
ORDER BY next_at, id
LIMIT sqlc.arg(max_rows);

-- name: RestedSubscriptions :many
SELECT * FROM subscriptions
WHERE state = 'paused' AND until_at > 0 AND until_at <= sqlc.arg(now)
ORDER BY until_at, id
LIMIT sqlc.arg(max_rows);

-- name: EndSubscription :execrows
UPDATE subscriptions SET state = 'ended', until_at = 0, next_at = 0
WHERE id = sqlc.arg(id) AND next_at = sqlc.arg(seen) AND state IN ('active', 'paused');

-- name: DisableChannel :execrows
UPDATE subscriptions SET state = 'disabled'
WHERE platform = $1 AND tenant = $2 AND channel = $3 AND state = 'active';

-- name: Wake :execrows
UPDATE subscriptions SET state = 'active', until_at = 0, next_at = sqlc.arg(next_at)
WHERE id = sqlc.arg(id) AND state = 'paused' AND until_at = sqlc.arg(seen);

-- name: AnyDue :one
SELECT CAST(COUNT(*) AS BIGINT) FROM (
    SELECT a.id FROM subscriptions a WHERE a.state = 'active' AND a.next_at <= sqlc.arg(now)
        AND NOT EXISTS (SELECT 1 FROM outages o WHERE o.platform = a.platform AND o.tenant IN ('', a.tenant))
    UNION ALL
    SELECT p.id FROM subscriptions p WHERE p.state = 'paused' AND p.until_at > 0 AND p.until_at <= sqlc.arg(now)
    LIMIT 1) due;

-- name: DisableSubscription :exec
UPDATE subscriptions SET state = 'disabled' WHERE id = $1 AND state <> 'removed';
