"""Names of people: author lists as printed -> names that are people, and the key under which a name is looked up."""

from __future__ import annotations

import polars as pl

from transforms.clean import identifiers, text
from transforms.schema.core import AUTHORS

# What stands in an author list and is nobody.
_NOBODY = (
    r"(?i)^(?:\W*|et\.?\s*al\.?|(?:and\s+)?others?|anonymous(?:\s+authors?)?|n/?a|none|null|nan|unknown(?:\s+authors?)?"
    r"|\W*(?:and\s+)?\d+\s+(?:more\s+|other\s+)*(?:co-?)?authors?.*)$"
)
_TAIL = r"(?i)[,;\s]+(?:(?:and\s+)?et\.?\s+al\b\.?|and\s+others|[*†‡§¶]+)$|^and\s+|[,;]+$"

_PARTICLE = (
    r"(?:van|von|vom|zum|zur|zu|der|den|des|de|del|della|di|da|das|do|dos|du|la|le|los|ten|ter|te|af|av|bin|ibn|ben|el"
    r"|st\.?)"
)
_SUFFIX = r"(?i)[\s,]+(?:jr|sr|junior|ii|iii|iv|ph\.?\s?d|m\.?d|esq)\.?$"


def authors(raw: pl.Expr) -> pl.Expr:
    """AUTHORS list as printed -> AUTHORS list of people: names clean, ORCIDs canonical, order kept, never null."""
    person = pl.element().struct
    name = text.clean(person.field("name")).str.replace(_TAIL, "").str.replace(_TAIL, "")
    people = raw.list.eval(
        pl.struct(
            name=name,
            orcid=identifiers.orcid(person.field("orcid")),
            affiliation=text.clean(person.field("affiliation")),
        ).filter(name.is_not_null() & ~name.str.contains(_NOBODY))
    )
    return people.fill_null(pl.lit([], dtype=AUTHORS))


def author_key(name: pl.Expr) -> pl.Expr:
    """Family name with its particles, and initials, folded: `bengio y`, `van der maaten l`; null only for no name.

    `Bengio, Yoshua`, `Yoshua Bengio` and `Y. Bengio` have one key. It groups candidates; homonyms share it too.
    """
    whole = text.clean(name)
    # dblp numbers homonyms: `Wei Wang 0001`.
    plain = whole.str.replace(r"\s+\d{4}$", "").str.replace(r"\s*\([^)]*\)", "")
    plain = plain.str.replace(_SUFFIX, "").str.replace(_SUFFIX, "").str.replace(r"(?i)[\s,]+(?:jr|sr)\.?,", ",")
    family, given = _split(plain)
    family_key = _folded_family(family)
    initials = _initials(given)
    key = pl.when(initials != "").then(family_key + " " + initials).otherwise(family_key)
    usable = pl.when(family_key != "").then(key)
    return pl.coalesce(usable, text.title_key(whole), whole.str.to_lowercase(), pl.when(name != "").then(name))


def _split(name: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Family and given names of `Family, Given`, `Given Family` or `Family XY`."""
    comma = r"^([^,]+),\s*(.*)$"
    medline = r"^(\p{Lu}[\p{L}'’\-]*\p{Ll}[\p{L}'’\-]*(?:\s\p{Lu}\p{Ll}+)?)\s+(\p{Lu}{1,3})$"
    only_family = rf"^((?:{_PARTICLE}\s+)+\S+)$"
    western = rf"^(.+?)\s+((?i:(?:{_PARTICLE}\s+)*)\S+)$"
    has_comma = name.str.contains(comma)
    moved = name.str.extract(rf"^[^,]+,.*?((?:\s{_PARTICLE})+)$").fill_null("").str.strip_chars()
    family = (
        pl.when(has_comma)
        .then((moved + " " + name.str.extract(comma, 1)).str.strip_chars())
        .otherwise(
            pl.coalesce(
                name.str.extract(medline, 1), name.str.extract(only_family, 1), name.str.extract(western, 2), name
            )
        )
    )
    given = (
        pl.when(has_comma)
        .then(name.str.extract(comma, 2).str.replace(rf"(?:(?:^|\s){_PARTICLE})+$", ""))
        .when(name.str.contains(medline))
        .then(name.str.extract(medline, 2))
        .when(~name.str.contains(only_family))
        .then(name.str.extract(western, 1))
    )
    return family, given.fill_null("")


def _folded_family(family: pl.Expr) -> pl.Expr:
    letters = text.folded(family).str.replace_all(r"[\-‐–_/.]", " ").str.replace_all(r"[^\p{L}\p{M}\p{N} ]", "")
    return letters.str.replace_all(" +", " ").str.strip_chars(" ")


def _initials(given: pl.Expr) -> pl.Expr:
    # `JP` is two initials, `Jean-Pierre` too, `Jean` and `JEAN` one.
    short = given.str.replace_all(r"(\p{L})[\p{Ll}\p{Lo}\p{M}'’][\p{L}\p{M}'’]*", "$1")
    short = short.str.replace_all(r"(\p{Lu})\p{Lu}{3,}", "$1")
    return text.folded(short.str.replace_all(r"[^\p{L}]", ""))
