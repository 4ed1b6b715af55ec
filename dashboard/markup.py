"""The only place that makes HTML. Whatever is not `Html` is text and is escaped; links are built and checked here.

Text from dumps never reaches Streamlit's Markdown (it has no reliable escape): pages compose `tag(...)` and draw it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlsplit

import streamlit as st

from dashboard.words import UNKNOWN
from transforms.schema.core import ARXIV_ID, DOI
from transforms.search.marks import spans

_VOID = {"br", "hr", "col"}
_UNSAFE_IN_URL = re.compile(r"[\s<>\"'`\\{}|^\x00-\x1f\x7f]")
# Where an identifier leads; what does not fit its pattern is shown and not linked.
_RESOLVERS = {
    "arxiv": (re.compile(ARXIV_ID), "https://arxiv.org/abs/"),
    "doi": (re.compile(DOI), "https://doi.org/"),
    "openreview": (re.compile(r"^[\w\-]+$"), "https://openreview.net/forum?id="),
    "acl": (re.compile(r"^[\w.\-]+$"), "https://aclanthology.org/"),
    "dblp": (re.compile(r"^[\w./\-]+$"), "https://dblp.org/rec/"),
    "openalex": (re.compile(r"^W\d+$"), "https://openalex.org/"),
    "s2": (re.compile(r"^[0-9a-f]{40}$"), "https://www.semanticscholar.org/paper/"),
    "pmid": (re.compile(r"^\d{1,9}$"), "https://pubmed.ncbi.nlm.nih.gov/"),
}


class Html(str):
    """Markup that this module made. Joining it with text loses the mark, and it is escaped again: safe, if ugly."""

    __slots__ = ()


def text(value: object) -> Html:
    """Anything as text; nothing at all as `unknown`."""
    if isinstance(value, Html):
        return value
    return Html(html.escape(UNKNOWN if value is None else str(value), quote=True))


def tag(name: str, *children: object, **attributes: object) -> Html:
    """`<name attributes>children</name>`; `class_` is `class`, `aria_label` is `aria-label`. None leaves one out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{joined(children)}</{name}>")


def joined(parts: Iterable[object], separator: object = "") -> Html:
    """Parts one after the other."""
    return Html(str(text(separator)).join(str(text(part)) for part in parts))


def draw(*parts: object) -> None:
    """Put markup on the page; nothing, where there is none."""
    if body := str(joined(parts)):
        st.html(body)


def is_web_address(url: str) -> bool:
    """Whether a URL may become a link: http or https, a plain host, no credentials, nothing that needs escaping."""
    if len(url) > 2_000 or _UNSAFE_IN_URL.search(url):
        return False
    try:
        address = urlsplit(url)
        return address.scheme in {"http", "https"} and bool(address.hostname) and "@" not in address.netloc
    except ValueError:
        return False


def external(label: object, url: str | None) -> Html:
    """A link to another host, in a new tab; only text where the URL is not one that may be linked."""
    if url is None or not is_web_address(url):
        return text(label)
    return tag("a", label, href=url, target="_blank", class_="out")


def identifier(scheme: str, value: str) -> Html:
    """An identifier, linked where it has the form of its scheme."""
    pattern, prefix = _RESOLVERS.get(scheme, (None, ""))
    if pattern is None or not pattern.fullmatch(value):
        return text(value)
    return external(value, prefix + quote(value, safe="/.-_()"))


def marked(content: str, needles: Sequence[str]) -> Html:
    """Text in which the needles (`transforms.search.marks.spans`) are marked."""
    parts: list[object] = []
    done = 0
    for start, end in spans(content, needles):
        parts += [content[done:start], tag("mark", content[start:end])]
        done = end
    return joined([*parts, content[done:]])


def with_code(sentence: str) -> Html:
    """A sentence of ours in which what stands between backticks is a command."""
    parts = sentence.split("`")
    return joined(tag("code", part) if place % 2 else part for place, part in enumerate(parts))


def excerpt(content: str, needles: Sequence[str], *, characters: int = 260) -> str:
    """About two lines of a text, from the sentence or word before the first needle on."""
    first = next((start for start, _ in spans(content, needles)), 0)
    start = max(0, first - 80) if first > characters - 60 else 0
    if start:
        start = content.find(" ", start) + 1
    cut = content[start : start + characters]
    end = "…" if start + characters < len(content) else ""
    return ("… " if start else "") + (cut.rsplit(" ", 1)[0] if end and " " in cut else cut) + end
