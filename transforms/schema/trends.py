"""The `trends` layer: counts over time, derived from `core` alone. Declarations only."""

from __future__ import annotations

import polars as pl

from transforms.schema.column import Column, Table, View

_TERM = Column("term", pl.String, "One to four words, in their commonest written form.", min_length=1)
_MONTH = Column("month", pl.Date, "First day of the month.")
_PAPERS = Column("papers", pl.Int64, "Papers, each counted once.", minimum=0)

MONTHLY_COUNTS = Table(
    "trends",
    "monthly_counts",
    "Papers by publication month, source and primary category. Source `*` counts each paper once over all sources.",
    key=("month", "source", "category"),
    columns=(
        _MONTH,
        Column("source", pl.String, "Source that lists the paper; `*` for all."),
        Column("category", pl.String, "Primary category; NULL counts over all categories.", nullable=True),
        _PAPERS,
    ),
)

TERMS = Table(
    "trends",
    "terms",
    "Terms of titles and abstracts that enough papers use: three, and in large warehouses a share of all papers.",
    key=("term",),
    columns=(
        _TERM,
        Column("n_words", pl.Int32, "Words of the term.", minimum=1, maximum=4),
        _PAPERS,
        Column("first_month", pl.Date, "First month with a dated paper that uses it.", nullable=True),
        Column("last_month", pl.Date, "Last such month.", nullable=True),
        Column("term_number", pl.Int32, "Its number in `trends.postings` of the same snapshot.", minimum=0),
    ),
)

COUNTED_PAPERS = Table(
    "trends",
    "counted_papers",
    "The papers that trends count, numbered in the order of months: all that are not withdrawn.",
    key=("paper_number",),
    columns=(
        Column("paper_number", pl.Int32, "Its number in `trends.postings` of the same snapshot.", minimum=0),
        Column("paper_id", pl.String, "Paper.", references="core.papers.paper_id"),
        Column("month", pl.Date, "First day of the month of publication, if that is known.", nullable=True),
    ),
)

POSTINGS = Table(
    "trends",
    "postings",
    "Which paper uses which term, as numbers, stored term by term. `trends.paper_terms` shows it with names.",
    key=("term_number", "paper_number"),
    columns=(
        Column("term_number", pl.Int32, "Term.", references="trends.terms.term_number"),
        Column("paper_number", pl.Int32, "Paper.", references="trends.counted_papers.paper_number"),
        Column("in_title", pl.Boolean, "The title uses it."),
    ),
)

PAPER_TERMS = View(
    "trends",
    "paper_terms",
    "Which paper uses which term: `trends.postings` with names.",
    columns=(
        Column("paper_id", pl.String, "Paper."),
        Column("term", pl.String, "Term."),
        Column("in_title", pl.Boolean, "The title uses it."),
    ),
    query="""
        SELECT counted_papers.paper_id, terms.term, postings.in_title
        FROM trends.postings
        JOIN trends.terms USING (term_number)
        JOIN trends.counted_papers USING (paper_number)
    """,
)

TERM_COUNTS = Table(
    "trends",
    "term_counts",
    "Papers per term and publication month, stored term by term. `trends.term_months` shows it with names and shares.",
    key=("term_number", "month"),
    columns=(
        Column("term_number", pl.Int32, "Term.", references="trends.terms.term_number"),
        _MONTH,
        Column("papers", pl.Int64, "Papers, each counted once.", minimum=1),
    ),
)

TERM_MONTHS = View(
    "trends",
    "term_months",
    "Papers per term and publication month, with the denominator: `trends.term_counts` with names.",
    columns=(
        _TERM,
        _MONTH,
        _PAPERS,
        Column("total_papers", pl.Int64, "All dated papers of that month."),
        Column("share", pl.Float64, "papers / total_papers."),
    ),
    query="""
        SELECT terms.term, month, term_counts.papers, monthly_counts.papers AS total_papers,
            term_counts.papers / monthly_counts.papers AS share
        FROM trends.term_counts
        JOIN trends.terms USING (term_number)
        JOIN trends.monthly_counts USING (month)
        WHERE monthly_counts.source = '*' AND monthly_counts.category IS NULL
    """,
)

RISING_TERMS = Table(
    "trends",
    "rising_terms",
    "How the share of each term differs between the last complete months and as many months before, rising or falling.",
    key=("term", "window_end", "window_months"),
    columns=(
        Column("term", pl.String, "Term.", references="trends.terms.term"),
        Column("window_end", pl.Date, "Last month of the recent window: the last complete month of the data."),
        Column("window_months", pl.Int32, "Months in each window.", minimum=1),
        Column("papers_recent", pl.Int64, "Papers in the recent window.", minimum=0),
        Column("papers_before", pl.Int64, "Papers in the window before.", minimum=0),
        Column("total_recent", pl.Int64, "All dated papers in the recent window.", minimum=1),
        Column("total_before", pl.Int64, "All dated papers in the window before.", minimum=1),
        Column("share_recent", pl.Float64, "papers_recent / total_recent.", minimum=0, maximum=1),
        Column("share_before", pl.Float64, "papers_before / total_before.", minimum=0, maximum=1),
        Column("log_odds_z", pl.Float64, "z-score of the log-odds ratio with an informative Dirichlet prior."),
        Column("q_value", pl.Float64, "Benjamini-Hochberg false discovery rate.", minimum=0, maximum=1),
        Column("is_new", pl.Boolean, "Not seen in any month before the recent window."),
        Column(
            "adjusted_ratio",
            pl.Float64,
            "Recent share by share before, compared within each source (Mantel-Haenszel); NULL if none was before.",
            nullable=True,
            minimum=0,
        ),
        Column(
            "adjusted_z",
            pl.Float64,
            "log_odds_z compared within each source; NULL if no source of the term has papers in both windows.",
            nullable=True,
        ),
        Column("adjusted_q", pl.Float64, "q_value of adjusted_z.", nullable=True, minimum=0, maximum=1),
    ),
)

TERM_TRENDS = Table(
    "trends",
    "term_trends",
    "Whether the share of each term goes up or down over the last ten years of months with 20 papers (Mann-Kendall).",
    key=("term",),
    columns=(
        Column("term", pl.String, "Term.", references="trends.terms.term"),
        Column("months", pl.Int32, "Months compared, at most 120.", minimum=1),
        Column("kendall_tau", pl.Float64, "Rank correlation of share and time.", minimum=-1, maximum=1),
        Column("trend_z", pl.Float64, "z-score of the trend, positive where the share goes up."),
        Column("trend_q", pl.Float64, "Benjamini-Hochberg false discovery rate.", minimum=0, maximum=1),
        Column("half_life_months", pl.Float64, "The last months that hold half of its use.", nullable=True, minimum=0),
    ),
)

TERM_BURSTS = Table(
    "trends",
    "term_bursts",
    "Runs of these months in which a term is used far more than usual (Kleinberg's two-state automaton).",
    key=("term", "burst_start"),
    columns=(
        Column("term", pl.String, "Term.", references="trends.terms.term"),
        Column("burst_start", pl.Date, "First month."),
        Column("burst_end", pl.Date, "Last month."),
        Column("papers", pl.Int64, "Papers of these months that use the term.", minimum=1),
        Column("weight", pl.Float64, "Logarithm of how many times likelier the burst makes them.", minimum=0),
    ),
)

TERM_PAIRS = Table(
    "trends",
    "term_pairs",
    "Of the commonest terms, those that occur in the same papers more often than by chance: the strongest partners.",
    key=("term_a", "term_b"),
    columns=(
        Column("term_a", pl.String, "The alphabetically first term.", references="trends.terms.term"),
        Column("term_b", pl.String, "The other.", references="trends.terms.term"),
        Column("papers", pl.Int64, "Papers that use both.", minimum=1),
        Column("npmi", pl.Float64, "Normalised pointwise mutual information.", minimum=-1, maximum=1),
    ),
)

ENGAGEMENT_CHANGES = Table(
    "trends",
    "engagement_changes",
    "What each capture observed of a paper, figure by figure, and how that changed since the source's capture before.",
    key=("paper_id", "figure", "source", "observed_on"),
    columns=(
        Column("paper_id", pl.String, "Paper.", references="core.papers.paper_id"),
        Column("figure", pl.String, "What was observed.", allowed=("upvotes", "comments", "github_stars", "citations")),
        Column("source", pl.String, "Source that printed it."),
        Column("observed_on", pl.Date, "Capture day."),
        Column("observed", pl.Int32, "The figure.", minimum=0),
        Column("previous_on", pl.Date, "The source's capture before that has it.", nullable=True),
        Column("per_day", pl.Float64, "Change a day since that capture.", nullable=True),
        Column("is_latest", pl.Boolean, "The paper's last observation of this figure, of all sources."),
        Column("is_latest_change", pl.Boolean, "The last one with an observation before it."),
        Column("month", pl.Date, "First day of the paper's month of publication, if that is known.", nullable=True),
        Column("year", pl.Int32, "Its year, if that is known.", nullable=True),
    ),
)

TABLES = (
    MONTHLY_COUNTS,
    TERMS,
    COUNTED_PAPERS,
    POSTINGS,
    TERM_COUNTS,
    RISING_TERMS,
    TERM_TRENDS,
    TERM_BURSTS,
    TERM_PAIRS,
    ENGAGEMENT_CHANGES,
)
VIEWS = (PAPER_TERMS, TERM_MONTHS)
