-- By its abstract too a title is found: `text` is the number of the title or the profile that has the signature. What
-- is remembered of titles is emptied, and everything matched anew once, which fills it.
DELETE FROM meta.title_profiles;
DELETE FROM meta.near_titles;
DROP TABLE meta.title_signatures;
CREATE TABLE meta.title_signatures (title UBIGINT NOT NULL, text UBIGINT NOT NULL, signature UBIGINT NOT NULL);
INSERT INTO meta.pending SELECT 'dump', dump_id FROM core.dumps
WHERE status = 'loaded' AND dump_id NOT IN (SELECT value FROM meta.pending WHERE kind = 'dump');
