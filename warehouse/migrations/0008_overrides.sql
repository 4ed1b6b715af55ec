-- The operator's decisions that the last matching applied: what differs from them touches papers.
CREATE TABLE meta.overrides (action VARCHAR NOT NULL, ids VARCHAR[] NOT NULL, reason VARCHAR NOT NULL);
