-- A title is found by abstracts as well: `text` is the number of the title, or of the profile whose abstract has the
-- signature. What is remembered of titles is emptied; the next matching fills it, which these papers make sure there is:
-- those that were near another, and one.
DELETE FROM meta.title_profiles;
DELETE FROM meta.near_titles;
DROP TABLE meta.title_signatures;
CREATE TABLE meta.title_signatures (title UBIGINT NOT NULL, text UBIGINT NOT NULL, signature UBIGINT NOT NULL);
INSERT INTO meta.pending
SELECT 'paper', paper_id FROM core.matches WHERE rule = 'near_title'
UNION SELECT 'paper', unnest(paper_ids) FROM core.conflicts WHERE kind = 'near_title'
UNION SELECT 'paper', min(paper_id) FROM core.listings HAVING count(*) > 0;
