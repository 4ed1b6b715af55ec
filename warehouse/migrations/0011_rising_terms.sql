-- Denominators, and figures that are compared within each source. Nothing wrote this table before.
DROP TABLE trends.rising_terms;

CREATE TABLE trends.rising_terms (
    "term" VARCHAR NOT NULL,
    "window_end" DATE NOT NULL,
    "window_months" INTEGER NOT NULL,
    "papers_recent" BIGINT NOT NULL,
    "papers_before" BIGINT NOT NULL,
    "total_recent" BIGINT NOT NULL,
    "total_before" BIGINT NOT NULL,
    "share_recent" DOUBLE NOT NULL,
    "share_before" DOUBLE NOT NULL,
    "log_odds_z" DOUBLE NOT NULL,
    "q_value" DOUBLE NOT NULL,
    "is_new" BOOLEAN NOT NULL,
    "adjusted_ratio" DOUBLE,
    "adjusted_z" DOUBLE,
    "adjusted_q" DOUBLE
);
