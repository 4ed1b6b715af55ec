-- Versions of one work that listings name. Filled from `extra` by matching; of listings that are stored already by a
-- rebuild.
CREATE TABLE core.relations (
    "dump_id" VARCHAR NOT NULL,
    "listing_id" VARCHAR NOT NULL,
    "kind" VARCHAR NOT NULL,
    "scheme" VARCHAR NOT NULL,
    "value" VARCHAR NOT NULL
);
