"""BibTeX: the language in literal examples, encodings, and the real bibliographies entry by entry."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers._bib import read_bibliography, without_protection
from transforms.readers._contract import Bounds, ByteAccount, Head
from transforms.readers.bibtex import READER


def entries(text: str | bytes, **bounds: int) -> list[tuple[str, dict[str, str], str | None]]:
    data = text if isinstance(text, bytes) else text.encode()
    found = read_bibliography(io.BytesIO(data), Bounds(**bounds))
    return [(entry.key, entry.fields, entry.problem) for entry in found]


def read(data: bytes) -> pl.DataFrame:
    frames = READER.read(io.BytesIO(data), "bibtex", Bounds(), ByteAccount())
    return pl.concat([READER.raw.to_frame(), *frames])


@pytest.mark.parametrize(
    ("text", "key", "fields"),
    [
        ("@a{k, t = {v}}", "k", {"t": "v"}),
        ('@A{k,T="v"}', "k", {"t": "v"}),
        ("@a(k, t = {a (b) c})", "k", {"t": "a (b) c"}),
        ("@a{k, t = {a {b} \\{c\\}}}", "k", {"t": "a {b} \\{c\\}"}),
        ('@a{k, t = "a {"}b{"} c"}', "k", {"t": 'a {"}b{"} c'}),
        ("@a{k, t = 2024}", "k", {"t": "2024"}),
        ("@a{k, t = jan}", "k", {"t": "January"}),
        ("@a{k, t = unknown}", "k", {"t": "unknown"}),
        ('@string{s = {x}} @a{k, t = s # " " # S # {y}}', "k", {"t": "x xy"}),
        ("@a{k,, t = {v},,}", "k", {"t": "v"}),
        ("@a{k, t = {v} u = {w}}", "k", {"t": "v", "u": "w"}),
        ("@a{k, t = {v}, t = {w}}", "k", {"t": "v"}),
        ("@a{k, t = }", "k", {"t": ""}),
        ("@a{t = {v}}", "", {"t": "v"}),
        ("@a{a b:c/d+e, x-y+z = {v}}", "a b:c/d+e", {"x-y+z": "v"}),
        ("@a{k, t = {a@b{c}\n}}", "k", {"t": "a@b{c}\n"}),
        ("mail me@example.org {words} @a{k, t = {v}}", "k", {"t": "v"}),
        ("@comment{@a{no, t = {no}}}@a{k, t = {v}}", "k", {"t": "v"}),
        ("% @a{no, t = {no}}\n@a{k, t = {v}}", "k", {"t": "v"}),
    ],
)
def test_the_language(text: str, key: str, fields: dict[str, str]) -> None:
    assert entries(text) == [(key, fields, None)]


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("@a{bad, t = {v\n", "bib:unbalanced"),
        ("@a(bad, t = {v}\n", "bib:unbalanced"),
        ('@a{bad, t = "v, u = {w}}\n', "bib:invalid"),
        ("@a{bad, t {v}}\n", "bib:invalid"),
        ("@a{bad, t = {v}}\n  u = {w},\n}\n", "bib:stray_text"),
        ("@a bad, t = {v}\n", "bib:stray_text"),
        ("@string{s = {x}\n", "bib:unbalanced"),
    ],
)
def test_damage_costs_one_entry(damage: str, problem: str) -> None:
    found = entries(f"@a{{first, t = {{v}}}}\n{damage}@a{{last, t = {{v}}}}\n")
    assert [entry[0] for entry in found if entry[2] is None][0::10] == ["first"]
    assert found[-1] == ("last", {"t": "v"}, None)
    assert [entry[2] for entry in found if entry[2]] == [problem]


def test_an_entry_that_ends_with_the_file_is_a_reject() -> None:
    assert [entry[2] for entry in entries("@a{k, t = {v}}\n@a{l, t = {v")] == [None, "bib:unbalanced"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("", "utf-16-le"),
        ("", "windows-1252"),
        ("% Encoding: ISO8859_1\n", "iso-8859-1"),
        ("% Encoding: Cp1250\n", "cp1250"),
        ("This file was created with JabRef 2.10.\nEncoding: ISO8859_1\n", "iso-8859-1"),
        ("% -*- coding: mac-roman -*-\n", "mac-roman"),
        ("@comment{x-kbibtex-encoding=latex}\n", "utf-8"),
    ],
)
def test_encodings_are_declared_marked_or_western(declared: str, encoding: str) -> None:
    data = f"{declared}@a{{k, t = {{Müller}}}}".encode(encoding)
    assert entries(data) == [("k", {"t": "Müller"}, None)]
    assert READER.sniff(Head(data=data, is_whole=True)) is not None


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(line_end: str) -> None:
    text = line_end.join(["% comment", "", "@a{k,", "  t = {v}", "}", "@a{l, t = {v}}", ""])
    found = read_bibliography(io.BytesIO(text.encode()), Bounds())
    assert [(entry.line_start, entry.line_end) for entry in found] == [(3, 5), (6, 6)]


@given(st.lists(st.text('ab{}"@,=#% \n\\', max_size=20), max_size=6), st.integers(1, 50))
def test_whatever_stands_between_good_entries_they_are_read(values: list[str], block_bytes: int) -> None:
    balanced = [value.replace("{", "").replace("}", "").replace("@", "") for value in values]
    text = "".join(f"@a{{k{n}, t = {{{value}}}}}\n" for n, value in enumerate(balanced))
    found = entries(text, block_bytes=block_bytes)
    assert found == [(f"k{n}", {"t": value}, None) for n, value in enumerate(balanced)]


PARENTS = """
@article{own, title = {A}, journal = {Own}, date = {2001-02}, crossref = {Issue}}
@inproceedings{early, title = {B}, crossref = {vol}}
@inproceedings{dated, title = {C}, year = 1999, booktitle = {Mine}, crossref = {vol}}
@proceedings{vol, title = {Tides}, subtitle = {Second}, month = may, doi = {10.5555/vol}, crossref = {Series}}
@mvproceedings{series, booktitle = {Not This One}, year = 2004, language = {french}, url = {https://example.org}}
@periodical{issue, title = {Journal of Tides}, year = 2010}
@article{late, title = {D}, crossref = {issue}}
@article{lost, title = {E}, crossref = {nobody}}
@book{loop, title = {F}, crossref = {loop}}
"""


@pytest.mark.parametrize("block_bytes", [10, 1_000_000])
def test_an_entry_inherits_where_it_says_nothing(block_bytes: int) -> None:
    frames = READER.read(io.BytesIO(PARENTS.encode()), "bibtex", Bounds(block_bytes=block_bytes), ByteAccount())
    records = pl.concat(frames).filter(pl.col("title").is_not_null())
    assert records.select("title", "venue", "published", "language").rows() == [
        ("A", "Own", "2001-02", None),
        ("B", "Tides: Second", "May 2004", "french"),
        ("C", "Mine", "1999", "french"),
        ("D", "Journal of Tides", "2010", None),
        ("E", None, None, None),
        ("F", None, None, None),
    ]
    assert records["doi"].count() == 0
    assert records["links"].list.len().sum() == 0


def test_the_real_bibliographies(shared_dumps: Path) -> None:
    with (shared_dumps / "MANIFEST.tsv").open(newline="", encoding="utf-8") as lines:
        known = {
            row["staged_as"]: int(row["records"]) for row in csv.DictReader(lines, delimiter="\t") if row["records"]
        }
    paths = sorted((shared_dumps / "bibtex").rglob("*.bib"))
    records = {path.relative_to(shared_dumps).as_posix(): read(path.read_bytes()) for path in paths}
    assert {name: found.height for name, found in records.items()} == {name: known[name] for name in records}
    whole = pl.concat(records.values())
    assert whole.height == 3_611
    problems = whole["problems"].explode().drop_nulls()
    assert problems.to_list() == ["not_a_paper"] * 7
    # An entry without a title prints none: no title was lost on the way.
    untitled = whole.filter(pl.col("title").is_null() & (pl.col("problems").list.len() == 0))
    assert untitled["raw"].str.contains(r"(?i)\btitle\s*=\s*[{\"]\s*[^\s}\"]").sum() == 0
    for path in paths:
        assert READER.sniff(Head(data=path.read_bytes()[:65_536], is_whole=False)) is not None, path


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("The {HARBOUR} {P}roject", "The HARBOUR Project"),
        ("{{Whole} Titles}", "Whole Titles"),
        ("my{S}QL", "mySQL"),
        (r"pre\-{H}istoric", r"pre\-Historic"),
        (r"{$O(\sqrt{n})$} Lanterns", r"$O(\sqrt{n})$ Lanterns"),
        (r"${O}(\log n)$ time", r"${O}(\log n)$ time"),
        (r"\emph{{K}ettles}: {A} study", r"\emph{Kettles}: A study"),
        (r"{\"O}sterreich and {\em emphasis}", r"{\"O}sterreich and {\em emphasis}"),
        (r"\frac{a}{b} and x^{ab}", r"\frac{a}{b} and x^{ab}"),
        ("faces {100} and {111}", "faces {100} and {111}"),
        ("one { too many", "one { too many"),
        ("one } too many", "one } too many"),
    ],
)
def test_braces_that_keep_capitals_are_no_part_of_a_title(value: str, shown: str) -> None:
    assert without_protection(value) == shown


@given(st.text("ab{}\\$^ ", max_size=20))
def test_only_braces_are_dropped_and_in_pairs(value: str) -> None:
    shown = without_protection(value)
    assert shown.replace("{", "").replace("}", "") == value.replace("{", "").replace("}", "")
    assert value.count("{") - shown.count("{") == value.count("}") - shown.count("}")
