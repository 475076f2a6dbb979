-- name: Settings :one
SELECT zone, allow, less, paused FROM channels WHERE platform = $1 AND tenant = $2 AND channel = $3;

-- name: SaveSettings :exec
INSERT INTO channels (platform, tenant, channel, zone, allow, less, paused) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (platform, tenant, channel) DO UPDATE
SET zone = excluded.zone, allow = excluded.allow, less = excluded.less, paused = excluded.paused;

-- name: Mutes :many
SELECT story FROM mutes WHERE platform = $1 AND tenant = $2 AND channel = $3 ORDER BY at, story;

-- name: Mute :exec
INSERT INTO mutes (platform, tenant, channel, story, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (platform, tenant, channel, story) DO NOTHING;

-- name: Unmute :exec
DELETE FROM mutes WHERE platform = $1 AND tenant = $2 AND channel = $3 AND story = $4;

-- name: SaveShown :exec
INSERT INTO shown (platform, tenant, channel, person, stories, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (platform, tenant, channel, person) DO UPDATE SET stories = excluded.stories, at = excluded.at;

-- name: Shown :one
SELECT stories FROM shown WHERE platform = $1 AND tenant = $2 AND channel = $3 AND person = $4;

-- name: SaveTalk :exec
INSERT INTO talks (platform, tenant, channel, thread, person, question, since_at, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (platform, tenant, channel, person, thread) DO UPDATE
SET question = excluded.question, since_at = excluded.since_at, at = excluded.at;

-- name: Talk :one
SELECT question, since_at, at FROM talks
WHERE platform = $1 AND tenant = $2 AND channel = $3 AND person = $4 AND thread = $5 AND at >= $6;

-- name: TrimTalks :exec
DELETE FROM talks
WHERE platform = $1 AND tenant = $2 AND channel = $3 AND person = $4 AND at < $5;

-- name: PruneTalks :execrows
DELETE FROM talks WHERE at < $1;

-- name: RecordChange :exec
INSERT INTO changes (at, platform, tenant, workspace, channel, channel_name, person, person_name, command, result)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: PruneShown :execrows
DELETE FROM shown WHERE at < $1;

-- name: PruneMutes :execrows
DELETE FROM mutes WHERE at < sqlc.arg(before_at)
  AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.story = mutes.story);

-- name: Meta :one
SELECT value FROM meta WHERE name = $1;

-- name: SaveMeta :exec
INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
