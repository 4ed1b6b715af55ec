-- Year and track stand in the printed venue; listings that were loaded before have them after the next rebuild.
ALTER TABLE core.listings ADD COLUMN "venue_year" INTEGER;
ALTER TABLE core.listings ADD COLUMN "venue_track" VARCHAR;
