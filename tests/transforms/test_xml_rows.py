"""XML read thousands of entries at once says what the same XML says element by element."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.errors import LimitExceeded, UnreadableDump
from transforms.readers._contract import Bounds
from transforms.readers._markup import Dialect
from transforms.readers._xml import local_name, read_entries, text_in
from transforms.readers._xml_plain import Form
from transforms.readers._xml_rows import read_rows

DIALECT = Dialect(entries=("paper", "book"), skipped=("page",), furniture=("papers", "part"), entities={"eacute": "é"})
FORM = Form(children=("author", "title", "year"), inline=("i", "sub"), attribute="orcid")

Said = list[tuple[Any, ...]]


def at_once(data: bytes, **bounds: int) -> Said:
    """(place, kind, attributes, children) of every entry, by way of frames."""
    found: Said = []
    for rows in read_rows(io.BytesIO(data), DIALECT, FORM, Bounds(**bounds)):
        attributes = {number: [] for number in range(rows.entries.height)}
        children: dict[int, list[tuple[Any, ...]]] = {number: [] for number in range(rows.entries.height)}
        for number, *said in rows.attributes.rows():
            attributes[number].append(tuple(said))
        for number, *said in rows.children.rows():
            children[number].append(tuple(said))
        found += [(*entry, attributes[at], children[at]) for at, entry in enumerate(rows.entries.rows())]
    return found


def one_by_one(data: bytes) -> Said:
    """The same, element by element."""
    found: Said = []
    for entry in read_entries(io.BytesIO(data), DIALECT, Bounds()):
        element, problems = entry.element, [entry.problem] if entry.problem else []
        place = (len(found), entry.line_start, entry.line_end, entry.raw, problems)
        if element is None:
            found.append((*place, None, [], []))
            continue
        said = [(local_name(child), text_in(child), child.get("orcid")) for child in element]
        found.append((*place, local_name(element), [*element.items()], [child for child in said if child[1]]))
    return found


@pytest.mark.parametrize(
    ("entry", "children"),
    [
        ("<title>A Tide</title>", [("title", "A Tide", None)]),
        ("<title>A <i>Tide</i> of CO<sub>2</sub></title>", [("title", "A Tide of CO2", None)]),
        ("<title>A <b>Tide</b></title>", [("title", "A Tide", None)]),
        ("<title>Caf&eacute; &amp; &amp;eacute; &lt;i&gt;</title>", [("title", "Café & &eacute; <i>", None)]),
        ("<title>&#233;</title>", [("title", "é", None)]),
        ("<title><![CDATA[</paper>]]></title>", [("title", "</paper>", None)]),
        ("<!-- <title>no</title> -->", []),
        ("<title></title>\n<title/>\n<year>7</year>", [("year", "7", None)]),
        ("<title>A</title><title>B</title>", [("title", "A", None), ("title", "B", None)]),
        ("<title>two\nlines</title>", [("title", "two\nlines", None)]),
        ("<title>tab\tand\r\nreturn</title>", [("title", "tab\tand\nreturn", None)]),
        ("<author orcid=\"0-1\" x='>'>A</author>", [("author", "A", "0-1")]),
        ('<author x="1" orcid="0-1">A</author>', [("author", "A", "0-1")]),
        ('<author x="orcid=&quot;2&quot;">A</author>', [("author", "A", None)]),
        ("  <author >A</author>", [("author", "A", None)]),
        ("<unknown>A</unknown>", [("unknown", "A", None)]),
        ("<author>A</author> stray", [("author", "A", None)]),
        ("<author>A<page/></author>", None),
        ("<author>\x01</author>", None),
        ("<author>A</title>", None),
        ("<author>A & B</author>", None),
        ("<author>&nothing;</author>", None),
        ('<author x="1" x="1">A</author>', None),
        ("<author>]]></author>", None),
        ("<title>A <i>b</title>", None),
    ],
)
def test_a_child_is_read_alike_however_it_stands(entry: str, children: list[tuple[Any, ...]] | None) -> None:
    plain = '<paper key="1">\n<title>Plain</title>\n</paper>'
    data = f'<papers>\n{plain}<paper key="2">\n{entry}\n</paper>\n{plain}</papers>'.encode()
    found = at_once(data)
    assert found == one_by_one(data)
    assert found[0][-1] == found[-1][-1] == [("title", "Plain", None)]
    if children is None:
        assert any(problems for *_, problems, _, _, _ in found)
    else:
        assert [said[-1] for said in found[1:-1]] == [children]


CHILDREN = st.sampled_from(
    [
        "<author>Ana Lima</author>",
        '<author orcid="0000-1">Bo &eacute;</author>',
        "<title>On <i>x</i>.</title>",
        "<title>On <b>x</b>.</title>",
        "<year>2024</year>",
        "<note>unknown</note>",
        "<title><![CDATA[</book>]]></title>",
        "<!-- <paper>\n<title>no</title>\n</paper> -->",
        "<title>&amp;&#65;</title>",
        "<title>never closed",
        "<title>\x02</title>",
        "<title>&nothing;</title>",
        "<year>1</author>",
        "",
    ]
)
ENTRIES = st.builds(
    lambda name, attributes, children, end: f"<{name}{attributes}>\n" + "\n".join(children) + f"\n</{end or name}>",
    st.sampled_from(["paper", "book", "page"]),
    st.sampled_from(
        [
            "",
            ' key="a/1"',
            ' key="1" mdate="2024-01-02"',
            ' key="&amp;"',
            " key='1'",
            ' xmlns="urn:x" key="1"',
            ' key="1" key="1"',
        ]
    ),
    st.lists(CHILDREN, max_size=4),
    st.sampled_from([None, None, None, None, "paper"]),
)
PARTS = st.one_of(
    ENTRIES, ENTRIES, ENTRIES, st.sampled_from(["\n", "<part>", "</part>", "lost", "<!-- x -->", "<page/>"])
)


@given(st.lists(PARTS, max_size=8), st.integers(1, 400))
def test_both_ways_agree_whatever_the_document(parts: list[str], block_bytes: int) -> None:
    data = ("<papers>\n" + "".join(parts) + "\n</papers>\n").encode()
    assert at_once(data, block_bytes=block_bytes) == at_once(data) == one_by_one(data)


def test_bytes_that_are_not_utf8_cost_one_entry() -> None:
    plain = b'<paper key="1">\n<title>A</title>\n</paper>\n'
    data = b"<papers>" + plain + plain.replace(b"A", b"\xff") + plain + b"</papers>"
    found = at_once(data)
    assert found == one_by_one(data)
    assert [entry[4] for entry in found] == [[], ["encoding:invalid"], []]


def test_a_definition_is_refused() -> None:
    with pytest.raises(UnreadableDump, match="forbidden_dtd"):
        at_once(b'<!DOCTYPE papers [<!ENTITY a "b">]><papers>\n<paper key="1">\n<title>&a;</title>\n</paper></papers>')


def test_an_overlong_element_is_refused_with_its_line() -> None:
    plain = '<paper key="1">\n<title>A</title>\n</paper>\n'
    with pytest.raises(LimitExceeded, match="line 7: an element is longer than 1,000 bytes"):
        at_once(f"{plain}{plain}<paper>{'a' * 2_000}</paper>".encode(), line_bytes=1_000, block_bytes=500)
