"""Whatever text a dump carries, a browser shows it as text: nothing runs, nothing is fetched, nothing is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import hostile_warehouse
import pytest
import small_warehouse
from hostile_warehouse import STRINGS, TERMS
from served_dashboard import Seen, fits, in_a_browser, new_page, serve, show, unfold

from dashboard.views.papers import PER_PAGE

_PAPER = small_warehouse.listings()["paper_id"][0]
_SCRIPT, _TERM = STRINGS[0], TERMS[0]
# Nothing of ours is made of these.
_FOREIGN = ", ".join(
    f".stHtml {name}" for name in ("script", "img", "svg", "iframe", "object", "embed", "form", "link")
)

pytestmark = in_a_browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("hostile") / "home"
    hostile_warehouse.publish(home)
    with serve(home) as url:
        yield url


# Addresses, and the texts that stand on one of them at least.
WALKS = {
    "titles": ([f"papers?sort=title&p={number + 1}" for number in range(len(STRINGS) // PER_PAGE + 1)], STRINGS),
    "venues": (["venues", "venues?p=2"], STRINGS),
    "names": (["authors", "authors?p=2"], STRINGS),
    "file names": (["dumps"], STRINGS),
    "reasons": (["rejects"], STRINGS),
    "evidence": (["matches"], STRINGS),
    "checks": (["quality"], STRINGS[::9]),
    "one of each": (
        [
            f"paper?id={_PAPER}",
            f"venues?venue={quote(_SCRIPT)}",
            f"sources?src=aitopics_text&venue={quote(STRINGS[-2])}",
            f"dumps?dump={small_warehouse.dump_id(0)}",
            f"rejects?why={quote(STRINGS[3])}",
            f"papers?term={quote(_TERM)}",
        ],
        [_SCRIPT, STRINGS[3], STRINGS[-2], _TERM],
    ),
    "terms": ([f"rising?term={quote(_TERM)}", f"trends?t={quote(','.join(TERMS[:4]))}", "trends"], TERMS[:4]),
}


def shown(page: object) -> str:
    return " ".join(page.locator("body").inner_text().split())


@pytest.mark.parametrize("walk", WALKS)
def test_every_text_is_text(served: str, browser: object, walk: str) -> None:
    addresses, expected = WALKS[walk]
    seen = Seen()
    page = new_page(browser, seen)
    texts = []
    for address in addresses:
        show(page, f"{served}/{address}")
        unfold(page)
        texts.append(shown(page))
        assert page.locator(_FOREIGN).count() == 0, address
        page.set_viewport_size({"width": 390, "height": 1000})
        assert fits(page), f"{address} is wider than 390 pixels"
        page.set_viewport_size({"width": 1440, "height": 1000})
    page.close()
    assert [said for said in expected if not any(said in text for text in texts)] == []
    seen.assert_nothing()


def test_a_tooltip_shows_a_term_as_text(served: str, browser: object) -> None:
    seen = Seen()
    page = new_page(browser, seen)
    for term in (TERMS[0], "datum.constructor.constructor('alert(29)')() study 59", "']; alert(30); datum[' study 60"):
        show(page, f"{served}/trends?t={quote(term)}")
        page.locator(".stVegaLiteChart .mark-symbol.role-mark path").first.hover()
        page.locator("#vg-tooltip-element").get_by_text(term, exact=True).wait_for()
    page.close()
    seen.assert_nothing()


def test_a_filter_offers_a_venue_as_text(served: str, browser: object) -> None:
    seen = Seen()
    page = new_page(browser, seen)
    show(page, f"{served}/papers?venue={quote(_SCRIPT)}")
    page.get_by_role("link", name=f"venue: {_SCRIPT} ×").wait_for()
    page.get_by_role("combobox", name="Venue").click()
    page.get_by_role("option", name=_SCRIPT).wait_for()
    page.close()
    seen.assert_nothing()
