-- An inverted index of titles and abstracts. Made anew before each publication, like trends.
CREATE SCHEMA search;

CREATE TABLE search.words (
    "form" VARCHAR NOT NULL,
    "word_number" INTEGER NOT NULL,
    "papers" INTEGER NOT NULL
);

CREATE TABLE search.indexed_papers (
    "paper_number" INTEGER NOT NULL,
    "paper_id" VARCHAR NOT NULL,
    "title_words" INTEGER NOT NULL,
    "abstract_words" INTEGER NOT NULL
);

CREATE TABLE search.postings (
    "word_number" INTEGER NOT NULL,
    "first_place" BIGINT NOT NULL,
    "places" BIGINT[] NOT NULL
);

CREATE VIEW search.word_uses AS
SELECT word_number, (place // 2048)::INTEGER AS paper_number, position < 256 AS in_title,
    (position - if(in_title, 0, 256))::INTEGER AS position
FROM (
    SELECT word_number, place, place % 2048 AS position
    FROM (SELECT word_number, unnest(places) AS place FROM search.postings)
);
