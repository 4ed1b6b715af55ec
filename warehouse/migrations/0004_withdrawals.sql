-- Identifiers of papers that were taken back, as deletion records of dumps name them.
CREATE TABLE core.withdrawals (
    "dump_id" VARCHAR NOT NULL,
    "position" BIGINT NOT NULL,
    "scheme" VARCHAR NOT NULL,
    "value" VARCHAR NOT NULL
);
