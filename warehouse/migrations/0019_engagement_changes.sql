-- What captures observed of a paper, beside the capture before. Filled when trends are counted anew, before each
-- publication.
CREATE TABLE trends.engagement_changes (
    "paper_id" VARCHAR NOT NULL,
    "figure" VARCHAR NOT NULL,
    "source" VARCHAR NOT NULL,
    "observed_on" DATE NOT NULL,
    "observed" INTEGER NOT NULL,
    "previous_on" DATE,
    "per_day" DOUBLE,
    "is_latest" BOOLEAN NOT NULL,
    "is_latest_change" BOOLEAN NOT NULL,
    "month" DATE,
    "year" INTEGER
);
