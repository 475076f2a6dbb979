-- name: Uncorrected :many
SELECT d.id AS delivery, a.id AS article, a.revision, a.revised_at, g.created_at,
    CAST(COALESCE((SELECT MAX(c.at) FROM corrections c WHERE c.delivery = d.id AND c.article = a.id), 0) AS BIGINT) AS corrected_at
FROM articles a
JOIN digest_articles s ON s.article = a.id
JOIN digests g ON g.id = s.digest
JOIN deliveries d ON d.digest = g.id
WHERE a.revised_at > 0 AND a.revised_at >= sqlc.arg(since_at) AND d.digest > 0
  AND d.status = 'sent' AND d.receipt NOT IN ('', 'deleted') AND d.attempted_at < a.revised_at
  AND NOT EXISTS (SELECT 1 FROM corrections k WHERE k.delivery = d.id AND k.article = a.id AND k.revision = a.revision)
ORDER BY a.revised_at, d.id
LIMIT sqlc.arg(max_rows);

-- name: TextBefore :one
SELECT r.text FROM article_revisions r JOIN articles a ON a.seq = r.article
WHERE a.id = $1 AND r.until_at > $2
ORDER BY r.revision
LIMIT 1;

-- name: AddCorrection :exec
INSERT INTO corrections (delivery, article, revision, at, note) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING;

-- name: DropCorrection :exec
DELETE FROM corrections WHERE delivery = $1 AND article = $2 AND revision = $3;

-- name: ReplaceMessage :exec
UPDATE deliveries SET message = $1 WHERE id = $2;
