"""Tables and small pieces that pages share, as HTML: they wrap, can be read aloud, and show text as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import words
from dashboard.markup import Html, joined, tag
from dashboard.palette import OTHER_SOURCES


@dataclass(frozen=True, kw_only=True)
class Head:
    """One column: its heading, whether it holds figures, sentences, or what must not be broken, as dates are; and
    whether narrow screens drop it.
    """

    label: object
    is_figure: bool = False
    is_sentence: bool = False
    is_unbroken: bool = False
    is_dropped_when_narrow: bool = False

    @property
    def classes(self) -> str | None:
        """CSS classes of its cells."""
        named = (
            ("figure", self.is_figure),
            ("sentence", self.is_sentence),
            ("unbroken", self.is_unbroken),
            ("wide-only", self.is_dropped_when_narrow),
        )
        return " ".join(name for name, is_on in named if is_on) or None


def table(heads: Sequence[Head], rows: Iterable[Sequence[object]], *, caption: str, is_prose: bool = False) -> Html:
    """A table; `caption` is for who cannot see it.

    On narrow screens the cells of prose stand below each other, those after the first with their heading.
    """
    top = tag("tr", *(tag("th", head.label, scope="col", class_=head.classes) for head in heads))
    labels = [head.label or None if is_prose and place else None for place, head in enumerate(heads)]
    body = [
        tag(
            "tr",
            *(
                tag("td", cell, class_=head.classes, data_label=label if cell != "" else None)
                for head, label, cell in zip(heads, labels, row, strict=True)
            ),
        )
        for row in rows
    ]
    content = tag("table", tag("caption", caption, class_="unseen"), tag("thead", top), tag("tbody", *body))
    return tag(
        "div",
        content,
        class_="pt-table prose" if is_prose else "pt-table",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def field_change(row: dict[str, Any]) -> list[object]:
    """Cells of one drift event (`metric | field | before | now`): which change, of which field, from what to what."""
    return [badge(row["metric"].removeprefix("field:"), "warn"), row["field"], f"{row['before']} → {row['now']}"]


def facts(pairs: Iterable[tuple[str, object]]) -> Html:
    """Names and values, one below the other."""
    return tag("dl", *(joined((tag("dt", name), tag("dd", value))) for name, value in pairs), class_="pt-facts")


def badge(label: str, kind: str = "plain") -> Html:
    """A small label: `plain`, `good`, `warn` or `bad`."""
    return tag("span", label, class_=f"pt-badge {kind}")


def verdict_badge(verdict: str) -> Html:
    """An audit's verdict in words and colour."""
    kind = {"PUBLISH": "good", "WARN": "warn", "HOLD": "bad"}.get(verdict, "plain")
    return badge(words.VERDICT_WORDS.get(verdict, verdict), kind)


def bar(parts: Sequence[tuple[str, int]], *, whole: int) -> Html:
    """One horizontal bar of named parts (`kind`, amount), as shares of `whole`."""
    said = ", ".join(f"{words.number(amount)} {kind}" for kind, amount in parts)
    pieces = [
        tag("span", class_=f"part {kind}", style=f"width:{100 * amount / whole:.2f}%")
        for kind, amount in parts
        if amount and whole
    ]
    return tag("span", *pieces, class_="pt-bar", role="img", aria_label=said, title=said)


def legend(names: Sequence[str], kinds: Sequence[str] = ()) -> Html:
    """Which colour is what: names in the order of the categories, or of the given `kinds` of a bar."""
    classes = kinds or [f"c{place}" for place in range(len(names))]
    keys = (tag("span", name, class_=kind) for name, kind in zip(names, classes, strict=True))
    return tag("div", *keys, class_="pt-legend")


def source_legend(places: Mapping[str, int], others: Sequence[str] = ()) -> Html:
    """Which colour is which source; `others` are those that stand together."""
    said = {OTHER_SOURCES: f"{OTHER_SOURCES} ({len(others)})"}
    keys = (
        tag("span", said.get(name, name), class_=f"c{place}", title=words.listed(others) if name in said else None)
        for name, place in places.items()
    )
    return tag("div", *keys, class_="pt-legend")


def note(*parts: object) -> Html:
    """Small print under a block."""
    return tag("p", *parts, class_="pt-note")


def strip(*parts: object, kind: str = "warn") -> Html:
    """A line across the page that must not be missed: `warn` or `bad`."""
    return tag("div", *parts, class_=f"pt-strip {kind}", role="status")
