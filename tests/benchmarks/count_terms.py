"""Terms of one to three words of 100,000 abstracts against scikit-learn's CountVectorizer.

`python tests/benchmarks/count_terms.py [RECORDS] [RUNS]` prints the seconds of counting and the peak memory of whole
processes, in turn, and the ratios of their medians. All read the same texts, count n-grams of one to three words of
two characters and more, and give which paper uses which of those that enough papers use.

What differs: papertide folds case and plural, lets no n-gram begin or end with a stop word or run over punctuation,
leaves out a part of a longer term, and counts terms of four words and acronyms too. scikit-learn counts every n-gram;
`without stop words` drops papertide's stop words before it makes n-grams of what is left, which is less work than
papertide does.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl
from arxiv_corpus import Writer

MIN_PAPERS = 5

PAPERTIDE = """
import polars as pl
from transforms.trends.terms import Support, count
papers = pl.read_parquet(sys.argv[1])
start = time.perf_counter()
counted = count(papers.iter_slices(10_000), support=Support(min_papers=int(sys.argv[2])))
found = [counted.terms.height, sum(chunk.height for chunk in counted.postings)]
"""
SCIKIT_LEARN = """
import polars as pl
from sklearn.feature_extraction.text import CountVectorizer
from transforms.trends.stop_words import CONNECTORS, STOP_WORDS
texts = pl.read_parquet(sys.argv[1]).select(pl.concat_str("title", "abstract", separator=" . ")).to_series().to_list()
stop_words = sorted(STOP_WORDS | CONNECTORS) if STOP else None
start = time.perf_counter()
counter = CountVectorizer(
    ngram_range=(1, 3), min_df=int(sys.argv[2]), token_pattern=r"\\w\\w+", stop_words=stop_words, binary=True
)
counted = counter.fit_transform(texts)
found = [len(counter.vocabulary_), counted.nnz]
"""
MEASURED = """
import resource, sys, time, warnings
warnings.simplefilter("ignore")
{code}
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, *found)
"""
COUNTERS = {
    "papertide": PAPERTIDE,
    "scikit-learn": SCIKIT_LEARN.replace("STOP else", "False else"),
    "scikit-learn without stop words": SCIKIT_LEARN.replace("STOP else", "True else"),
}


def measured(code: str, path: Path) -> tuple[float, float, int, int]:
    """Seconds of counting, peak MiB of the process, terms, and pairs of paper and term."""
    command = [sys.executable, "-c", MEASURED.format(code=code), str(path), str(MIN_PAPERS)]
    seconds, mebibytes, terms, pairs = subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout.split()
    return float(seconds), float(mebibytes), int(terms), int(pairs)


def main(records: int = 100_000, runs: int = 5) -> None:
    """Measure all in turn."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "papers.parquet"
        write(path, records)
        found = {name: [] for name in COUNTERS}
        for _ in range(runs):
            for name, code in COUNTERS.items():
                found[name].append(measured(code, path))
    ours = statistics.median(seconds for seconds, *_ in found["papertide"])
    print(f"{records:,} records, {runs} runs")
    for name, figures in found.items():
        seconds = statistics.median(seconds for seconds, *_ in figures)
        _, _, terms, pairs = figures[0]
        peak = max(mebibytes for _, mebibytes, *_ in figures)
        print(
            f"{name:32} median {seconds:6.1f} s, {seconds / ours:4.1f} times papertide's; at most {peak:,.0f} MiB; "
            f"{terms:,} terms, {pairs:,} pairs"
        )


def write(path: Path, records: int) -> None:
    """Papers with the texts that a load would store."""
    writer = Writer()
    texts = [
        (number, " ".join(writer.text(writer.random.randint(6, 14))), " ".join(writer.abstract().split()))
        for number in range(records)
    ]
    pl.DataFrame(
        texts, schema={"paper_number": pl.Int32, "title": pl.String, "abstract": pl.String}, orient="row"
    ).write_parquet(path)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
