-- How old the use of a term is. Filled when trends are counted anew, before each publication.
ALTER TABLE trends.term_trends ADD COLUMN "half_life_months" DOUBLE;
