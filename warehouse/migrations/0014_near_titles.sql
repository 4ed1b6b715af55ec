-- What matching remembers of titles, so that a load finds the stored titles near its own. Filled by matching; of
-- listings that are stored already by a rebuild.
CREATE TABLE meta.title_profiles (
    dump_id VARCHAR NOT NULL,
    listing_id VARCHAR NOT NULL,
    title UBIGINT NOT NULL,
    profile UBIGINT NOT NULL,
    has_arxiv_id BOOLEAN NOT NULL
);

CREATE TABLE meta.title_signatures (title UBIGINT NOT NULL, signature UBIGINT NOT NULL);

CREATE TABLE meta.near_titles (
    left_title UBIGINT NOT NULL,
    right_title UBIGINT NOT NULL,
    left_profile UBIGINT NOT NULL,
    right_profile UBIGINT NOT NULL,
    score DOUBLE NOT NULL,
    evidence VARCHAR NOT NULL,
    decision VARCHAR NOT NULL
);
