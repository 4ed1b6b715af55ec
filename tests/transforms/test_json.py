"""Bytes become the same records whatever form they stand in, and one damaged record costs one record."""

from __future__ import annotations

import io
import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers._contract import FIELDS, PLACE, Bounds, Head
from transforms.readers._json import Record, read_entries
from transforms.readers._json_sample import sample
from transforms.readers._json_values import TRUNCATED

RAW = pl.Schema({**PLACE, "title": pl.String, "upvotes": pl.Int32, "extra": FIELDS["extra"]})


class _Paper(Record, gc=False):
    title: str | None = None
    upvotes: int | None = None


def fields(paper: _Paper) -> dict[str, object]:
    return {"title": paper.title, "upvotes": paper.upvotes}


def read(data: bytes, **bounds: int) -> pl.DataFrame:
    return pl.concat([RAW.to_frame(), *read_entries(io.BytesIO(data), Bounds(**bounds), _Paper, fields, RAW)])


def problems(data: bytes, **bounds: int) -> list[list[str]]:
    return read(data, **bounds)["problems"].to_list()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
papers = st.fixed_dictionaries({"title": st.text(max_size=12)}, optional={"note": values, "{": values, "]": values})


def as_lines(records: list[object], dumped: list[str]) -> str:
    return "\n".join(dumped)


def as_array(records: list[object], dumped: list[str]) -> str:
    return json.dumps(records, ensure_ascii=False)


def as_pretty_array(records: list[object], dumped: list[str]) -> str:
    return json.dumps(records, ensure_ascii=False, indent=2)


def as_results(records: list[object], dumped: list[str]) -> str:
    return json.dumps({"meta": {"count": "]}"}, "results": records, "behind": [{"x": "{"}]}, ensure_ascii=False)


def as_message_items(records: list[object], dumped: list[str]) -> str:
    return json.dumps({"status": "ok", "message": {"items": records, "total": 1}}, ensure_ascii=False, indent=1)


FORMS = [as_lines, as_array, as_pretty_array, as_results, as_message_items]


@pytest.mark.parametrize("form", FORMS)
@given(records=st.lists(papers, min_size=1, max_size=6), block_bytes=st.sampled_from([7, 64, 1_000_000]))
def test_every_form_holds_the_same_records(form: object, records: list[dict[str, object]], block_bytes: int) -> None:
    dumped = [json.dumps(record, ensure_ascii=False) for record in records]
    found = read(form(records, dumped).encode("utf-8"), block_bytes=block_bytes)
    assert found["title"].to_list() == [record["title"] for record in records]
    assert [json.loads(raw) for raw in found["raw"]] == records
    assert found["position"].to_list() == list(range(len(records)))
    assert found["problems"].list.len().sum() == 0


@given(data=st.binary(max_size=60), block_bytes=st.sampled_from([1, 16, 1_000]))
@pytest.mark.parametrize("before", [b"", b"[", b'{"results": [', b'[{"title": "x"}, '])
def test_no_bytes_make_it_fail_and_blocks_change_nothing(before: bytes, data: bytes, block_bytes: int) -> None:
    whole = read(before + data)
    assert read(before + data, block_bytes=block_bytes).equals(whole)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"title": "a"', "json:invalid"),
        ('{"title": "a"} {"title": "b"}', "json:invalid"),
        ('{"title": NaN}', "json:invalid"),
        ('{"x": -Infinity}', "json:invalid"),
        ('{"title": "a\x00"}', "json:invalid"),
        ('{"title": "a\\x"}', "json:invalid"),
        ("{'title': 'a'}", "json:invalid"),
        ("[1]", "json:not_an_object"),
        ("null", "json:not_an_object"),
        ('"text"', "json:not_an_object"),
        ('{"title": ["a"]}', "json:unexpected_type"),
        ('{"x": ' + "[" * 5_000 + "]" * 5_000 + "}", "json:too_deep"),
        ('{"title": "\\udc00"}', "encoding:invalid"),
        ('{"title": "' + "a" * 3_000 + '"}', "line:too_long"),
    ],
)
def test_a_bad_line_is_one_reject(line: str, problem: str) -> None:
    data = f'{{"title": "before"}}\n{line}\n{{"title": "behind"}}\n'.encode()
    limit = 2_000 if problem == "line:too_long" else 1_000_000
    found = read(data, line_bytes=limit)
    assert found["problems"].to_list() == [[], [problem], []]
    assert found["title"].to_list()[::2] == ["before", "behind"]
    assert found["line_start"].to_list() == [1, 2, 3]
    assert found["raw"][1] == line


def test_bytes_that_are_not_utf8_are_kept_as_far_as_they_can_be() -> None:
    found = read(b'{"title": "caf\xe9"}\n{"title": "b", "x": "\xff"}\n{"title": "c"}\n')
    assert found["problems"].to_list() == [["encoding:invalid"], ["encoding:invalid"], []]
    assert found["raw"].to_list()[0] == '{"title": "caf\ufffd"}'


COMPACT = '[{"title":"a","in":[{"title":1}]},{"title":%s,"in":[{"title":2}]},{"title":"c","in":[{"title":3}]}]'
PRETTY = json.dumps(json.loads(COMPACT % '"DAMAGE"'), indent=2).replace('"DAMAGE"', "%s")


@pytest.mark.parametrize("damage", ["NaN", '"\\x"', "nonsense", '"b" "b"', ":"])
@pytest.mark.parametrize("text", [COMPACT, PRETTY])
def test_a_bad_element_is_one_reject(text: str, damage: str) -> None:
    found = read((text % damage).encode())
    assert found["title"].to_list() == ["a", None, "c"]
    assert found["problems"].to_list() == [[], ["json:invalid"], []]


@pytest.mark.parametrize("damage", ['"b', '"\\"', "[[", "}", "}}]", "{"])
def test_a_bad_element_of_a_pretty_array_ends_where_the_next_begins_even_if_brackets_do_not_balance(
    damage: str,
) -> None:
    found = read((PRETTY % damage).encode())
    assert found["title"].to_list() == ["a", None, "c"]
    assert found["problems"].to_list()[0] == found["problems"].to_list()[2] == []


def test_numbers_where_text_is_declared_stay_as_printed() -> None:
    found = read(b'{"title": 1207.7210, "upvotes": "12", "x": 1.50}')
    assert found.select("title", "upvotes", "extra").row(0) == ("1207.7210", 12, '{"x":1.50}')


def test_the_last_of_two_equal_keys_counts() -> None:
    assert read(b'{"title": "a", "title": "b"}')["title"].to_list() == ["b"]


def test_unread_members_go_to_extra_as_they_stand_unless_empty() -> None:
    data = '{"title": "a", "b": 1e2, "c": null, "d": [], "e": "", "f": {}, "\\u00e9": "\u2028"}'.encode()
    assert read(data)["extra"].to_list() == ['{"b":1e2,"é":"\u2028"}']


def read_knowing(data: bytes, kept: tuple[str, ...]) -> pl.DataFrame:
    stream = io.BytesIO(data)
    return pl.concat(read_entries(stream, Bounds(), _Paper, fields, RAW, kept=kept, left_out=("seen",)))


@pytest.mark.parametrize(
    "line",
    [
        b'{"title": "a", "note": 1.50, "seen": 2}',
        b'{"seen": 2, "note": [ ], "title": "a"}',
        b'{"note": null, "x": [], "seen": 2}',
        b'{"title": "a", "note": 1, "note": 1e2, "\\u0078": 3}',
        b'{"title": 1207.7210, "note": {"x": null}}',
        b'{"title": ["a"], "note": 1}',
        b'{"title": "a", "note": "\\ud800"}',
        b'{"title": "\\ud800", "note": 1}',
        b'{"title": "a", "note": "\xff"}',
        b'{"title": "a", "\xff": 1}',
        b'{"title": "a", "\xff": 1, "note": NaN}',
        b'{"title": "a", "note": NaN}',
        b'{"title": "a", "note": 1} 2',
        b"null",
        b'[{"title": "a",\n "note": [ 1,\n 2 ]},\n {"title": "b",\n "note": [ ], "x": 1}]',
    ],
)
@pytest.mark.parametrize("kept", [("note",), ("note", "x")])
def test_members_that_are_known_by_name_are_taken_in_one_pass_and_are_the_same(
    line: bytes, kept: tuple[str, ...]
) -> None:
    assert read_knowing(line, kept).equals(read_knowing(line, ()))


def test_members_that_nobody_knew_stand_beside_those_that_are_known() -> None:
    data = b'{"title": "a", "note": 1.50, "seen": 2}\n{"title": "b", "x": 3, "note": 4, "seen": 5}'
    assert read_knowing(data, ("note",))["extra"].to_list() == ['{"note":1.50}', '{"x":3,"note":4}']


@pytest.mark.parametrize("data", [b'[{"title": "a"}', b'[{"title": "a"},', b'{"results": [{"title": "a"}, '])
def test_an_array_that_is_never_closed_is_marked(data: bytes) -> None:
    assert problems(data) == [[], [TRUNCATED]]


def test_an_array_cut_off_within_an_element_ends_with_that_one() -> None:
    assert problems(b'[{"title": "a"}, {"title": "b') == [[], [TRUNCATED]]


def test_objects_behind_one_another_are_records() -> None:
    data = b'{\n "title": "a"\n}\n{\n "title": "b"\n}\n'
    found = read(data)
    assert found["title"].to_list() == ["a", "b"]
    assert found.select("line_start", "line_end").rows() == [(1, 3), (4, 6)]


def test_several_arrays_in_one_file_are_all_read() -> None:
    assert read(b'[{"title": "a"}]\n[{"title": "b"}]')["title"].to_list() == ["a", "b"]


@pytest.mark.parametrize("data", [b"[]", b"[\n]\n", b'{"results": []}', b""])
def test_an_empty_array_holds_nothing(data: bytes) -> None:
    assert read(data).is_empty()


def test_an_element_that_is_too_long_is_let_go() -> None:
    data = json.dumps([{"title": "a"}, {"title": "b" * 5_000}, {"title": "c"}]).encode()
    found = read(data, line_bytes=1_000, block_bytes=512)
    assert found["problems"].to_list() == [[], ["line:too_long"], []]
    assert found["title"][2] == "c"


def test_a_sample_shows_the_members_of_an_object_that_the_head_cuts_off() -> None:
    head = Head(data=b'{"id": "x", "title": "a", "abstract": "cut he', is_whole=False)
    assert sample(head).objects == ({"id": "x", "title": "a", "abstract": None},)
