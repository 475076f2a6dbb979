-- name: SaveInstallation :exec
INSERT INTO installations (platform, tenant, name, org, bot_user, token, scopes, installed_by, installed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (platform, tenant) DO UPDATE
SET name = excluded.name, org = excluded.org, bot_user = excluded.bot_user, token = excluded.token, scopes = excluded.scopes,
    installed_by = excluded.installed_by, installed_at = excluded.installed_at;

-- name: Installation :one
SELECT name, org, bot_user, token, scopes, installed_by, installed_at FROM installations WHERE platform = $1 AND tenant = $2;

-- name: RenewToken :execrows
UPDATE installations SET token = $1 WHERE platform = $2 AND tenant = $3 AND token = $4;

-- name: RemoveInstallation :exec
DELETE FROM installations WHERE platform = $1 AND tenant = $2;

-- name: PartsOf :many
SELECT tenant FROM installations WHERE platform = $1 AND org = $2 ORDER BY tenant;
