"""Matching by titles: precision and recall per tier, and the time of a million titles against a million.

`python tests/benchmarks/match_titles.py [TITLES] [RUNS]` prints

- what becomes of the labelled pairs of `tests/identity_truth`, those that the rules were made from and those held out;
- where the real dumps are beside the project: of pairs of their listings whose truth the matcher does not see: the same
  identifier, or an entry of a venue list and the BibTeX that it holds (one paper); two identifiers of one kind, or two
  such entries (two papers); of other pairs nothing is known, and they are not counted;
- seconds and memory of whole processes: DuckDB's exact GROUP BY on the title key of twice TITLES titles, against
  signatures, candidates and scores of the same titles. Half of the second TITLES are of the first, with one change.
"""

from __future__ import annotations

import hashlib
import random
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polars as pl
from arxiv_corpus import Writer
from processes import compare

TESTS = Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS))  # the labelled pairs are read as their test reads them
from title_truth import FOLDER, decided, matched, warehouse_of  # noqa: E402

from transforms import normalise, rules  # noqa: E402
from transforms.clean import text  # noqa: E402
from transforms.errors import DumpError  # noqa: E402
from transforms.identity.keys import own_paper_id, published_doi  # noqa: E402
from transforms.near_titles.scoring import NEAR_MISS, SAME  # noqa: E402
from transforms.readers import recognise  # noqa: E402
from transforms.readers._contract import Bounds, ByteAccount, Head  # noqa: E402
from transforms.schema.core import AUTHORS, IDENTIFIER_SCHEMES, LISTINGS  # noqa: E402

SHARED_DUMPS = TESTS.parents[1] / "shared" / "dumps"
IDENTIFIERS = tuple(IDENTIFIER_SCHEMES.values())
TOLD_BY = (*IDENTIFIERS, "entry")
# OpenAlex and Semantic Scholar hold some papers more than once: two of their ids say nothing.
TELLS_APART = tuple(name for name in TOLD_BY if name not in {"openalex_id", "s2_id"})
HEAD_BYTES = 256 * 1024

EXACT = """
import sys, duckdb
connection = duckdb.connect()
connection.execute("SET threads = 2")
print(connection.execute(f'''
    SELECT count(*), sum(listings) FROM (
        SELECT count(*) AS listings, min(id), max(id) FROM read_parquet('{sys.argv[1]}')
        GROUP BY regexp_replace(lower(strip_accents(title)), '[^\\\\p{{L}}\\\\p{{N}}]', '', 'g') HAVING count(*) > 1
    )
''').fetchall())
"""
NEAR = """
import sys
import polars as pl
from transforms.near_titles.blocking import candidates, signatures
from transforms.near_titles.scoring import scored
from transforms.near_titles.titles import alike
listings = pl.read_parquet(sys.argv[1])
pairs = alike(candidates(signatures(listings.select("id", "title"))), listings.select("id", "title_key"))
print(scored(pairs, listings).group_by("decision").len())
"""


def counts(pairs: pl.DataFrame) -> None:
    """Print, per tier, pairs decided to be one paper, and how many of them are; then precision and recall of all.

    Columns in: `rule | decision | is_same`.
    """
    joined = pairs.filter(pl.col("decision") == SAME)
    tiers = joined.group_by("rule").agg(pl.len().alias("pairs"), pl.col("is_same").sum().alias("right"))
    for rule, found, right in tiers.sort("rule").iter_rows():
        print(f"  {rule:32} {found:7,} pairs, precision {right / found:.4f}")
    right, truth = int(joined["is_same"].sum()), int(pairs["is_same"].sum())
    near = pairs.filter(pl.col("decision") == NEAR_MISS).height
    print(
        f"  {'all tiers':32} {joined.height:7,} pairs, precision {right / max(joined.height, 1):.4f} "
        f"({right:,} of {joined.height:,}), recall {right / max(truth, 1):.4f} ({right:,} of {truth:,}); "
        f"near misses {near:,}"
    )


def labelled() -> None:
    """Precision and recall of the labelled pairs."""
    for path in sorted(FOLDER.glob("*.csv")):
        pairs = matched(path).with_columns(is_same=pl.col("label") == "same")
        print(f"{pairs.height} labelled pairs of {path.name}")
        counts(pairs)


def hidden(read: pl.DataFrame) -> pl.DataFrame:
    """Print precision and recall of listings from which every identifier was taken. Returns the pairs judged.

    Columns in: those of `core.listings`, and `entry`, equal where two listings are one entry of a list.
    """
    listings = read.with_columns(published_doi()).filter(pl.any_horizontal(pl.col(TOLD_BY).is_not_null()))
    listings = listings.unique(["title", "abstract", "authors", *TOLD_BY], keep="first", maintain_order=True)
    blind = listings.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in (*IDENTIFIERS, "extra"))
    truth = pl.concat(_sharing(listings, name) for name in TOLD_BY).unique()
    with warehouse_of(blind.with_columns(own_paper_id())) as database:
        joined = _sharing(database.sql("SELECT listing_id, paper_id FROM core.listings").pl(), "paper_id")
        pairs = decided(database, pl.concat([truth, joined]).unique())
    pairs = pairs.join(truth.with_columns(is_same=True), on=["left_id", "right_id"], how="left")
    for side in ("left", "right"):
        told = listings.select(pl.col("listing_id", "title", *TOLD_BY).name.prefix(f"{side}_"))
        pairs = pairs.join(told, left_on=f"{side}_id", right_on=f"{side}_listing_id")
    differs = pl.any_horizontal(pl.col(f"left_{name}") != pl.col(f"right_{name}") for name in TELLS_APART)
    known = pairs.filter(pl.col("is_same") | differs).with_columns(pl.col("is_same").fill_null(value=False))
    print(f"{listings.height:,} listings of real dumps, {truth.height:,} pairs of them known to be one paper")
    counts(known)
    return known


def _read() -> pl.DataFrame:
    """The valid listings of every real dump that can be read, and of the BibTeX that entries of venue lists hold."""
    read = pl.concat(
        listings
        for path in sorted(path for path in SHARED_DUMPS.rglob("*") if path.is_file())
        for listings in _listings_of(path.read_bytes())
    )
    printed = read.select("listing_id", bibtex=pl.col("extra").str.json_path_match("$.bibtex")).drop_nulls()
    again = pl.concat(_listings_of("\n".join(printed["bibtex"]).encode()))
    # One BibTeX entry each, in the order of the list: another number would be a length that `with_columns` refuses.
    return pl.concat(
        [
            read.with_columns(
                entry=pl.when(pl.col("listing_id").is_in(printed["listing_id"].implode())).then("listing_id")
            ),
            again.with_columns(entry=printed["listing_id"]),
        ]
    )


def _listings_of(data: bytes) -> Iterator[pl.DataFrame]:
    try:
        reader, claim = recognise(Head(data=data[:HEAD_BYTES], is_whole=len(data) <= HEAD_BYTES))
        facts = normalise.DumpFacts(dump_id=hashlib.sha256(data).hexdigest(), source=reader.name, captured_on=None)
        for raw in reader.read(BytesIO(data), claim.layout, Bounds(), ByteAccount()):
            yield LISTINGS.conform(rules.split(normalise.listings(raw, dump=facts), LISTINGS, skip=("paper_id",)).valid)
    except DumpError:
        return


def _sharing(listings: pl.DataFrame, name: str) -> pl.DataFrame:
    """`left_id | right_id` of listings with one value in a column."""
    values = listings.select("listing_id", name).drop_nulls()
    pairs = values.rename({"listing_id": "left_id"}).join(values.rename({"listing_id": "right_id"}), on=name)
    return pairs.filter(pl.col("left_id") < pl.col("right_id")).select("left_id", "right_id")


def write_titles(path: Path, titles: int) -> None:
    """`titles` titles, and as many again of which half are theirs with one change."""
    writer, chance = Writer(), random.Random(11)
    first = [writer.text(chance.randint(6, 14)) for _ in range(titles)]
    again = [_changed(title, chance) if number % 2 else writer.text(9) for number, title in enumerate(first)]
    texts = [" ".join(words).capitalize() for words in (*first, *again)]
    unknown = {"abstract": pl.String, "authors": AUTHORS, "year": pl.Int32, "volume": pl.String}
    ids = pl.Series("id", range(len(texts)), dtype=pl.UInt64)
    pl.DataFrame([ids, pl.Series("title", texts)]).select(
        pl.all(),
        text.title_key(pl.col("title")).alias("title_key"),
        *(pl.lit(None, dtype=kind).alias(name) for name, kind in unknown.items()),
    ).write_parquet(path)


def _changed(title: list[str], chance: random.Random) -> list[str]:
    place = chance.randrange(len(title))
    return chance.choice(
        (
            [*title[:place], "renewed", *title[place + 1 :]],
            [*title[:place], *title[place + 1 :]],
            [*title, "Yann", "Bengtsson"],
            title[: len(title) // 2 + 2],
        )
    )


def main(titles: int = 1_000_000, runs: int = 3) -> None:
    """Print all three."""
    labelled()
    if SHARED_DUMPS.is_dir():
        hidden(_read())
    if titles == 0:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "titles.parquet"
        write_titles(path, titles)
        print(f"{titles:,} titles against {titles:,}, {runs} runs", flush=True)
        commands = {"DuckDB's exact GROUP BY": EXACT, "near-equal titles": NEAR}
        compare(
            {name: lambda _, code=code: [sys.executable, "-c", code, str(path)] for name, code in commands.items()},
            runs=runs,
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
