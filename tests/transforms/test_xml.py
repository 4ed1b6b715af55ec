"""How XML is cut and parsed: what is an entry, what is damage, what is refused."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.errors import LimitExceeded, UnreadableDump
from transforms.readers._contract import Bounds, Head
from transforms.readers._markup import Dialect
from transforms.readers._xml import children, local_name, read_entries, root_of, text_in

DIALECT = Dialect(
    entries=("paper",),
    openings=("volume",),
    skipped=("front",),
    furniture=("papers", "note"),
    entities={"eacute": "é"},
)


def seen(text: str | bytes, **bounds: int) -> list[tuple[str, str | None, int, int]]:
    """(text or opening, problem, first line, last line) of every entry."""
    data = text if isinstance(text, bytes) else text.encode()
    found = []
    for entry in read_entries(io.BytesIO(data), DIALECT, Bounds(**bounds)):
        if entry.element is None:
            words = entry.raw.strip()
        elif entry.is_opening:
            words = f"volume {entry.element.get('id')}"
        else:
            words = text_in(entry.element) or ""
        found.append((words, entry.problem, entry.line_start, entry.line_end))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<papers><paper>a</paper>\n<paper>b\n</paper></papers>", [("a", None, 1, 1), ("b\n", None, 2, 3)]),
        ("<papers><paper/><paper id='>'/></papers>", [("", None, 1, 1), ("", None, 1, 1)]),
        ("<papers><x:paper>a</x:paper></papers>", [("a", None, 1, 1)]),
        ("<papers xmlns:x='u'><x:paper x:id='1'>a<x:b>c</x:b></x:paper></papers>", [("ac", None, 1, 1)]),
        ("<papers><!-- <paper>no</paper> --><paper>a<!-- </paper> -->b</paper></papers>", [("ab", None, 1, 1)]),
        ("<papers><paper><![CDATA[</paper>]]></paper></papers>", [("</paper>", None, 1, 1)]),
        ("<papers><front><title>no</title></front><paper>a</paper></papers>", [("a", None, 1, 1)]),
        ("<papers><volume id='7'><paper>a</paper></volume></papers>", [("volume 7", None, 1, 1), ("a", None, 1, 1)]),
        ("<paper>a</paper><paper>b</paper>", [("a", None, 1, 1), ("b", None, 1, 1)]),
        ("<papers><paper>caf&eacute; &lt;</paper></papers>", [("café <", None, 1, 1)]),
        ("<papers><paper>a</paper></papers><?xml version='1.0'?>\n<papers/>", [("a", None, 1, 1)]),
    ],
)
def test_an_entry_is_found_by_its_tags(text: str, expected: list[tuple[str, str | None, int, int]]) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("<paper><b>x</paper>", "xml:invalid"),
        ("<paper>x", "xml:invalid"),
        ("x</paper>", "xml:invalid"),
        ("<paper>&unknown;</paper>", "xml:undefined_entity"),
        ("<paper>\x01</paper>", "xml:invalid_character"),
        ("<papre>x</papre>", "xml:unknown_element"),
        ("lost words", "xml:stray_text"),
        ("</wrong>", "xml:unknown_element"),
        ("</note>", "xml:invalid"),
        ("<paper><!DOCTYPE x [<!ENTITY a 'b'>]>&a;</paper>", "xml:invalid"),
    ],
)
def test_damage_costs_one_entry_and_is_never_passed_over(damage: str, problem: str) -> None:
    found = seen(f"<papers>\n<paper>a</paper>\n{damage}\n<paper>b</paper>\n</papers>")
    assert [entry[:2] for entry in found] == [("a", None), (damage, problem), ("b", None)]
    assert found[1][2] == 3


def test_bytes_that_are_not_utf8_cost_one_entry() -> None:
    found = seen(b"<papers><paper>a</paper><paper>\xff</paper><paper>b</paper></papers>")
    assert [entry[1] for entry in found] == [None, "encoding:invalid", None]


@pytest.mark.parametrize("cut", ["<paper>b", "<paper>b</pa", "", "</pap", "<note>", "<!-- half"])
def test_a_dump_that_ends_early_says_so(cut: str) -> None:
    found = seen(f"<papers><paper>a</paper>{cut}")
    assert found[0] == ("a", None, 1, 1)
    assert [entry[1] for entry in found[1:]] in (["xml:truncated"], ["xml:stray_text", "xml:truncated"])


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a "b">',
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">',
        '<!ENTITY secret SYSTEM "file:///etc/hostname">',
        '<!ENTITY % remote SYSTEM "http://example.org/x.dtd"> %remote;',
        "<!ELEMENT papers ANY>",
    ],
)
def test_declarations_in_the_file_are_refused_whole(subset: str) -> None:
    with pytest.raises(UnreadableDump, match="forbidden_dtd"):
        seen(f"<!DOCTYPE papers [{subset}]><papers><paper>&a;</paper></papers>")


@pytest.mark.parametrize("doctype", ['SYSTEM "papers.dtd"', 'PUBLIC "-//X//Y" "http://example.org/papers.dtd"', ""])
def test_a_named_definition_is_not_fetched(doctype: str) -> None:
    assert seen(f"<!DOCTYPE papers {doctype}><papers><paper>a</paper></papers>") == [("a", None, 1, 1)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "iso-8859-1", "windows-1252"])
def test_encodings_are_read_as_declared_or_marked(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    data = f"{declared}<papers><paper>ü</paper></papers>".encode(encoding)
    assert seen(data) == [("ü", None, 1, 1)]
    assert root_of(Head(data=data, is_whole=True)) is not None


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(UnreadableDump, match="'klingon'"):
        seen('<?xml version="1.0" encoding="klingon"?><papers><paper>a</paper></papers>')


def test_an_overlong_element_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="line 1: an element is longer than 1,000 bytes"):
        seen(f"<papers><paper>{'a' * 2_000}</paper></papers>", line_bytes=1_000, block_bytes=500)


def test_memory_is_flat() -> None:
    page = b"<front><title>Home Page</title></front>\n" * 1_000
    blocks = [b"<papers>", *[page + b"<paper>a</paper>"] * 400, b"</papers>"]

    class Stream(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return blocks.pop(0) if blocks else b""

    tracemalloc.start()
    found = sum(1 for _ in read_entries(Stream(), DIALECT, Bounds()))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == 400
    assert peak < 4_000_000, f"{peak:,} bytes for 16 MB of elements that are no entries"


@given(st.lists(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"])), max_size=8), st.integers(1, 200))
def test_every_entry_comes_back_whatever_the_blocks(texts: list[str], block_bytes: int) -> None:
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for text in texts]
    legal = [
        text
        for text in escaped
        if not set(text) & {"\ufffe", "\uffff"} and not any("\x7f" <= c <= "\x9f" for c in text)
    ]
    document = "<papers>" + "".join(f"<paper>{text}</paper>\n" for text in legal) + "</papers>"
    found = seen(document, block_bytes=block_bytes)
    assert [entry[1] for entry in found] == [None] * len(legal)
    assert [entry[2] for entry in found] == list(range(1, len(legal) + 1))


def test_names_and_text_of_elements() -> None:
    document = '<papers><paper xmlns="urn:x"><title>A <b>bold</b> CO<sub>2</sub>\n</title><a/><a/></paper></papers>'
    (entry,) = read_entries(io.BytesIO(document.encode()), DIALECT, Bounds())
    assert entry.element is not None
    fields = children(entry.element)
    assert {name: len(found) for name, found in fields.items()} == {"title": 1, "a": 2}
    assert local_name(entry.element) == "paper"
    assert text_in(fields["title"][0]) == "A bold CO2\n"
    assert text_in(fields["a"][0]) is None
    assert text_in(None) is None
