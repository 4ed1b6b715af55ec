-- Submission and revision days are known to a precision and in a way, as publication days are. Of listings that are
-- stored already both stay unknown until a rebuild.
ALTER TABLE core.listings ADD COLUMN "submitted_precision" VARCHAR;

ALTER TABLE core.listings ADD COLUMN "submitted_basis" VARCHAR;

ALTER TABLE core.listings ADD COLUMN "updated_precision" VARCHAR;

ALTER TABLE core.listings ADD COLUMN "updated_basis" VARCHAR;

CREATE VIEW core.paper_dates AS
SELECT DISTINCT paper_id, said."kind", said."date", said."precision", source, said."basis"
FROM (
    SELECT paper_id, listings.source, unnest([
        {'kind': 'submitted', 'date': submitted_on,
            'precision': submitted_precision, 'basis': submitted_basis},
        {'kind': 'published', 'date': published_on,
            'precision': published_precision, 'basis': published_basis},
        {'kind': 'updated', 'date': updated_on, 'precision': updated_precision, 'basis': updated_basis},
        {'kind': 'listed', 'date': captured_on, 'precision': 'day', 'basis': captured_on_basis},
        {'kind': 'listed', 'date': TRY_CAST(left(extra ->> '$.listed_at', 10) AS DATE),
            'precision': 'day', 'basis': 'stated'}
    ]) AS said
    FROM core.listings
    JOIN core.dumps USING (dump_id)
)
WHERE said."date" IS NOT NULL;
