-- Each rule that links a listing is told, and titles over abstracts that have nothing in common are told apart: papers of
-- several listings are matched again.
INSERT INTO meta.pending SELECT DISTINCT 'paper', paper_id FROM core.matches;
