"""What an audit judges: the rows that dumps brought or touched, and of many a sample that is the same every time."""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.schema import TABLES
from transforms.schema.core import IDENTIFIERS, LISTINGS
from transforms.schema.trends import TERMS
from warehouse import corpus, writer

NEW, OLD = "a" * 64, "b" * 64


def listing(dump_id: str, paper_id: str) -> dict[str, object]:
    empty: dict[str, object] = {name: [] for name in ("authors", "categories", "keywords", "links")}
    facts = {"listing_id": f"{dump_id[:16]}:0", "dump_id": dump_id, "position": 0, "source": "press"}
    return {**empty, **facts, "paper_id": paper_id, "title": "Boats", "is_withdrawn": False}


def test_batches_hold_what_the_dumps_brought_and_the_rows_of_their_papers(database: duckdb.DuckDBPyConnection) -> None:
    rows = pl.DataFrame([listing(NEW, "doi:10.1000/boat"), listing(OLD, "doi:10.1000/sail")])
    writer.append(database, "core.listings", LISTINGS.conform(rows))
    keys = {"scheme": "doi", "value": ["10.1000/boat", "10.1000/sail"]}
    papers = {"paper_id": ["doi:10.1000/boat", "doi:10.1000/sail"]}
    writer.append(database, "core.identifiers", IDENTIFIERS.conform(pl.DataFrame({**keys, **papers})))
    found = corpus.batches(database, dump_ids=[NEW], rows_at_most=10)
    judged = {name for name, table in TABLES.items() if table.layer in {"core", "trends"}}
    assert judged - set(found) == {  # sums, made anew by every run
        *("trends.author_counts", "trends.paper_cells", "trends.title_counts"),
        *("trends.new_pairs", "trends.topic_months", "trends.topic_terms", "trends.topics"),
    }
    assert found["core.listings"]["dump_id"].to_list() == [NEW]
    assert found["core.identifiers"]["value"].to_list() == ["10.1000/boat"]


def test_a_larger_batch_is_a_sample_that_is_always_the_same(database: duckdb.DuckDBPyConnection) -> None:
    words = [f"word{number}" for number in range(100_000)]
    rows = pl.DataFrame({"term": words, "n_words": 1, "papers": 3, "term_number": range(len(words))})
    writer.append(database, "trends.terms", TERMS.conform(rows))
    first = corpus.batches(database, dump_ids=[NEW], rows_at_most=20_000)["trends.terms"]
    assert 10_000 < first.height <= 20_000
    assert first.n_unique() == first.height
    assert corpus.batches(database, dump_ids=[NEW], rows_at_most=20_000)["trends.terms"].equals(first)
