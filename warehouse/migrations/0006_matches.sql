-- Why listings are one paper. Papers that are stored already have no rows until they are matched again (a rebuild).
CREATE TABLE core.matches (
    "listing_id" VARCHAR NOT NULL,
    "paper_id" VARCHAR NOT NULL,
    "rule" VARCHAR NOT NULL,
    "score" DOUBLE NOT NULL,
    "evidence" VARCHAR NOT NULL
);

ALTER TABLE core.conflicts ADD COLUMN "score" DOUBLE;
