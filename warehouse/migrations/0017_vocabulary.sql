-- What an analyst says of terms (`vocabulary.toml`), and by what of it trends were counted: when it changes, they are
-- counted anew.
CREATE TABLE trends.term_forms (
    "term" VARCHAR NOT NULL,
    "form" VARCHAR NOT NULL,
    "origin" VARCHAR NOT NULL,
    "papers" BIGINT NOT NULL
);

CREATE TABLE trends.named_series (
    "name" VARCHAR NOT NULL,
    "kind" VARCHAR NOT NULL,
    "expression" VARCHAR NOT NULL
);

CREATE TABLE meta.vocabulary (said VARCHAR NOT NULL);
