"""Acronyms that the texts define: `retrieval-augmented generation (RAG)`. Which short form stands for which n-gram.

After A. S. Schwartz, M. A. Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text",
PSB 2003: a short form between marks, and the shortest run of words before it that has its letters in their order, the
first of them at its beginning. Where papers do not agree on the run, the short form stands for nothing.
"""

from __future__ import annotations

import polars as pl

from transforms.trends.ngrams import MOST_WORDS_OF_A_KEY, key_of, words_of
from transforms.trends.spelling import spelled
from transforms.trends.tokens import BOUNDARY
from transforms.trends.vocabulary import Vocabulary

# Of the papers that define a short form, and of the uses of its word, so many must mean it.
_AGREEMENT = 0.8
_ACRONYM = r"^[\p{L}\p{N}](?:[\p{L}\p{N}&-]{0,8}[\p{L}\p{N}])s?$"
# A definition is where one of so many words before the short form begins with its first letter.
_REACH = 5
# Rows that wait to be counted together, 24 bytes each.
_MOST_ROWS_WAITING = 2_000_000
_DEFINED = 0  # in place of the key of a long form: the paper defines the short form somehow


class Definitions:
    """Gathers where texts define acronyms, chunk by chunk; `links` says which can be relied on.

    Columns of `surfaces`: `surface`, `form`.
    """

    def __init__(self, surfaces: pl.DataFrame, known: Vocabulary) -> None:
        form = pl.col("form")
        is_acronym = form.str.contains(_ACRONYM) & (form.str.count_matches(r"\p{Lu}") >= 2)
        first_letter = form.str.head(1).str.to_lowercase().cast(pl.Categorical(pl.Categories.random())).to_physical()
        every = pl.DataFrame({"surface": pl.int_range(known.word_of_surface.len(), dtype=pl.UInt32, eager=True)})
        facts = every.join(
            surfaces.select("surface", is_acronym=is_acronym, first_letter=first_letter + 1),
            on="surface",
            how="left",
            maintain_order="left",
        )
        words = known.word_of_surface
        self._known = known
        self._is_acronym = facts["is_acronym"].fill_null(value=False) & words.is_between(1, known.last_content)
        self._first_letter = facts["first_letter"].fill_null(0)
        self._waiting = [pl.DataFrame(schema={"acronym": pl.Int64, "key": pl.Int64, "papers": pl.Int64})]

    def add(self, tokens: pl.DataFrame) -> None:
        """Look at whole papers. Columns in: `segment`, `surface`, as the tokenizer gives them."""
        sites = self._sites(tokens)
        found = [sites.select("acronym", key=pl.lit(_DEFINED, dtype=pl.Int64))]
        found += [self._long_forms(sites, n_words) for n_words in range(1, MOST_WORDS_OF_A_KEY + 1)]
        self._waiting += [part.group_by("acronym", "key").agg(papers=pl.len().cast(pl.Int64)) for part in found]
        if sum(part.height for part in self._waiting) > _MOST_ROWS_WAITING:
            self._waiting = [self._counted()]

    def _counted(self) -> pl.DataFrame:
        return pl.concat(self._waiting).group_by("acronym", "key").agg(pl.col("papers").sum())

    def _sites(self, tokens: pl.DataFrame) -> pl.DataFrame:
        """The first definition of each acronym in each paper: `acronym` (its word), `before_1` to `before_5`."""
        surfaces, segments = tokens["surface"], tokens["segment"]
        at = self._is_acronym.gather(surfaces).arg_true()
        at = at.filter(at >= 2)
        stands_alone = (surfaces.gather(at - 1) == BOUNDARY) & (surfaces.gather(at + 1) == BOUNDARY)
        at = at.filter(stands_alone & (segments.gather(at) == segments.gather(at - 2)))
        before: list[pl.Series] = []
        for place in range(1, _REACH + 1):
            behind = surfaces.gather(at - pl.select(pl.min_horizontal(at, pl.lit(place + 1))).to_series())
            is_open = before[-1] != BOUNDARY if before else behind != BOUNDARY
            before.append(behind.zip_with(is_open, behind.clip(upper_bound=BOUNDARY)))
        letter = self._first_letter.gather(surfaces.gather(at))
        return (
            pl.DataFrame([series.alias(f"before_{place}") for place, series in enumerate(before, start=1)])
            .with_columns(
                paper=segments.gather(at) // 2,
                acronym=self._known.word_of_surface.gather(surfaces.gather(at)),
                letter=letter,
                is_definition=pl.any_horizontal(self._first_letter.gather(series) == letter for series in before),
            )
            .filter("is_definition")
            .unique(["paper", "acronym"], keep="first", maintain_order=True)
        )

    def _long_forms(self, sites: pl.DataFrame, n_words: int) -> pl.DataFrame:
        """The n-grams before the acronyms that begin with their first letters: `acronym`, `key`."""
        surfaces = [sites[f"before_{place}"] for place in range(n_words, 0, -1)]
        words = pl.DataFrame(
            [self._known.word_of_surface.gather(part).alias(f"word_{place}") for place, part in enumerate(surfaces)]
        )
        may_begin_and_end = pl.all_horizontal(
            pl.col(f"word_{place}") <= self._known.last_content for place in (0, n_words - 1)
        )
        begins_alike = self._first_letter.gather(surfaces[0]) == sites["letter"]
        return (
            words.with_columns(sites["acronym"], begins_alike=begins_alike, key=key_of(pl.concat_list(words.columns)))
            .filter(pl.all_horizontal(pl.col(words.columns) > 0) & may_begin_and_end & pl.col("begins_alike"))
            .select("acronym", "key")
        )

    def links(self, *, min_papers: int) -> pl.DataFrame:
        """`key` of a short form, `term_key` of the n-gram that it stands for, `shown`: how the former is written."""
        counted = self._counted()
        defined = counted.filter(pl.col("key") == _DEFINED).select("acronym", defined="papers")
        agreed = (
            counted.filter((pl.col("key") != _DEFINED) & (pl.col("papers") >= min_papers))
            .join(defined, on="acronym")
            .filter(pl.col("papers") >= _AGREEMENT * pl.col("defined"))
            .join(self._short_forms(counted["acronym"].unique()), on="acronym")
        )
        long_forms = spelled(words_of(agreed["key"].unique()), self._known, column="folded", into="long_form")
        texts = agreed.join(long_forms.select("key", "long_form"), on="key").sort("acronym", -pl.col("papers"), "key")
        stands = [stands_for(short, long) for short, long in texts.select("folded", "long_form").iter_rows()]
        found = texts.filter(pl.Series(stands, dtype=pl.Boolean)).unique("acronym", keep="first", maintain_order=True)
        # A key of one word is that word.
        links = found.select("shown", key="acronym", term_key="key")
        return links.join(links.select(term_key="key"), on="term_key", how="anti")

    def _short_forms(self, words: pl.Series) -> pl.DataFrame:
        """Those of `words` that are nearly always written as acronyms: `acronym`, `folded`, `shown`.

        Else `MAP` would be counted with every map.
        """
        capitals = pl.col("form").str.count_matches(r"\p{Lu}") >= 2
        is_singular = pl.col("form").str.to_lowercase() == pl.col("folded")
        return (
            self._known.forms.filter(pl.col("word").is_in(words.implode()))
            .sort("word", ~is_singular, "variant")
            .group_by("word", maintain_order=True)
            .agg(
                pl.col("folded").first(),
                shown=pl.col("form").first(),
                share=pl.col("uses").filter(capitals).sum() / pl.col("uses").sum(),
            )
            .filter(pl.col("share") >= _AGREEMENT)
            .select("folded", "shown", acronym="word")
        )


def stands_for(short: str, long: str) -> bool:
    """Whether the letters of the short form stand in the long one, in their order, and the first at its beginning."""
    at = len(long)
    for place, letter in reversed(list(enumerate(short))):
        if letter.isalnum():
            at = long.rfind(letter, 0, at)
            while place == 0 and at > 0 and long[at - 1].isalnum():
                at = long.rfind(letter, 0, at)
            if at < 0:
                return False
    return at == 0 and len(long) > len(short)
