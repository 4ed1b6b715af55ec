"""BibTeX and BibLaTeX bibliographies: https://www.bibtex.org/Format/, https://ctan.org/pkg/biblatex (of any owner).

Layout: `bibtex`. LaTeX in values is left to the cleaners. An entry takes its book or journal, its date and its language
from the entry that its `crossref` names, where it has none of its own: that one may stand anywhere in the file, so a
file in which any entry has one is read twice. Identifiers and links are never inherited: they are the volume's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import IO

import polars as pl

from transforms.errors import LimitExceeded
from transforms.readers._bib import BibEntry, read_bibliography, without_protection
from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._encodings import head_as_utf8, text_of
from transforms.readers._records import Author, Record, extra, frame

_FILLED = (
    *("title", "abstract", "authors", "venue", "published", "keywords", "arxiv_id", "doi", "openreview_id", "acl_id"),
    *("pmid", "links", "language", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_ENTRY = re.compile(r"^[ \t]*@\s*[A-Za-z][\w\-]*\s*[{(]\s*(?:[^\s,{}()=]*\s*,\s*)?[^\s,={}()]+\s*=", re.MULTILINE)
_OTHER_FORMATS = ("<", "{", "[", "#", "---")
_LONGEST_PREAMBLE_CHARACTERS = 20_000
_BATCH_ENTRIES = 5_000
_NO_PAPERS = ("proceedings", "mvproceedings", "periodical", "set", "xdata")
# Kinds of entries that others inherit from, and what: https://ctan.org/pkg/biblatex, appendix B.
_PARENTS = (*_NO_PAPERS, "book", "mvbook", "collection", "mvcollection", "reference", "mvreference")
_INHERITED = ("booktitle", "year", "month", "date", "language", "crossref")
_MOST_GENERATIONS = 3
_MOST_INHERITED_CHARACTERS = 64 * 1024 * 1024
_LONGEST_INHERITED_CHARACTERS = 2_000
_AND = re.compile(r"\s+and\s+(?![^{}]*\})", re.IGNORECASE)
# `jan # "~10"` and `"10~" # jan` are how BibTeX's own documentation writes a day.
_MONTH = re.compile(r"(?:(?P<before>\d{1,2})[~\s]+)?(?P<month>[A-Za-z]{3,9})\.?(?:[~\s]+(?P<behind>\d{1,2}))?")
_URL = re.compile(r"\\url\s*\{([^{}]*)\}")
_ARXIV = re.compile(r"arxiv[:/\s]\s*(?:abs/)?((?:[a-z\-]+(?:\.[A-Z]{2})?/)?\d{4}\.?\d{3,5})", re.IGNORECASE)
_CROSSREF = re.compile(rb"\bcrossref\b", re.IGNORECASE)
_READ = {
    *("title", "subtitle", "abstract", "author", "journal", "journaltitle", "booktitle", "year", "month", "date"),
    *("keywords", "doi", "pmid", "url", "language"),
}


def sniff(head: Head) -> Recognised | None:
    """An entry with a field at the start of a line, and nothing of another format before it."""
    text = text_of(head_as_utf8(head)).replace("\r\n", "\n").replace("\r", "\n")
    first = _ENTRY.search(text)
    if not first or first.start() > _LONGEST_PREAMBLE_CHARACTERS or text.lstrip().startswith(_OTHER_FORMATS):
        return None
    return Recognised(layout="bibtex", evidence=f"BibTeX entries such as {first[0].split()[0][:40]!r}")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Entries in file order, with the columns of RAW."""
    del layout, account
    parents = _parents(stream, bounds) if _has_crossrefs(stream, bounds) else {}
    entries = enumerate(read_bibliography(stream, bounds))
    while batch := [_record(position, entry, parents) for position, entry in islice(entries, _BATCH_ENTRIES)]:
        yield frame(batch, RAW)


def _has_crossrefs(stream: IO[bytes], bounds: Bounds) -> bool:
    rest, is_found = b"", False
    while not is_found and (block := stream.read(bounds.block_bytes)):
        is_found = _CROSSREF.search(rest + block) is not None
        rest = block[-len("crossref") - 1 :]
    stream.seek(0)
    return is_found


def _parents(stream: IO[bytes], bounds: Bounds) -> dict[str, dict[str, str]]:
    """By key, what each entry that may be a parent gives to its children."""
    parents: dict[str, dict[str, str]] = {}
    characters = 0
    for entry in read_bibliography(stream, bounds):
        if entry.kind not in _PARENTS or entry.problem:
            continue
        given = {name: entry.fields[name] for name in _INHERITED if entry.fields.get(name)}
        title = _title(entry.fields)
        if title:
            given.setdefault("journaltitle" if entry.kind == "periodical" else "booktitle", title)
        given = {name: value[:_LONGEST_INHERITED_CHARACTERS] for name, value in given.items()}
        parents.setdefault(entry.key.lower(), given)
        characters += sum(map(len, given.values()))
        if characters > _MOST_INHERITED_CHARACTERS:
            raise LimitExceeded(
                "",
                f"what entries could inherit is longer than {_MOST_INHERITED_CHARACTERS:,} characters.",
                next_step="Split the file, keeping entries with those that their `crossref` names.",
            )
    stream.seek(0)
    return parents


def _inherited(entry: BibEntry, parents: dict[str, dict[str, str]]) -> dict[str, str]:
    """The fields of an entry with those that it takes from its parents; its own date is never mixed with theirs."""
    child, key = dict(entry.fields), entry.fields.get("crossref", "")
    for _ in range(_MOST_GENERATIONS):
        given = parents.get(key.strip().lower(), {}) if key != entry.key else {}
        is_dated = "year" in child or "date" in child
        child |= {
            name: value
            for name, value in given.items()
            if name not in child and not (is_dated and name in ("year", "month", "date"))
        }
        key = given.get("crossref", "")
    return child


def _record(position: int, entry: BibEntry, parents: dict[str, dict[str, str]]) -> Record:
    place: Record = {"position": position, "line_start": entry.line_start, "line_end": entry.line_end, "raw": entry.raw}
    if entry.problem or entry.kind in _NO_PAPERS:
        return {**place, "problems": [entry.problem or "not_a_paper"]}
    fields = _inherited(entry, parents)
    url = fields.get("url", "")
    return {
        **place,
        "title": _title(fields),
        "abstract": fields.get("abstract"),
        "authors": [
            Author(without_protection(_name(name))) for name in _AND.split(fields.get("author", "").strip()) if name
        ],
        "venue": _venue(fields),
        "published": _date(fields),
        "keywords": [word.strip() for word in re.split(r"[,;]", fields.get("keywords", "")) if word.strip()],
        "arxiv_id": _arxiv_id(fields),
        "doi": fields.get("doi"),
        "openreview_id": url if "openreview.net/" in url else None,
        "acl_id": url if "aclanthology" in url or "aclweb.org/anthology" in url else None,
        "pmid": fields.get("pmid"),
        "links": [link for link in (url, *_URL.findall(fields.get("howpublished", ""))) if link],
        "language": fields.get("language"),
        "extra": extra({"entry_type": entry.kind, "key": entry.key, **_unread(fields)}),
    }


def _unread(fields: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if name not in _READ}


def _title(fields: dict[str, str]) -> str | None:
    parts = (fields.get("title", "").strip(), fields.get("subtitle", "").strip())
    return without_protection(": ".join(part for part in parts if part)) or None


def _venue(fields: dict[str, str]) -> str | None:
    printed = fields.get("journal") or fields.get("journaltitle") or fields.get("booktitle")
    return printed and without_protection(printed)


def _name(printed: str) -> str:
    """BibLaTeX also writes `family=Lima, given=Ana, prefix=de`."""
    if "family=" not in printed:
        return printed.strip()
    parts = dict(part.strip().partition("=")[::2] for part in printed.split(","))
    return " ".join(parts[name].strip('"') for name in ("given", "prefix", "family", "suffix") if parts.get(name))


def _date(fields: dict[str, str]) -> str | None:
    """`date` of BibLaTeX (the first day of a span), else `year` and `month`."""
    if day := fields.get("date", "").strip("~?% ").partition("/")[0]:
        return day
    year, month = fields.get("year", "").strip("{} "), fields.get("month", "").strip("{}. ")
    if month.isdigit() and 1 <= int(month) <= 12:
        return f"{year}-{month:0>2}"
    found = _MONTH.fullmatch(month)
    if not year or not found:
        return year or None
    day = found["before"] or found["behind"]
    return f"{found['month']} {day}, {year}" if day else f"{found['month']} {year}"


def _arxiv_id(fields: dict[str, str]) -> str | None:
    """The e-print where it is arXiv's, else the id in the journal's name or the link."""
    archive = fields.get("archiveprefix") or fields.get("eprinttype") or ""
    if archive.lower() == "arxiv" and fields.get("eprint"):
        return fields["eprint"]
    places = (fields.get(name, "") for name in ("eprint", "journal", "url", "note", "howpublished"))
    return next((found[1] for place in places if (found := _ARXIV.search(place))), None)


READER = Reader(
    name="bibtex",
    version=3,
    describes="BibTeX and BibLaTeX bibliographies",
    layouts=("bibtex",),
    raw=RAW,
    sniff=sniff,
    read=read,
)
