-- What can be counted of each paper without reading its texts. The language of papers that were stored before comes with
-- the next rebuild.
ALTER TABLE core.papers ADD COLUMN "language" VARCHAR;
ALTER TABLE core.papers ADD COLUMN "abstract_length" INTEGER;
UPDATE core.papers SET abstract_length = length(abstract) WHERE abstract IS NOT NULL;
