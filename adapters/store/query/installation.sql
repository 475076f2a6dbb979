-- name: SaveInstallation :exec
INSERT INTO installations (platform, tenant, name, bot_user, token, scopes, installed_by, installed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (platform, tenant) DO UPDATE
SET name = excluded.name, bot_user = excluded.bot_user, token = excluded.token, scopes = excluded.scopes,
    installed_by = excluded.installed_by, installed_at = excluded.installed_at;

-- name: Installation :one
SELECT name, bot_user, token, scopes, installed_by, installed_at FROM installations WHERE platform = $1 AND tenant = $2;

-- name: RemoveInstallation :exec
DELETE FROM installations WHERE platform = $1 AND tenant = $2;

-- name: DisableTenant :execrows
UPDATE subscriptions SET state = 'disabled' WHERE platform = $1 AND tenant = $2 AND state IN ('active', 'paused');
