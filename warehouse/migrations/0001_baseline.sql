CREATE SCHEMA core;

CREATE SCHEMA trends;

CREATE SCHEMA quality;

CREATE TABLE core.dumps (
    "dump_id" VARCHAR NOT NULL,
    "file_name" VARCHAR NOT NULL,
    "source" VARCHAR NOT NULL,
    "layout" VARCHAR NOT NULL,
    "reader_version" INTEGER NOT NULL,
    "captured_on" DATE,
    "captured_on_basis" VARCHAR,
    "bytes_read" BIGINT NOT NULL,
    "entries_read" BIGINT NOT NULL,
    "listings" BIGINT NOT NULL,
    "rejects" BIGINT NOT NULL,
    "furniture_bytes" BIGINT,
    "unparsed_bytes" BIGINT,
    "status" VARCHAR NOT NULL,
    "error" VARCHAR,
    "landed_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "ingested_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "duration_seconds" DOUBLE NOT NULL
);

CREATE TABLE core.landings (
    "file_name" VARCHAR NOT NULL,
    "dump_id" VARCHAR,
    "landed_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "outcome" VARCHAR NOT NULL,
    "error" VARCHAR,
    "path" VARCHAR NOT NULL,
    "bytes_on_disk" BIGINT NOT NULL,
    "modified_at" TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE core.listings (
    "listing_id" VARCHAR NOT NULL,
    "dump_id" VARCHAR NOT NULL,
    "position" BIGINT NOT NULL,
    "line_start" BIGINT,
    "line_end" BIGINT,
    "source" VARCHAR NOT NULL,
    "paper_id" VARCHAR NOT NULL,
    "title" VARCHAR NOT NULL,
    "abstract" VARCHAR,
    "authors" STRUCT("name" VARCHAR, "orcid" VARCHAR, "affiliation" VARCHAR)[] NOT NULL,
    "author_count" INTEGER,
    "venue" VARCHAR,
    "venue_key" VARCHAR,
    "published_on" DATE,
    "published_precision" VARCHAR,
    "published_basis" VARCHAR,
    "submitted_on" DATE,
    "updated_on" DATE,
    "categories" VARCHAR[] NOT NULL,
    "keywords" VARCHAR[] NOT NULL,
    "arxiv_id" VARCHAR,
    "doi" VARCHAR,
    "openreview_id" VARCHAR,
    "acl_id" VARCHAR,
    "dblp_key" VARCHAR,
    "openalex_id" VARCHAR,
    "s2_id" VARCHAR,
    "pmid" VARCHAR,
    "links" STRUCT("url" VARCHAR, "kind" VARCHAR)[] NOT NULL,
    "comments" INTEGER,
    "upvotes" INTEGER,
    "github_stars" INTEGER,
    "citations" INTEGER,
    "language" VARCHAR,
    "is_withdrawn" BOOLEAN NOT NULL,
    "extra" JSON,
    "title_raw" VARCHAR,
    "abstract_raw" VARCHAR,
    "title_key" VARCHAR
);

CREATE TABLE core.rejects (
    "reject_id" VARCHAR NOT NULL,
    "dump_id" VARCHAR NOT NULL,
    "position" BIGINT NOT NULL,
    "line_start" BIGINT,
    "line_end" BIGINT,
    "raw" VARCHAR NOT NULL,
    "reasons" VARCHAR[] NOT NULL,
    "message" VARCHAR NOT NULL,
    "status" VARCHAR NOT NULL,
    "first_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "resolved_at" TIMESTAMP WITH TIME ZONE,
    "resolution" VARCHAR
);

CREATE TABLE core.papers (
    "paper_id" VARCHAR NOT NULL,
    "title" VARCHAR NOT NULL,
    "abstract" VARCHAR,
    "authors" STRUCT("name" VARCHAR, "orcid" VARCHAR, "affiliation" VARCHAR)[] NOT NULL,
    "author_count" INTEGER,
    "published_on" DATE,
    "published_precision" VARCHAR,
    "published_basis" VARCHAR,
    "venue" VARCHAR,
    "venue_key" VARCHAR,
    "primary_category" VARCHAR,
    "categories" VARCHAR[] NOT NULL,
    "arxiv_id" VARCHAR,
    "doi" VARCHAR,
    "code_url" VARCHAR,
    "listings" INTEGER NOT NULL,
    "dumps" INTEGER NOT NULL,
    "sources" VARCHAR[] NOT NULL,
    "first_listed_on" DATE,
    "last_listed_on" DATE,
    "is_withdrawn" BOOLEAN NOT NULL
);

CREATE TABLE core.identifiers (
    "scheme" VARCHAR NOT NULL,
    "value" VARCHAR NOT NULL,
    "paper_id" VARCHAR NOT NULL
);

CREATE TABLE core.authorships (
    "paper_id" VARCHAR NOT NULL,
    "position" INTEGER NOT NULL,
    "name" VARCHAR NOT NULL,
    "author_key" VARCHAR NOT NULL,
    "orcid" VARCHAR
);

CREATE TABLE core.links (
    "paper_id" VARCHAR NOT NULL,
    "url" VARCHAR NOT NULL,
    "kind" VARCHAR NOT NULL,
    "host" VARCHAR NOT NULL
);

CREATE TABLE core.engagement (
    "paper_id" VARCHAR NOT NULL,
    "observed_on" DATE NOT NULL,
    "source" VARCHAR NOT NULL,
    "upvotes" INTEGER,
    "comments" INTEGER,
    "github_stars" INTEGER,
    "citations" INTEGER
);

CREATE TABLE core.field_sources (
    "paper_id" VARCHAR NOT NULL,
    "field" VARCHAR NOT NULL,
    "listing_id" VARCHAR NOT NULL
);

CREATE TABLE core.conflicts (
    "kind" VARCHAR NOT NULL,
    "paper_ids" VARCHAR[] NOT NULL,
    "evidence" VARCHAR NOT NULL,
    "decision" VARCHAR NOT NULL
);

CREATE TABLE trends.monthly_counts (
    "month" DATE NOT NULL,
    "source" VARCHAR NOT NULL,
    "category" VARCHAR,
    "papers" BIGINT NOT NULL
);

CREATE TABLE trends.terms (
    "term" VARCHAR NOT NULL,
    "n_words" INTEGER NOT NULL,
    "papers" BIGINT NOT NULL,
    "first_month" DATE,
    "last_month" DATE
);

CREATE TABLE trends.paper_terms (
    "paper_id" VARCHAR NOT NULL,
    "term" VARCHAR NOT NULL,
    "in_title" BOOLEAN NOT NULL
);

CREATE TABLE trends.term_months (
    "term" VARCHAR NOT NULL,
    "month" DATE NOT NULL,
    "papers" BIGINT NOT NULL,
    "total_papers" BIGINT NOT NULL,
    "share" DOUBLE NOT NULL
);

CREATE TABLE trends.rising_terms (
    "term" VARCHAR NOT NULL,
    "window_end" DATE NOT NULL,
    "window_months" INTEGER NOT NULL,
    "papers_recent" BIGINT NOT NULL,
    "papers_before" BIGINT NOT NULL,
    "share_recent" DOUBLE NOT NULL,
    "share_before" DOUBLE NOT NULL,
    "log_odds_z" DOUBLE NOT NULL,
    "q_value" DOUBLE NOT NULL,
    "is_new" BOOLEAN NOT NULL
);

CREATE TABLE trends.term_pairs (
    "term_a" VARCHAR NOT NULL,
    "term_b" VARCHAR NOT NULL,
    "papers" BIGINT NOT NULL,
    "npmi" DOUBLE NOT NULL
);

CREATE TABLE quality.runs (
    "run_id" VARCHAR NOT NULL,
    "started_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "verdict" VARCHAR NOT NULL,
    "snapshot" INTEGER,
    "report_path" VARCHAR NOT NULL
);

CREATE TABLE quality.checks (
    "run_id" VARCHAR NOT NULL,
    "table_name" VARCHAR NOT NULL,
    "column_name" VARCHAR,
    "expectation" VARCHAR NOT NULL,
    "severity" VARCHAR NOT NULL,
    "success" BOOLEAN NOT NULL,
    "observed" VARCHAR,
    "unexpected" BIGINT,
    "total" BIGINT
);

CREATE TABLE quality.field_coverage (
    "source" VARCHAR NOT NULL,
    "month" DATE,
    "field" VARCHAR NOT NULL,
    "filled" BIGINT NOT NULL,
    "total" BIGINT NOT NULL
);

CREATE TABLE quality.dump_profile (
    "dump_id" VARCHAR NOT NULL,
    "metric" VARCHAR NOT NULL,
    "value" DOUBLE
);

CREATE TABLE meta.pending (kind VARCHAR NOT NULL, value VARCHAR NOT NULL);
