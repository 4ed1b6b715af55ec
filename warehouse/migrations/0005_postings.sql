-- Which paper uses which term is stored as numbers: at a million papers the names alone would take gigabytes. Trends
-- are counted anew before each publication, so nothing of them is carried over.
DROP TABLE trends.paper_terms;

DROP TABLE trends.term_months;

DROP TABLE trends.terms;

CREATE TABLE trends.terms (
    "term" VARCHAR NOT NULL,
    "n_words" INTEGER NOT NULL,
    "papers" BIGINT NOT NULL,
    "first_month" DATE,
    "last_month" DATE,
    "term_number" INTEGER NOT NULL
);

CREATE TABLE trends.counted_papers (
    "paper_number" INTEGER NOT NULL,
    "paper_id" VARCHAR NOT NULL,
    "month" DATE
);

CREATE TABLE trends.postings (
    "term_number" INTEGER NOT NULL,
    "paper_number" INTEGER NOT NULL,
    "in_title" BOOLEAN NOT NULL
);

CREATE TABLE trends.term_counts (
    "term_number" INTEGER NOT NULL,
    "month" DATE NOT NULL,
    "papers" BIGINT NOT NULL
);

CREATE VIEW trends.paper_terms AS
SELECT counted_papers.paper_id, terms.term, postings.in_title
FROM trends.postings
JOIN trends.terms USING (term_number)
JOIN trends.counted_papers USING (paper_number);

CREATE VIEW trends.term_months AS
SELECT terms.term, month, term_counts.papers, monthly_counts.papers AS total_papers,
    term_counts.papers / monthly_counts.papers AS share
FROM trends.term_counts
JOIN trends.terms USING (term_number)
JOIN trends.monthly_counts USING (month)
WHERE monthly_counts.source = '*' AND monthly_counts.category IS NULL;
