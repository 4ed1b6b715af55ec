-- Titles have other signatures: without what lists put to them, of words as misprints leave them. What is remembered of
-- titles is emptied; the next matching fills it, which these papers make sure there is: those that were near another,
-- and one.
DELETE FROM meta.title_profiles;
DELETE FROM meta.near_titles;
DELETE FROM meta.title_signatures;
INSERT INTO meta.pending
SELECT 'paper', paper_id FROM core.matches WHERE rule = 'near_title'
UNION SELECT 'paper', unnest(paper_ids) FROM core.conflicts WHERE kind = 'near_title'
UNION SELECT 'paper', min(paper_id) FROM core.listings HAVING count(*) > 0;
