-- What pages count most. Filled when trends are counted anew, before each publication.
CREATE TABLE trends.paper_cells (
    "published_on" DATE,
    "published_precision" VARCHAR,
    "sources" VARCHAR[] NOT NULL,
    "venue_key" VARCHAR,
    "venue" VARCHAR,
    "has_code" BOOLEAN NOT NULL,
    "has_authors" BOOLEAN NOT NULL,
    "is_withdrawn" BOOLEAN NOT NULL,
    "papers" BIGINT NOT NULL
);

CREATE TABLE trends.author_counts (
    "author_key" VARCHAR NOT NULL,
    "authorships" BIGINT NOT NULL,
    "fraction" DOUBLE NOT NULL
);

CREATE TABLE trends.title_counts (
    "term_number" INTEGER NOT NULL,
    "month" DATE,
    "papers" BIGINT NOT NULL
);
