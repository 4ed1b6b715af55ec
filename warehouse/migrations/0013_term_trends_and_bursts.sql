-- What all months of a term say together. Filled when trends are counted anew, before each publication.
CREATE TABLE trends.term_trends (
    "term" VARCHAR NOT NULL,
    "months" INTEGER NOT NULL,
    "kendall_tau" DOUBLE NOT NULL,
    "trend_z" DOUBLE NOT NULL,
    "trend_q" DOUBLE NOT NULL
);

CREATE TABLE trends.term_bursts (
    "term" VARCHAR NOT NULL,
    "burst_start" DATE NOT NULL,
    "burst_end" DATE NOT NULL,
    "papers" BIGINT NOT NULL,
    "weight" DOUBLE NOT NULL
);
