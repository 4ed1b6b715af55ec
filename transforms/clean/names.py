"""Names of people: author lists as printed -> names that are people, and the key under which a name is looked up."""

from __future__ import annotations

import polars as pl

from transforms.clean import identifiers, text
from transforms.clean._selective import elementwise, per_distinct, where_matching
from transforms.schema.core import AUTHORS

# What stands in an author list and is nobody.
_NOBODY = (
    r"(?i)^(?:\W*|et\.?\s*al\.?|(?:and\s+)?others?|anonymous(?:\s+authors?)?|n/?a|none|null|nan|unknown(?:\s+authors?)?"
    r"|\W*(?:and\s+)?\d+\s+(?:more\s+|other\s+)*(?:co-?)?authors?.*)$"
)
_BEFORE = r"(?i)^(?:(?:and|&)\s+|[,;&\s]+)+"
_BEHIND = r"(?i)(?:[,;\s]+(?:(?:and\s+)?et\.?\s+al\b\.?|(?:and|&)\s+others|and|[*†‡§¶]+))*[,;*†‡§¶\s]*$"

# What the three above may touch: a name that begins and ends with a letter, and not with one of their words, is well.
_DOUBTFUL = r"^(?:[^\p{L}]|(?i:an|et|ot|n[/aou]|un)|$)|[^\p{L}.]$|[,;\s](?i:al\.?|others|and)$"

# What an author list ends with that names some and says that there are more.
_MORE = (
    r"(?i)(?:^|[,;\s+])(?:et\.?\s*al\.?|(?:and|&)\s+others|\d+\s+(?:more|others?)(?:\s+(?:co-?)?authors?)?)\W*$"
    r"|^others?$"
)

_PARTICLE = (
    r"(?:van|von|vom|zum|zur|zu|der|den|des|de|del|della|di|da|das|do|dos|du|la|le|los|ten|ter|te|af|av|bin|ibn|ben|el"
    r"|st\.?)"
)
_HOMONYM_NUMBER = r"\s+(\d{4})$"
# `Jean-Pierre` says `jean`, `YOSHUA` a name, `JP` only initials.
_WRITTEN_OUT = r"^(\p{L}[\p{L}\p{M}'’]*[\p{Ll}\p{Lo}][\p{L}\p{M}'’]*|\p{Lu}{4,})"
_SUFFIX = r"(?i)[\s,]+(?:jr|sr|junior|ii|iii|iv|ph\.?\s?d|m\.?d|esq)\.?$"


def authors(raw: pl.Expr) -> pl.Expr:
    """AUTHORS list as printed -> AUTHORS list of people: names clean, ORCIDs canonical, order kept, never null."""
    person = pl.element().struct
    cleaned = raw.list.eval(
        pl.struct(
            name=elementwise(text.clean(person.field("name")), where_matching(_DOUBTFUL, _of_people)),
            orcid=identifiers.orcid(person.field("orcid")),
            affiliation=text.clean(person.field("affiliation")),
        )
    )
    people = cleaned.list.eval(pl.element().filter(person.field("name").is_not_null()))
    return people.fill_null(pl.lit([], dtype=AUTHORS))


def has_more(raw: pl.Expr) -> pl.Expr:
    """Whether an AUTHORS list as printed ends with `et al.` or its like: how many wrote the paper it does not say."""
    return raw.list.last().struct.field("name").str.contains(_MORE).fill_null(value=False)


def _of_people(names: pl.Series) -> pl.Series:
    """Names without what lists leave around them; null for those of nobody."""
    bare = names.str.replace(_BEFORE, "").str.replace(_BEHIND, "")
    return bare.set(bare.str.contains(_NOBODY), None)


def author_key(name: pl.Expr) -> pl.Expr:
    """Family name with its particles, and initials, folded: `bengio y`, `van der maaten l`; null only for no name.

    `Bengio, Yoshua`, `Yoshua Bengio` and `Y. Bengio` have one key. It groups candidates; homonyms share it too.
    """
    return elementwise(name, per_distinct(_keys))


def _keys(names: pl.DataFrame) -> pl.Series:
    key = pl.when(pl.col("initials") != "").then(pl.col("family") + " " + pl.col("initials")).otherwise("family")
    return (
        names.with_columns(whole=text.clean(pl.col("value")))
        .with_columns(plain=_without_suffix(pl.col("whole")))
        .with_columns(_split(pl.col("plain")))
        .with_columns(family=_folded_family(pl.col("family")), initials=_initials(pl.col("given")))
        .with_columns(key=pl.when(pl.col("family") != "").then(key))
        .select(
            pl.coalesce(
                "key",
                text.title_key(pl.col("whole")),
                text.folded(pl.col("whole")),
                pl.when(pl.col("value").str.contains(r"\S")).then("value"),
            )
        )
        .to_series()
    )


def homonym_number(name: pl.Expr) -> pl.Expr:
    """The number by which dblp tells homonyms apart: `0001` of `Wei Wang 0001`; null for all other names."""
    return name.str.extract(_HOMONYM_NUMBER)


def given_name(name: pl.Expr) -> pl.Expr:
    """First given name, folded, where it is written out: `yoshua`; null for `Y. Bengio` and `Bengio YJ`."""
    return elementwise(name, per_distinct(_given_names))


def _given_names(names: pl.DataFrame) -> pl.Series:
    return (
        names.select(plain=_without_suffix(text.clean(pl.col("value"))))
        .with_columns(_split(pl.col("plain")))
        .select(text.folded(pl.col("given").str.extract(_WRITTEN_OUT)))
        .to_series()
    )


def _without_suffix(name: pl.Expr) -> pl.Expr:
    plain = name.str.replace(_HOMONYM_NUMBER, "").str.replace(r"\s*\([^)]*\)", "")
    return plain.str.replace(_SUFFIX, "").str.replace(_SUFFIX, "").str.replace(r"(?i)[\s,]+(?:jr|sr)\.?,", ",")


def _split(name: pl.Expr) -> list[pl.Expr]:
    """Columns `family` and `given` of `Family, Given`, `Given Family` or `Family XY`."""
    comma = r"^([^,]+),\s*(.*)$"
    medline = r"^(\p{Lu}[\p{L}'’\-]*\p{Ll}[\p{L}'’\-]*(?:\s\p{Lu}\p{Ll}+)?)\s+(\p{Lu}{1,3})$"
    only_family = rf"^((?:{_PARTICLE}\s+)+\S+)$"
    western = rf"^(.+?)\s+((?i:(?:{_PARTICLE}\s+)*)\S+)$"
    moved = name.str.extract(rf"^[^,]+,.*?((?:\s{_PARTICLE})+)$").fill_null("").str.strip_chars()
    is_comma, is_medline = name.str.contains(comma), name.str.contains(medline)
    family = (
        pl.when(is_comma)
        .then((moved + " " + name.str.extract(comma, 1)).str.strip_chars())
        .otherwise(
            pl.coalesce(
                *(name.str.extract(form) for form in (medline, only_family)), name.str.extract(western, 2), name
            )
        )
    )
    given = (
        pl.when(is_comma)
        .then(name.str.extract(comma, 2).str.replace(rf"(?:(?:^|\s){_PARTICLE})+$", ""))
        .when(is_medline)
        .then(name.str.extract(medline, 2))
        .when(~name.str.contains(only_family))
        .then(name.str.extract(western, 1))
    )
    return [family.alias("family"), given.fill_null("").alias("given")]


def _folded_family(family: pl.Expr) -> pl.Expr:
    letters = text.folded(family).str.replace_all(r"[\-‐–_/.]", " ").str.replace_all(r"[^\p{L}\p{M}\p{N} ]", "")
    return letters.str.replace_all(" +", " ").str.strip_chars(" ")


def _initials(given: pl.Expr) -> pl.Expr:
    # `JP` is two initials, `Jean-Pierre` too, `Jean` and `JEAN` one.
    short = given.str.replace_all(r"(\p{L})[\p{Ll}\p{Lo}\p{M}'’][\p{L}\p{M}'’]*", "$1")
    short = short.str.replace_all(r"(\p{Lu})\p{Lu}{3,}", "$1")
    return text.folded(short.str.replace_all(r"[^\p{L}]", ""))
