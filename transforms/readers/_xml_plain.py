"""How plain XML entries become rows, thousands at once: lxml judges, Polars reads. Knows no source.

A plain entry stands as nearly every record of a dump of flat elements does: its start tag, a child on each line, its
end tag. lxml says whether the text is well-formed, as a parser that builds nothing (three times as fast as one that
builds a tree); Polars reads the lines. Entries that stand otherwise are left to `_xml_rows`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from transforms.readers._markup import Dialect, Stretches
from transforms.readers._xml import Parser

_JUDGED_BYTES = 64 * 1024  # small enough to stay in the processor's cache
_NAME = r"[A-Za-z_][\w.\-]*"
_ATTRIBUTE = rf'{_NAME}="[^"<>&]*"'
_XML_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MOVED_SPACE = ["\t", "\r"]  # white space that XML does not leave as it stands


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a dialect's plain entries stand.

    `children`: the elements in them. `inline`: mark-up without attributes in the text of those. `attribute`: the one
    attribute of children that is wanted.
    """

    children: tuple[str, ...]
    inline: tuple[str, ...]
    attribute: str


@dataclass(frozen=True, kw_only=True)
class Plain:
    """The plain entries among stretches of text, in order; `others` are the places of stretches that are not plain.

    `entries`: `stretch` (its place), `kind`, `raw`, and in lines of the stretch `first_line` and `last_line`, from 0.
    `attributes`: `stretch`, `name`, `text`. `children`: the same, and `attribute`; only those with text. `lines`: how
    many line ends each stretch holds.
    """

    entries: pl.DataFrame
    attributes: pl.DataFrame
    children: pl.DataFrame
    others: list[int]
    lines: pl.Series


class PlainReader:
    """Reads what is plain among the stretches that a Cutter of the same dialect finds."""

    def __init__(self, dialect: Dialect, form: Form, parser: Parser) -> None:
        every = "|".join(map(re.escape, dialect.entries + dialect.skipped))
        skipped = "|".join(map(re.escape, dialect.skipped))
        self._start = rf"<(?:{every})[\s/>]"
        self._skipped_tag = rf"^<(?:{skipped})(?: {_ATTRIBUTE})*>"
        self._skipped_end = rf"</(?:{skipped})>$"
        self._attributes = rf"^(?:{_ATTRIBUTE} )*{_ATTRIBUTE}>$"
        self._tags = pl.Enum([f"<{name}" for name in dialect.entries])
        self._ends = pl.Enum([f"</{name}>" for name in dialect.entries])
        self._kinds = pl.Series(dialect.entries)
        self._parser = parser
        self._lines = _Lines(dialect, form)

    def read(self, stretches: Stretches) -> Plain:
        """The plain entries of `stretches`, each of which ends with the end of an entry."""
        texts = _texts(stretches)
        is_skipped = self._is_skipped(texts["raw"])
        framed = self._framed(texts.filter(~is_skipped))
        if any(space.encode() in stretches.data for space in _MOVED_SPACE):
            framed = framed.filter(~pl.col("raw").str.contains_any(_MOVED_SPACE))
        is_plain = is_skipped | texts["stretch"].is_in(framed["stretch"].implode())
        children, odd = self._lines.children(framed)
        is_plain = is_plain.scatter(odd, False)
        judged = (is_plain & ~is_skipped).arg_true().to_list()
        is_plain = is_plain.scatter(self._ill_formed(stretches, judged), False)
        entries = framed.filter(is_plain.gather(framed["stretch"]))
        return Plain(
            entries=entries.select("stretch", "kind", "raw", "first_line", "last_line"),
            attributes=_attributes(entries),
            children=children.filter(is_plain.gather(children["stretch"])),
            others=(~is_plain).arg_true().to_list(),
            lines=texts["lines"],
        )

    def _is_skipped(self, raw: pl.Series) -> pl.Series:
        """Which are one skipped element. Nobody looks into it, so no other may begin in it."""
        likely = (raw.str.contains(self._skipped_tag) & raw.str.contains(self._skipped_end)).arg_true()
        alone = raw.gather(likely).str.count_matches(self._start) == 1
        return pl.repeat(False, len(raw), eager=True).scatter(likely, alone)

    def _framed(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Those whose first line is a start tag and whose last one its end. `children` are the lines between."""
        lines = texts["raw"].str.split("\n")
        height = lines.list.len().cast(pl.Int64)
        tag, attributes = _split(lines.list.first(), " ")
        kind = tag.cast(self._tags, strict=False).to_physical()
        end = lines.list.last().cast(self._ends, strict=False).to_physical()
        is_framed = (kind == end) & (height > 1) & attributes.str.contains(self._attributes)
        is_framed &= ~attributes.str.contains('xmlns="', literal=True)  # no attribute to XML
        return (
            texts.with_columns(
                kind=self._kinds.gather(kind),
                attributes=attributes,
                last_line=pl.col("first_line") + height - 1,
                children=lines,
            )
            .filter(is_framed.fill_null(value=False))
            .with_columns(pl.col("children").list.slice(1, pl.col("children").list.len() - 2))
        )

    def _ill_formed(self, stretches: Stretches, places: list[int]) -> list[int]:
        """Which of the stretches at `places` are not well-formed. A good one beside them may be among them."""
        starts, found = [0, *stretches.ends], []
        start = 0
        while start < len(places):
            group: list[bytes] = []
            size = 0
            while size < _JUDGED_BYTES and start + len(group) < len(places):
                at = places[start + len(group)]
                group.append(stretches.data[starts[at] : starts[at + 1]])
                size += len(group[-1])
            wrong = self._parser.wrong_line(b"".join(group))
            if wrong is None:
                start += len(group)
                continue
            ends = accumulate((text.count(b"\n") for text in group), initial=1)
            before = max(sum(end < wrong for end in ends) - 1, 0)
            found.append(places[start + before])
            start += before + 1
        return found


class _Lines:
    """Reads lines that are one child each."""

    def __init__(self, dialect: Dialect, form: Form) -> None:
        entities = {**dialect.entities, **_XML_ENTITIES}
        self._entities, self._characters = [f"&{name};" for name in entities], list(entities.values())
        self._inline = rf"</?(?:{'|'.join(form.inline)})>"
        self._head = rf"^<{_NAME}(?: {_ATTRIBUTE})*$"
        self._wanted = rf' {form.attribute}="([^"]*)"'
        self._names = pl.Series(form.children)
        self._heads = pl.Enum([f"<{name}" for name in form.children])
        self._ends = pl.Enum([f"{name}>" for name in form.children])

    def children(self, entries: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """The children with text, and the places of stretches with a line that is anything else than a child."""
        exploded = entries.select("stretch", "children").explode("children")
        line, stretch = exploded["children"], exploded["stretch"]
        marked = (line.str.count_matches("<", literal=True) != 2).arg_true()
        bare = line.gather(marked).str.replace_all(self._inline, "")
        line = line.scatter(marked, bare)
        head, behind = _split(line, ">")
        text, end = _split(behind, "</")
        head, attribute, odd_heads = self._without_attributes(head)
        text, odd_texts = self._with_characters(text)
        code = head.cast(self._heads, strict=False).to_physical()
        is_child = (code == end.cast(self._ends, strict=False).to_physical()).fill_null(value=False)
        rows = pl.DataFrame(
            {"stretch": stretch, "name": self._names.gather(code), "text": text, "attribute": attribute}
        )
        odd_marks = marked.filter(bare.str.count_matches("<", literal=True) != 2)
        odd = pl.concat([(~is_child).arg_true(), odd_marks, odd_heads, odd_texts])
        return rows.filter(pl.col("text") != ""), stretch.gather(odd).unique()

    def _without_attributes(self, head: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
        """Heads up to their attributes, the wanted attribute, and the places of heads that cannot be read so."""
        places = head.str.contains(" ", literal=True).arg_true()
        full = head.gather(places)
        wanted = pl.repeat(None, len(head), dtype=pl.String, eager=True).scatter(places, full.str.extract(self._wanted))
        odd = places.filter(~full.str.contains(self._head))
        return head.scatter(places, _split(full, " ")[0]), wanted, odd

    def _with_characters(self, text: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Texts with characters for their names, and the places of texts with other references."""
        places = text.str.contains("&", literal=True).arg_true()
        named = text.gather(places)
        others = named.str.replace_many(self._entities, [""] * len(self._entities)).str.contains("&", literal=True)
        return text.scatter(places, named.str.replace_many(self._entities, self._characters)), places.filter(others)


def _texts(stretches: Stretches) -> pl.DataFrame:
    """`stretch`, `raw` without the line end before it `first_line`, and all `lines`."""
    stop = pl.Series(stretches.ends, dtype=pl.Int64)
    start = stop.shift(1, fill_value=0)
    data = pl.Series([stretches.data], dtype=pl.Binary).new_from_index(0, len(stop))
    found = pl.DataFrame({"data": data, "start": start, "stop": stop}).with_row_index("stretch")
    found = found.with_columns(first_line=(pl.col("data").bin.slice("start", 1) == b"\n").cast(pl.Int64))
    begin = pl.col("start") + pl.col("first_line")
    raw = found.select(pl.col("data").bin.slice(begin, pl.col("stop") - begin)).to_series()
    try:
        text = raw.cast(pl.String)
    except pl.exceptions.ComputeError:
        # lxml, which is shown the bytes, says where they are not UTF-8.
        text = pl.Series([each.decode("utf-8", "replace") for each in raw], dtype=pl.String)
    lines = text.str.count_matches("\n", literal=True).cast(pl.Int64) + found["first_line"]
    return found.select("stretch", "first_line", raw=text, lines=lines)


def _split(texts: pl.Series, mark: str) -> tuple[pl.Series, pl.Series]:
    """What stands before the first `mark`, and what behind it (NULL where there is none)."""
    parts = texts.str.splitn(mark, 2).struct.unnest()
    return parts["field_0"], parts["field_1"]


def _attributes(entries: pl.DataFrame) -> pl.DataFrame:
    """The attributes of entries, `a="b" c="d">`, one a row."""
    each = entries.select("stretch", pl.col("attributes").str.strip_suffix('">').str.split('" ')).explode("attributes")
    name, text = _split(each["attributes"], '="')
    return pl.DataFrame({"stretch": each["stretch"], "name": name, "text": text})
