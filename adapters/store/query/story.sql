-- name: SaveStory :exec
INSERT INTO stories (id, headline, first_at, last_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET
    first_at = CASE WHEN excluded.first_at < stories.first_at THEN excluded.first_at ELSE stories.first_at END,
    last_at = CASE WHEN excluded.last_at > stories.last_at THEN excluded.last_at ELSE stories.last_at END;

-- name: MergedInto :one
SELECT merged_into FROM stories WHERE id = $1;

-- name: StoryOf :one
SELECT story, copy_of FROM articles WHERE id = $1;

-- name: StoryTellings :many
SELECT a.* FROM articles a
WHERE a.story = sqlc.arg(story) AND (a.private = 0 OR CAST(sqlc.arg(reader) AS TEXT) = '*'
      OR EXISTS (SELECT 1 FROM source_owners o
          WHERE o.source = a.private AND o.owner = sqlc.arg(reader) AND (o.left_at = 0 OR o.left_at > a.seen_at)))
ORDER BY a.seq DESC
LIMIT sqlc.arg(max_rows);

-- name: MoveArticles :execrows
UPDATE articles SET story = sqlc.arg(into_story) WHERE story = sqlc.arg(from_story);

-- name: MarkMerged :exec
INSERT INTO stories (id, headline, first_at, last_at, merged_into)
VALUES (sqlc.arg(from_story), '', 0, 0, sqlc.arg(into_story))
ON CONFLICT (id) DO UPDATE SET merged_into = excluded.merged_into;

-- name: RepointMerged :exec
UPDATE stories SET merged_into = sqlc.arg(into_story) WHERE merged_into = sqlc.arg(from_story) AND merged_into <> '';

-- name: SpanStory :exec
UPDATE stories
SET first_at = (SELECT CAST(COALESCE(MIN(a.seen_at), 0) AS BIGINT) FROM articles a WHERE a.story = stories.id),
    last_at = (SELECT CAST(COALESCE(MAX(a.seen_at), 0) AS BIGINT) FROM articles a WHERE a.story = stories.id)
WHERE stories.id = $1;

-- name: CopyMutes :exec
INSERT INTO mutes (platform, tenant, channel, story, at)
SELECT m.platform, m.tenant, m.channel, CAST(sqlc.arg(into_story) AS TEXT), m.at FROM mutes m WHERE m.story = sqlc.arg(from_story)
ON CONFLICT (platform, tenant, channel, story) DO NOTHING;

-- name: PruneStories :execrows
DELETE FROM stories WHERE last_at < $1 AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.story = stories.id);
