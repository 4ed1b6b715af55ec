"""Venues as printed -> key, year and track of a known venue. Which names are known stands in `venue_names`.

A key says of what a paper is counted. What stands in the proceedings of a conference, also as data set, position paper
or demonstration, has its key: `neurips`. What is held beside it has a key of its own: `neurips-workshop`,
`acl-findings`. What was only submitted, or taken back, has none.
"""

from __future__ import annotations

import polars as pl

from transforms.clean import venue_names
from transforms.clean._selective import per_distinct

VENUE: pl.Struct = pl.Struct({"key": pl.String, "year": pl.Int32, "track": pl.String})

_SUBMISSION = r"withdrawn|\bsubmi|\breject|\bunder review"
# What is held beside a conference, by the words that say so.
_BESIDE_WORDS = {
    "findings": r"\bfindings\b",
    "workshop": r"\bworkshops?\b|\bstudent research\b|@",
    "tutorial": r"\btutorial(?:s| abstracts?)?\b",
    "companion": r"\b(?:companion|adjunct|extended abstracts?)\b",
}
_BESIDE = "|".join(_BESIDE_WORDS.values())
_HOST = r"(?:@|\bat\b)(.+)$"
# Best first: what a track holds before how it was shown.
TRACKS = ("submission", *_BESIDE_WORDS, *venue_names.TRACK_WORDS)

_YEAR = r"(?:^|\D)((?:19|20)\d\d)(?:\D|$)"
_SHORT_YEAR = r"^(?:\p{L}{2,}-?['’]?|.*['’]\s?)(\d\d)(?:\D|$)"  # `stoc81`, `IJCAI-19`, `KDD '19: The 25th ...`
_FIRST_SHORT_YEAR = 50  # 1950 to 2049


def parsed(raw: pl.Expr) -> pl.Expr:
    """A printed venue -> struct `key` (`neurips`, `neurips-workshop`), `year` as printed, `track` (one of TRACKS).

    All three are null where the venue is not known; what was only submitted to one has a track and no key.
    """
    return raw.map_batches(per_distinct(_read), return_dtype=VENUE, is_elementwise=True)


def venue_key(raw: pl.Expr) -> pl.Expr:
    """The key alone."""
    return parsed(raw).struct.field("key")


def _read(printed: pl.DataFrame) -> pl.Series:
    """The work of `parsed` on its distinct values."""
    is_submission = pl.col("track").eq_missing("submission")
    key = pl.when(~is_submission).then(pl.coalesce("name_key", pl.format("{}-{}", "host", "track")))
    is_placed = pl.any_horizontal(pl.col("name_key", "host").is_not_null()) | is_submission
    return (
        printed.select(whole=venue_names.folded(pl.col("value").cast(pl.String)))
        .pipe(_with_keys)
        .with_columns(track=_track(), year=_year())
        .select(pl.struct(key=key, year=pl.when(is_placed).then("year"), track=pl.when(is_placed).then("track")))
        .to_series()
        .cast(VENUE)
    )


def _with_keys(read: pl.DataFrame) -> pl.DataFrame:
    """Columns `name_key`, and `host`: the conference beside which is held what has no name of its own.

    `Workshop on Applications of Computer Vision` is such a name.
    """
    numbered = read.with_row_index("row")
    whole = pl.col("whole")
    without = whole.str.replace_all(_BESIDE, " ")
    # `Findings of the ACL: EMNLP 2020`, `X@ICML`, `CVPR Workshops`, `ICML Workshop on X`
    hosts = (
        venue_names.last_part(without),
        whole.str.extract(_HOST),
        without,
        whole.str.extract(rf"^(.+?)(?:{_BESIDE})"),
    )
    is_beside = whole.str.contains(_BESIDE)
    named = numbered.select("row", name=whole, rank=pl.lit(0), is_host=pl.lit(value=False), is_beside=is_beside)
    beside = numbered.filter(is_beside)
    named_by_host = (
        beside.select("row", name=host, rank=pl.lit(rank), is_host=pl.lit(value=True), is_beside=pl.lit(value=False))
        for rank, host in enumerate(hosts, start=1)
    )
    known = venue_names.first_known(pl.concat([named, *named_by_host]).drop_nulls("name"), words=_BESIDE)
    is_host = pl.col("rank") > 0
    return numbered.join(known, on="row", how="left", maintain_order="left").with_columns(
        name_key=pl.when(~is_host).then("key"), host=pl.when(is_host).then("key")
    )


def _track() -> pl.Expr:
    whole, is_beside = pl.col("whole"), pl.col("name_key").is_null() & pl.col("host").is_not_null()
    stated = {
        "submission": whole.str.contains(_SUBMISSION),
        **{track: is_beside & whole.str.contains(words) for track, words in _BESIDE_WORDS.items()},
        **{track: whole.str.contains(words) for track, words in venue_names.TRACK_WORDS.items()},
    }
    return pl.coalesce(pl.when(stated[track]).then(pl.lit(track)) for track in TRACKS)


def _year() -> pl.Expr:
    numbered = pl.col("whole").str.replace_all(venue_names.PLACE, " ")
    short = numbered.str.extract(_SHORT_YEAR).cast(pl.Int32)
    century = pl.when(short < _FIRST_SHORT_YEAR).then(2000).otherwise(1900)
    return pl.coalesce(numbered.str.extract(_YEAR).cast(pl.Int32), short + century)
