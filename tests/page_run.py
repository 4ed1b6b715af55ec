"""Run a page of the dashboard without a browser, and read what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from dashboard.app import ENTRIES

# Each AppTest reads the metadata of every installed package, for components in them: more work than most pages.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

PAGES = [entry.name for entry in ENTRIES]
SECONDS = 30
# Elements that do not part the words around them.
INLINE = {"a", "mark"}


@dataclass
class Markup(HTMLParser):
    """What our HTML is made of: its text, its elements, where its links lead, and each of them with its label."""

    words: list[str] = field(default_factory=list)
    elements: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)
    labels: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._link: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.add(tag)
        self.attributes |= set(given)
        self.handle_data("" if tag in INLINE else " ")
        if tag == "a":
            self._link = given["href"] or ""
            self.links.setdefault(self._link, "")
            self.labels.append((self._link, ""))

    def handle_endtag(self, tag: str) -> None:
        self.handle_data("" if tag in INLINE else " ")
        if tag == "a":
            self._link = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._link is not None:
            self.links[self._link] += data
            self.labels[-1] = (self._link, self.labels[-1][1] + data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def run(page: str, **address: str) -> AppTest:
    """One page run at this address. PAPERTIDE_HOME says which warehouse."""
    script = f"from dashboard.app import main\nmain(first={page!r})"
    test = AppTest.from_string(script, default_timeout=SECONDS)
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception, test.exception[0].message
    return test


def markup(test: AppTest) -> Markup:
    """All our HTML of the page, without the style sheet."""
    found = Markup()
    for element in test.html:
        if not element.value.startswith("<style>"):
            found.feed(element.value)
    return found


def labels(test: AppTest) -> list[str]:
    """Every string that Streamlit reads as Markdown."""
    kinds = ("markdown", "caption", "title", "header", "subheader", "page_link", "info", "warning", "error", "success")
    shown = [element.value for kind in kinds for element in getattr(test, kind)]
    widgets = ("button", "download_button", "text_input", "selectbox", "multiselect", "slider", "expander")
    shown += [element.label for kind in widgets for element in getattr(test, kind)]
    return [str(value) for value in shown]
