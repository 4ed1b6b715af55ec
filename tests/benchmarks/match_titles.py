"""Matching by titles: precision and recall per tier, and the time of a million titles against a million.

`python tests/benchmarks/match_titles.py [TITLES] [RUNS]` prints

- what becomes of the labelled pairs of `tests/identity_truth`, those that the rules were made from and those held out;
- where the real dumps are beside the project: of pairs of their listings whose truth is an arXiv id or DOI that the
  matcher does not see (equal: the same; two of one kind: different; neither: not counted);
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
from title_truth import HELD_OUT_PAIRS, TITLE_PAIRS, judged  # noqa: E402

from transforms import identity, normalise, rules  # noqa: E402
from transforms.clean import text  # noqa: E402
from transforms.errors import DumpError  # noqa: E402
from transforms.near_titles.blocking import candidates, signatures  # noqa: E402
from transforms.near_titles.scoring import NEAR_MISS, SAME, scored  # noqa: E402
from transforms.near_titles.titles import alike  # noqa: E402
from transforms.readers import recognise  # noqa: E402
from transforms.readers._contract import Bounds, ByteAccount, Head  # noqa: E402
from transforms.schema.core import AUTHORS, LISTINGS  # noqa: E402

SHARED_DUMPS = TESTS.parents[1] / "shared" / "dumps"
HIDDEN = ("arxiv_id", "doi")
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


def counts(pairs: pl.DataFrame, *, missed: int) -> None:
    """Print, per tier, pairs decided the same, and how many of them are; then precision and recall of all.

    Columns in: `rule | decision | is_same`. `missed` pairs are the same and were not even compared.
    """
    decided = pairs.filter(pl.col("decision") == SAME)
    tiers = decided.group_by("rule").agg(pl.len().alias("pairs"), pl.col("is_same").sum().alias("right"))
    for rule, found, right in tiers.sort("rule").iter_rows():
        print(f"  {rule:16} {found:7,} pairs, precision {right / found:.4f}")
    right, truth = int(decided["is_same"].sum()), int(pairs["is_same"].sum()) + missed
    near = pairs.filter(pl.col("decision") == NEAR_MISS).height
    print(
        f"  {'all tiers':16} {decided.height:7,} pairs, precision {right / max(decided.height, 1):.4f}, "
        f"recall {right / max(truth, 1):.4f} ({right:,} of {truth:,}); near misses {near:,}"
    )


def labelled() -> None:
    """Precision and recall of the labelled pairs."""
    for path in (TITLE_PAIRS, HELD_OUT_PAIRS):
        pairs = judged(path).with_columns(is_same=pl.col("label") == "same")
        print(f"{pairs.height} labelled pairs of {path.name}")
        counts(pairs, missed=0)


def hidden(read: pl.DataFrame) -> pl.DataFrame:
    """Print precision and recall of listings that share an identifier, from titles alone. Returns the pairs judged."""
    listings = read.filter(pl.any_horizontal(pl.col(HIDDEN).is_not_null()))
    listings = listings.unique(["title", "abstract", *HIDDEN], keep="first", maintain_order=True)
    listings = listings.with_columns(year=pl.col("published_on").dt.year())
    truth = pl.concat(_sharing(listings, pl.col(scheme)) for scheme in HIDDEN).unique()
    telling = pl.when(identity.is_telling(pl.col("title_key"))).then("title_key")
    by_key = _sharing(listings, telling).with_columns(rule=pl.lit("title_key"), decision=pl.lit(SAME))
    titled = listings.rename({"listing_id": "id"})
    near = scored(alike(candidates(signatures(titled)), titled), titled).join(
        by_key, on=["left_id", "right_id"], how="anti"
    )
    pairs = pl.concat([by_key, near.select(by_key.columns)])
    pairs = pairs.join(
        truth.with_columns(is_same=pl.lit(value=True)), on=["left_id", "right_id"], how="left"
    ).with_columns(pl.col("is_same").fill_null(value=False))
    for side in ("left", "right"):
        ids = listings.select(pl.col("listing_id", "title", *HIDDEN).name.prefix(f"{side}_"))
        pairs = pairs.join(ids, left_on=f"{side}_id", right_on=f"{side}_listing_id")
    differs = pl.any_horizontal(pl.col(f"left_{scheme}") != pl.col(f"right_{scheme}") for scheme in HIDDEN)
    known = pairs.filter(pl.col("is_same") | differs)
    missed = truth.height - int(known["is_same"].sum())
    print(f"{listings.height:,} listings of real dumps with an identifier, {truth.height:,} pairs that share one")
    counts(known, missed=missed)
    return known


def _read() -> Iterator[pl.DataFrame]:
    """The valid listings of every real dump that can be read."""
    for path in sorted(path for path in SHARED_DUMPS.rglob("*") if path.is_file()):
        data = path.read_bytes()
        try:
            reader, claim = recognise(Head(data=data[:HEAD_BYTES], is_whole=len(data) <= HEAD_BYTES))
            facts = normalise.DumpFacts(dump_id=hashlib.sha256(data).hexdigest(), source=reader.name, captured_on=None)
            for raw in reader.read(BytesIO(data), claim.layout, Bounds(), ByteAccount()):
                read = rules.split(normalise.listings(raw, dump=facts), LISTINGS, skip=("paper_id",)).valid
                yield read.select("listing_id", "title", "title_key", "abstract", "authors", "published_on", *HIDDEN)
        except DumpError:
            continue


def _sharing(listings: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    """`left_id | right_id` of listings with one key."""
    keys = listings.select("listing_id", key=key).drop_nulls()
    pairs = keys.rename({"listing_id": "left_id"}).join(keys.rename({"listing_id": "right_id"}), on="key")
    return pairs.filter(pl.col("left_id") < pl.col("right_id")).select("left_id", "right_id")


def write_titles(path: Path, titles: int) -> None:
    """`titles` titles, and as many again of which half are theirs with one change."""
    writer, chance = Writer(), random.Random(11)
    first = [writer.text(chance.randint(6, 14)) for _ in range(titles)]
    again = [_changed(title, chance) if number % 2 else writer.text(9) for number, title in enumerate(first)]
    texts = [" ".join(words).capitalize() for words in (*first, *again)]
    unknown = {"abstract": pl.String, "authors": AUTHORS, "year": pl.Int32}
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
        hidden(pl.concat(_read()))
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
