-- How terms hang together: topics of terms that occur together, the papers about them, and new pairs of terms.
CREATE TABLE trends.topics (
    "topic" VARCHAR NOT NULL,
    "label" VARCHAR NOT NULL,
    "terms" INTEGER NOT NULL,
    "papers" BIGINT NOT NULL,
    "density" DOUBLE NOT NULL,
    "centrality" DOUBLE NOT NULL
);

CREATE TABLE trends.topic_terms (
    "topic" VARCHAR NOT NULL,
    "term" VARCHAR NOT NULL,
    "strength" DOUBLE NOT NULL,
    "is_core" BOOLEAN NOT NULL
);

CREATE TABLE trends.topic_months (
    "topic" VARCHAR NOT NULL,
    "month" DATE NOT NULL,
    "papers" BIGINT NOT NULL
);

CREATE TABLE trends.new_pairs (
    "term_a" VARCHAR NOT NULL,
    "term_b" VARCHAR NOT NULL,
    "first_month" DATE NOT NULL,
    "papers" BIGINT NOT NULL,
    "npmi" DOUBLE NOT NULL
);

CREATE VIEW trends.topic_papers AS
SELECT topic, paper_id, month
FROM (
    SELECT topic, paper_number
    FROM trends.postings
    JOIN trends.terms USING (term_number)
    JOIN trends.topic_terms USING (term)
    WHERE is_core
    GROUP BY topic, paper_number HAVING count(*) >= 2
)
JOIN trends.counted_papers USING (paper_number);
