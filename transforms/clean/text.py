"""Running text as printed -> clean text and matching keys. LaTeX is read in `latex`; no identifier or link here.

Every function takes and gives a String column; what holds no text becomes null.
"""

from __future__ import annotations

import html.entities
import re
import unicodedata
from collections.abc import Callable

import polars as pl

from transforms.clean import latex
from transforms.clean._selective import elementwise, per_value, where, where_matching, where_not_ascii

# Titles of which a dozen different papers exist: they never prove that two listings are one paper.
GENERIC_TITLE_KEYS = frozenset({
    "abstract", "abstracts", "acknowledgement", "acknowledgements", "acknowledgment", "acknowledgments", "addendum",
    "announcement", "announcements", "appendix", "authorindex", "authorsindex", "backmatter", "bibliography",
    "bookreview", "bookreviews", "callforpapers", "closing", "closingremarks", "conclusion", "conclusions",
    "contents", "copyright", "corrections", "corrigendum", "cover", "coverpage", "discussion", "editorial",
    "editorialboard", "editorialintroduction", "editorsintroduction", "editorsnote", "errata", "erratum",
    "foreword", "frontmatter", "generalchairsmessage", "guesteditorial", "guesteditorialintroduction",
    "guesteditorsintroduction", "index", "inthisissue", "introduction", "introductiontothespecialissue",
    "invitedtalk", "keynote", "keynoteaddress", "keynotespeech", "keywordindex", "letter", "lettertotheeditor",
    "listofreviewers", "masthead", "memorial", "messagefromtheeditor", "news", "obituary", "opening",
    "openingremarks", "organization", "organizingcommittee", "overview", "panel", "paneldiscussion", "poster",
    "preface", "preface1", "prefacetothespecialissue", "proceedings", "programcommittee", "publicationinformation",
    "reply", "response", "resume", "retraction", "review", "reviewers", "subjectindex", "summary", "supplement",
    "supplementalmaterial", "supplementalmaterials", "supplementary", "supplementaryinformation",
    "supplementarymaterial", "supplementarymaterials", "tableofcontents", "thankstoreviewers", "titlepage",
    "tutorial", "untitled", "welcome", "welcomemessage", "workshop",
})  # fmt: skip

# Parts of a volume or a page that are listed like papers and are none. Conservative: an editorial is a paper.
NOT_A_PAPER_KEYS = frozenset({
    "authorindex", "authorsindex", "backcover", "backmatter", "contents", "copyrightnotice", "copyrightpage",
    "cover", "coverpage", "editorialboard", "frontcover", "frontmatter", "insidefrontcover", "keywordindex",
    "listofreviewers", "masthead", "organizingcommittee", "programcommittee", "publicationinformation",
    "subjectindex", "supplementalmaterial", "supplementalmaterials", "supplementaryinformation",
    "supplementarymaterial", "supplementarymaterials", "tableofcontents", "titlepage",
})  # fmt: skip

# Dots at the end, in whatever brackets, perhaps with a link's `more`.
_GOES_ON = r"(?i)(?:…|\.\.\.)[\s\])]*(?:(?:read|show|see)?\s*more)?[\s\])]*$"
_END_CHARACTERS = 24

_OTHER_SPACE = r"[^\S ]"
_RARE_SPACE = r"[\t\r\x0B\x0C]"
# Without one of these, ASCII text is not suspicious. A set of at most ten bytes is looked for with vector instructions:
# a fiftieth of what a larger set or `_SUSPICIOUS` itself takes.
_MARKS = (r"[&<$\\]", r"[\x00-\x08]", r"[\x0E-\x17]", r"[\x18-\x1F\x7F]")
# What needs no look: ASCII, and characters that stay themselves under NFC wherever they stand. A letter of the
# Latin-1 block followed by another non-ASCII character may be mojibake; `&x;`, tags, `$..$` and `\` may be markup.
_PLAIN = (
    r"\x20-\x7E\x{A1}-\x{AC}\x{AE}-\x{2FF}\x{391}-\x{3A1}\x{3A3}-\x{3CE}\x{400}-\x{482}\x{48A}-\x{52F}\x{2010}-\x{2027}"
    r"\x{2030}-\x{205E}\x{20AC}\x{2190}-\x{21FF}\x{2200}-\x{22FF}\x{3001}-\x{3029}\x{3041}-\x{3096}\x{30A1}-\x{30FF}"
    r"\x{4E00}-\x{9FFF}\x{AC00}-\x{D7A3}\x{FF01}-\x{FF5E}"
)
_SUSPICIOUS = (
    rf"[^{_PLAIN}]|[\x{{C2}}-\x{{F4}}\x{{152}}-\x{{178}}\x{{192}}√¬‚┬├][^\x00-\x7F]|[Ãâ] "
    r"|&#?[0-9A-Za-z]+;|</?[A-Za-z][^<>]*>|\\|\$[^$]+\$"
)

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]+"
)
_ENTITY = re.compile(r"&(?:(?:amp;)+|#(\d{1,7});|#[xX]([0-9A-Fa-f]{1,6});|([A-Za-z][0-9A-Za-z]{1,31};))")
# A line end of which one half became a reference and the other an escape (OpenAlex). Elsewhere `\n` may begin `\nu`.
_LINE_END = re.compile(r"&#(?:13|[xX]0?[dD]);\\n")
# Not here: names that papers on markup and language models write as tokens (`<code>`, `<table>`, `<s>`, `<think>`).
_INLINE_TAGS = r"a|b|big|bold|em|font|i|italic|monospace|roman|sc|scp|small|span|strike|strong|sub|sup|tt|u"
_BLOCK_TAGS = r"br|div|h[1-6]|hr|li|ol|p|ul"
_ATTRIBUTES = r"""(?:\s+[\w:\-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+))*\s*/?"""
_INLINE_TAG = re.compile(
    rf"</?(?:(?:{_INLINE_TAGS}){_ATTRIBUTES}|(?:jats|mml|m):(?!p\b|title\b|sec\b)[a-z\-]+{_ATTRIBUTES})>", re.I
)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK_TAGS}|jats:(?:p|title|sec)){_ATTRIBUTES}>", re.I)

_PUNCTUATION = r"[\x00-\x2F\x3A-\x60\x7B-\x7F]+"
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
# Letters that carry their stroke or ligature inside, so that no decomposition takes it off.
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)


def printed(raw: pl.Expr) -> pl.Expr:
    """Text as printed: every run of whitespace (hard wraps too) is one space, ends are bare; empty becomes null."""
    return elementwise(raw, _folded_whitespace)


def clean(raw: pl.Expr) -> pl.Expr:
    """Text as meant: NFC, entities decoded, mojibake repaired, HTML and JATS tags, control, bidi and zero-width
    characters gone, LaTeX accents and plain certain maths in Unicode, whitespace folded; empty becomes null.

    Idempotent: repairs run on a suspicious value until none of them changes it.
    """
    return elementwise(raw, _folded_whitespace, where(_has_marks, where_matching(_SUSPICIOUS, per_value(_repaired))))


def folded(text: pl.Expr) -> pl.Expr:
    """Casefolded text without accents; everything else stays."""
    return elementwise(text.str.to_lowercase(), where_not_ascii(per_value(_folded)))


def title_key(text: pl.Expr) -> pl.Expr:
    """Letters and digits of any script, casefolded, accents off, nothing between; null where there are none.

    Idempotent. `EC LipsE` = `ECLipsE`, `GPT-3` is not `GPT-4`, `C++` is not `C`.
    """
    return elementwise(
        text.str.to_lowercase().str.replace_all(" ", "", literal=True),
        where_matching(r"\+\+", lambda rows: rows.str.replace_all("++", "plusplus", literal=True)),
        where_matching(_PUNCTUATION, lambda rows: rows.str.replace_all(_PUNCTUATION, "")),
        where_not_ascii(per_value(_letters_and_digits)),
        _null_where_empty,
    )


def goes_on(text: pl.Expr) -> pl.Expr:
    """Whether a text says at its end that it was cut and goes on elsewhere; Boolean, null for null."""
    return text.str.tail(_END_CHARACTERS).str.contains(_GOES_ON)


def is_generic_title(key: pl.Expr) -> pl.Expr:
    """Whether a title key says nothing about the paper; Boolean, null for a null key."""
    return key.is_in(sorted(GENERIC_TITLE_KEYS))


def is_not_a_paper(key: pl.Expr) -> pl.Expr:
    """Whether a title key names a part of a volume that is no paper at all; Boolean, null for a null key."""
    return key.is_in(sorted(NOT_A_PAPER_KEYS))


def _folded_whitespace(values: pl.Series) -> pl.Series:
    # One character for one costs a thirtieth of a regular expression, one for two a third of it: so ends come first.
    if values.str.contains("\n", literal=True).any():
        values = values.str.replace_all("\n", " ", literal=True)
    if values.str.contains(_RARE_SPACE).any():
        for space in ("\t", "\r", "\x0b", "\x0c"):
            values = values.str.replace_all(space, " ", literal=True)
    values = where_not_ascii(lambda rows: rows.str.replace_all(_OTHER_SPACE, " "))(values)
    if (values.str.starts_with(" ") | values.str.ends_with(" ")).any():
        values = values.str.strip_chars(" ")
    values = where(_has_runs, _without_runs)(values)
    return _null_where_empty(values)


def _null_where_empty(values: pl.Series) -> pl.Series:
    return where(lambda rows: rows == "", lambda rows: pl.Series([None] * len(rows), dtype=pl.String))(values)


def _has_runs(values: pl.Series) -> pl.Series:
    return values.str.contains("  ", literal=True)


def _without_runs(values: pl.Series) -> pl.Series:
    while _has_runs(values).any():
        values = values.str.replace_all("  ", " ", literal=True)
    return values


def _has_marks(values: pl.Series) -> pl.Series:
    has_any = values.str.len_bytes() != values.str.len_chars()
    for marks in _MARKS:
        has_any |= values.str.contains(marks)
    return has_any


def _repaired(text: str) -> str | None:
    """`text` after every repair, repeated until nothing changes. Ends, for all but NFC shorten what they touch."""
    before = None
    while text != before:
        before = text
        for repair in _REPAIRS:
            text = repair(text)
    return text or None


def _decoded_entities(text: str) -> str:
    return _ENTITY.sub(_character, _LINE_END.sub("\n", text)) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    decimal, hexadecimal, name = entity.groups()
    if name:
        return html.entities.html5.get(name, entity[0])
    if decimal is None and hexadecimal is None:
        return "&"
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code <= 0x10FFFF else entity[0]


def _decoded_mojibake(text: str) -> str:
    if text.isascii():
        return text
    import ftfy

    return ftfy.fix_encoding(text)


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    return _BLOCK_TAG.sub(" ", _INLINE_TAG.sub("", text))


def _without_unseen(text: str) -> str:
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def _normal_form(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


_REPAIRS: tuple[Callable[[str], str], ...] = (
    _decoded_entities,
    _decoded_mojibake,
    _without_tags,
    latex.decoded,
    _without_unseen,
    _normal_form,
)


def _folded(text: str) -> str:
    before = None
    while text != before:
        before = text
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())).translate(_STROKES)
        text = unicodedata.normalize("NFC", text)
    return text


def _letters_and_digits(text: str) -> str:
    # Marks stay: outside Latin, Greek and Cyrillic they are vowels, and two titles may differ by them alone.
    kept = "".join(letter for letter in _folded(text) if unicodedata.category(letter)[0] in "LNM")
    return unicodedata.normalize("NFC", kept)
