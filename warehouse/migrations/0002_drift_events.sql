-- A dump's profile also holds the fields of `extra`, and what changed in a source's fields.
ALTER TABLE quality.dump_profile ADD COLUMN "field" VARCHAR;
ALTER TABLE quality.dump_profile ADD COLUMN "before" VARCHAR;
ALTER TABLE quality.dump_profile ADD COLUMN "now" VARCHAR;
