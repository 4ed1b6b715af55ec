"""The `core` layer: what came in, what it lists, which papers these are. Declarations only."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.schema.column import Column, DataType, Table

SHA256 = r"^[0-9a-f]{64}$"
LISTING_ID = r"^[0-9a-f]{16}:\d+$"
PAPER_ID = r"^(arxiv|doi|openreview|acl|dblp|openalex|s2|pmid|title):\S+$"
KEY = r"^\S+$"
ARXIV_ID = r"^(\d{4}\.\d{4,5}|[a-z][a-z\-]*/\d{7})$"
DOI = r"^10\.\d{4,9}/\S+$"
ORCID = r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$"
HTTP_URL = r"^https?://\S+$"

# Identifiers of a listing, best first: the paper takes its `paper_id` from the first scheme that any listing fills.
IDENTIFIER_SCHEMES = {
    "arxiv": "arxiv_id",
    "doi": "doi",
    "openreview": "openreview_id",
    "acl": "acl_id",
    "dblp": "dblp_key",
    "openalex": "openalex_id",
    "s2": "s2_id",
    "pmid": "pmid",
}
LINK_KINDS = ("code", "model", "dataset", "demo", "video", "project", "paper", "other")
DATE_PRECISIONS = ("day", "month", "year")
DATE_BASES = ("stated", "year_inferred", "identifier", "file", "operator")
CAPTURE_BASES = ("operator", "stated", "file", "year_inferred")
# What became of a content; the archive keeps that of the first two.
DUMP_STATUSES = ("loaded", "held", "failed", "forgotten")
ARCHIVED_STATUSES = DUMP_STATUSES[:2]
OUTCOMES = ("loaded", "duplicate", "held", "failed", "forgotten")

# No paper listing dump is older than the printed journal, and none is from the next century.
EARLIEST = date(1665, 1, 1)
LATEST = date(2100, 1, 1)

TIMESTAMP: DataType = pl.Datetime("us", "UTC")
STRINGS: DataType = pl.List(pl.String)
AUTHORS: DataType = pl.List(pl.Struct({"name": pl.String, "orcid": pl.String, "affiliation": pl.String}))
LINKS: DataType = pl.List(pl.Struct({"url": pl.String, "kind": pl.String}))


def _day(name: str, doc: str) -> Column:
    return Column(name, pl.Date, doc, nullable=True, minimum=EARLIEST, maximum=LATEST)


def _how_known(event: str) -> tuple[Column, Column]:
    return (
        Column(f"{event}_precision", pl.String, "How much of it is known.", nullable=True, allowed=DATE_PRECISIONS),
        Column(f"{event}_basis", pl.String, "How it is known.", nullable=True, allowed=DATE_BASES),
    )


def _count(name: str, doc: str) -> Column:
    return Column(name, pl.Int32, doc, nullable=True, minimum=0)


DUMPS = Table(
    "core",
    "dumps",
    "The ledger: one row per distinct content that was ever read, with what it cost and yielded.",
    key=("dump_id",),
    columns=(
        Column("dump_id", pl.String, "SHA-256 of the decompressed content.", pattern=SHA256),
        Column("file_name", pl.String, "Name of the file that brought this content first.", min_length=1),
        Column("source", pl.String, "Reader that read it: `huggingface_text`, ...; `unknown` where none claims it."),
        Column("layout", pl.String, "Layout of that source, recognised by content."),
        Column("reader_version", pl.Int32, "Version of the reader; a higher one re-reads on `rebuild`.", minimum=0),
        Column("captured_on", pl.Date, "Day the page or export was captured.", nullable=True, minimum=EARLIEST),
        Column("captured_on_basis", pl.String, "How that day is known.", nullable=True, allowed=CAPTURE_BASES),
        Column("bytes_read", pl.Int64, "Decompressed bytes.", minimum=0),
        Column("entries_read", pl.Int64, "Entries found; always listings + rejects.", minimum=0),
        Column("listings", pl.Int64, "Entries that passed every row rule.", minimum=0),
        Column("rejects", pl.Int64, "Entries that broke a row rule when the dump was read.", minimum=0),
        Column("furniture_bytes", pl.Int64, "Text layouts: bytes of page furniture.", nullable=True, minimum=0),
        Column("unparsed_bytes", pl.Int64, "Text layouts: bytes that belong to nothing.", nullable=True, minimum=0),
        Column("status", pl.String, "What became of it; of a forgotten one only this row.", allowed=DUMP_STATUSES),
        Column("error", pl.String, "Why it was held, failed or forgotten: the fact, the next step.", nullable=True),
        Column("landed_at", TIMESTAMP, "When the file was offered."),
        Column("ingested_at", TIMESTAMP, "When its transaction was committed."),
        Column("duration_seconds", pl.Float64, "Reading, checking and loading it.", minimum=0),
        Column("damage", pl.String, "Why it is not the whole content: where its file breaks off.", nullable=True),
    ),
)

LANDINGS = Table(
    "core",
    "landings",
    "Every file that was offered, also the ones that were duplicates or unreadable.",
    key=("file_name", "landed_at"),
    columns=(
        Column("file_name", pl.String, "Name under which it was offered.", min_length=1),
        Column("dump_id", pl.String, "Its content; NULL where no content could be read.", nullable=True),
        Column("landed_at", TIMESTAMP, "When it was offered."),
        Column("outcome", pl.String, "What became of it.", allowed=OUTCOMES),
        Column("error", pl.String, "Why it was not loaded.", nullable=True),
        Column("path", pl.String, "Where it lay."),
        Column("bytes_on_disk", pl.Int64, "Size of the file as offered.", minimum=0),
        Column("modified_at", TIMESTAMP, "Its modification time; a file that did not change is not offered twice."),
    ),
)

LISTINGS = Table(
    "core",
    "listings",
    "One entry of one dump as that source printed it, normalised.",
    key=("listing_id",),
    columns=(
        Column("listing_id", pl.String, "`<first 16 of dump_id>:<position>`.", pattern=LISTING_ID),
        Column("dump_id", pl.String, "Dump it stands in.", pattern=SHA256, references="core.dumps.dump_id"),
        Column("position", pl.Int64, "0-based number of the entry in its dump.", minimum=0),
        Column("line_start", pl.Int64, "First line of the entry, 1-based.", nullable=True, minimum=1),
        Column("line_end", pl.Int64, "Last line of the entry.", nullable=True, minimum=1),
        Column("source", pl.String, "Reader that read it."),
        Column("paper_id", pl.String, "Paper it is about.", pattern=PAPER_ID, references="core.papers.paper_id"),
        Column("title", pl.String, "Title, normalised.", min_length=2, max_length=1_000),
        Column("abstract", pl.String, "Abstract, normalised.", nullable=True, min_length=20, max_length=50_000),
        Column("authors", AUTHORS, "Names as printed; never `et al.`."),
        _count("author_count", "Number of authors; may exceed the names printed. NULL for `et al.`"),
        Column("venue", pl.String, "Venue as printed.", nullable=True, min_length=1, max_length=500),
        Column("venue_key", pl.String, "Known venue; NULL where unknown.", nullable=True, pattern=r"^[a-z0-9\-]+$"),
        _day("published_on", "Publication; the first day of a month or year where only that is known."),
        *_how_known("published"),
        _day("submitted_on", "First submission, in the same way."),
        _day("updated_on", "Last revision, in the same way."),
        Column("categories", STRINGS, "Subject categories, the primary one first."),
        Column("keywords", STRINGS, "Keywords as printed."),
        Column("arxiv_id", pl.String, "arXiv id without version.", nullable=True, pattern=ARXIV_ID),
        Column("doi", pl.String, "DOI in lower case, no URL prefix.", nullable=True, pattern=DOI),
        Column("openreview_id", pl.String, "OpenReview forum id.", nullable=True, pattern=KEY),
        Column("acl_id", pl.String, "ACL Anthology id.", nullable=True, pattern=KEY),
        Column("dblp_key", pl.String, "DBLP record key.", nullable=True, pattern=KEY),
        Column("openalex_id", pl.String, "OpenAlex work id.", nullable=True, pattern=r"^W\d+$"),
        Column("s2_id", pl.String, "Semantic Scholar paper id.", nullable=True, pattern=KEY),
        Column("pmid", pl.String, "PubMed id.", nullable=True, pattern=r"^\d{1,9}$"),
        Column("links", LINKS, "Every URL of title, abstract and fields, cleaned and classified."),
        _count("comments", "Comments on the listing site."),
        _count("upvotes", "Upvotes on the listing site."),
        _count("github_stars", "Stars of the linked repository."),
        _count("citations", "Citations, as the source counts them."),
        Column("language", pl.String, "ISO 639 code, as stated.", nullable=True, pattern=r"^[a-z]{2,3}$"),
        Column("is_withdrawn", pl.Boolean, "Marked withdrawn, retracted or deleted by the source."),
        Column("extra", pl.String, "Fields the source has and we do not model.", nullable=True, sql_type="JSON"),
        Column("title_raw", pl.String, "Title as printed; NULL where `title` is the same.", nullable=True),
        Column("abstract_raw", pl.String, "The same of the abstract; alone where it is too short.", nullable=True),
        Column("title_key", pl.String, "Title folded for matching: letters and digits only.", nullable=True),
        *(column for event in ("submitted", "updated") for column in _how_known(event)),
        Column("venue_year", pl.Int32, "Year that `venue` states.", nullable=True, minimum=1_900, maximum=2_099),
        Column("venue_track", pl.String, "Track that it states: `oral`, ...", nullable=True, pattern=r"^[a-z\-]+$"),
    ),
)

REJECTS = Table(
    "core",
    "rejects",
    "Entries that may not enter, kept with their raw text, place and every rule they broke.",
    key=("reject_id",),
    columns=(
        Column("reject_id", pl.String, "`<first 16 of dump_id>:<position>`.", pattern=LISTING_ID),
        Column("dump_id", pl.String, "Dump it stands in.", pattern=SHA256, references="core.dumps.dump_id"),
        Column("position", pl.Int64, "0-based number of the entry in its dump.", minimum=0),
        Column("line_start", pl.Int64, "First line, 1-based.", nullable=True, minimum=1),
        Column("line_end", pl.Int64, "Last line.", nullable=True, minimum=1),
        Column("raw", pl.String, "The entry as it stands, bounded; the archive has it whole."),
        Column("reasons", STRINGS, "Names of the rules it broke."),
        Column("message", pl.String, "The same in words."),
        Column("status", pl.String, "What became of it.", allowed=("open", "resolved", "dismissed")),
        Column("first_seen_at", TIMESTAMP, "When it was first refused."),
        Column("resolved_at", TIMESTAMP, "When a replay loaded it or the operator dismissed it.", nullable=True),
        Column("resolution", pl.String, "Which replay or whose decision closed it.", nullable=True),
    ),
)

PAPERS = Table(
    "core",
    "papers",
    "One row per paper: the best value of each field over all its listings.",
    key=("paper_id",),
    columns=(
        Column("paper_id", pl.String, "Best identifier, such as `arxiv:2405.15319`.", pattern=PAPER_ID),
        Column("title", pl.String, "Title.", min_length=2, max_length=1_000),
        Column("abstract", pl.String, "The fullest abstract printed.", nullable=True, min_length=20),
        Column("authors", AUTHORS, "Authors in order."),
        _count("author_count", "Number of authors; may exceed the names known. NULL for `et al.`"),
        _day("published_on", "Publication date: the best of `core.paper_dates` of that kind."),
        *_how_known("published"),
        Column("venue", pl.String, "Venue as printed.", nullable=True),
        Column("venue_key", pl.String, "Known venue.", nullable=True, pattern=r"^[a-z0-9\-]+$"),
        Column("primary_category", pl.String, "First category.", nullable=True),
        Column("categories", STRINGS, "Categories of all listings."),
        Column("arxiv_id", pl.String, "arXiv id.", nullable=True, pattern=ARXIV_ID),
        Column("doi", pl.String, "DOI.", nullable=True, pattern=DOI),
        Column("code_url", pl.String, "First code link.", nullable=True, pattern=HTTP_URL),
        Column("listings", pl.Int32, "Listings of this paper.", minimum=1),
        Column("dumps", pl.Int32, "Dumps it stands in.", minimum=1),
        Column("sources", STRINGS, "Sources that list it, sorted."),
        _day("first_listed_on", "First capture that lists it."),
        _day("last_listed_on", "Last capture that lists it."),
        Column("is_withdrawn", pl.Boolean, "A source marks it withdrawn, retracted or deleted."),
        Column("language", pl.String, "ISO 639 code, as a source states.", nullable=True, pattern=r"^[a-z]{2,3}$"),
        _count("abstract_length", "Characters of `abstract`."),
    ),
)

IDENTIFIERS = Table(
    "core",
    "identifiers",
    "Every identifier and title key that leads to a paper.",
    key=("scheme", "value", "paper_id"),
    columns=(
        Column("scheme", pl.String, "`arxiv`, `doi`, ..., `title`.", allowed=(*IDENTIFIER_SCHEMES, "title")),
        Column("value", pl.String, "Canonical value; for `title` the title key.", min_length=1),
        Column("paper_id", pl.String, "Paper it leads to.", references="core.papers.paper_id"),
    ),
)

AUTHORSHIPS = Table(
    "core",
    "authorships",
    "Who wrote which paper, in order.",
    key=("paper_id", "position"),
    columns=(
        Column("paper_id", pl.String, "Paper.", references="core.papers.paper_id"),
        Column("position", pl.Int32, "0-based place in the author list.", minimum=0),
        Column("name", pl.String, "Name as printed.", min_length=1),
        Column("author_key", pl.String, "Folded family name and initials.", min_length=1),
        Column("orcid", pl.String, "ORCID iD.", nullable=True, pattern=ORCID),
    ),
)

PAPER_LINKS = Table(
    "core",
    "links",
    "Distinct links of each paper.",
    key=("paper_id", "url"),
    columns=(
        Column("paper_id", pl.String, "Paper.", references="core.papers.paper_id"),
        Column("url", pl.String, "Cleaned URL.", pattern=HTTP_URL),
        Column("kind", pl.String, "What it leads to.", allowed=LINK_KINDS),
        Column("host", pl.String, "Host, lower case, without `www.`.", min_length=1),
    ),
)

ENGAGEMENT = Table(
    "core",
    "engagement",
    "What each capture observed of a paper's popularity.",
    key=("paper_id", "observed_on", "source"),
    columns=(
        Column("paper_id", pl.String, "Paper.", references="core.papers.paper_id"),
        Column("observed_on", pl.Date, "Capture day.", minimum=EARLIEST, maximum=LATEST),
        Column("source", pl.String, "Source that printed the figures."),
        _count("upvotes", "Upvotes."),
        _count("comments", "Comments."),
        _count("github_stars", "GitHub stars."),
        _count("citations", "Citations."),
    ),
)

FIELD_SOURCES = Table(
    "core",
    "field_sources",
    "Which listing each field of a paper came from; only for papers with more than one listing.",
    key=("paper_id", "field"),
    columns=(
        Column("paper_id", pl.String, "Paper.", references="core.papers.paper_id"),
        Column("field", pl.String, "Field of `core.papers`."),
        Column("listing_id", pl.String, "Listing that won.", references="core.listings.listing_id"),
    ),
)

TABLES = (
    DUMPS,
    LANDINGS,
    LISTINGS,
    REJECTS,
    PAPERS,
    IDENTIFIERS,
    AUTHORSHIPS,
    PAPER_LINKS,
    ENGAGEMENT,
    FIELD_SOURCES,
)
