"""What the pages say of the small warehouse, and that each number leads to as many papers."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import small_warehouse
from page_run import Markup, markup, run

from dashboard import address as addresses
from dashboard import data
from dashboard.paper_identity import differing
from dashboard.views.papers import more_listings
from warehouse.queries import papers, rejects, served
from warehouse.queries.served import Served

pytestmark = pytest.mark.usefixtures("at_home")

_PAPER_IDS = small_warehouse.listings()["paper_id"]
CAPTURED_ONCE, CAPTURED_ON_AN_UNKNOWN_DAY = _PAPER_IDS[8], _PAPER_IDS[-1]

SHARED_PAPER = small_warehouse.listings()["paper_id"][50]
SHARED_LISTINGS = (f"{small_warehouse.dump_id(0)[:16]}:50", f"{small_warehouse.dump_id(1)[:16]}:0")


def shown(page: str, **address: str) -> Markup:
    return markup(run(page, **address))


@pytest.mark.parametrize(
    ("page", "address", "said"),
    [
        ("overview", {}, "70 papers from 2 dumps"),
        ("overview", {}, "80 listings in 2 loaded dumps, 1 held and 1 failed"),
        ("overview", {}, "unknown new papers no earlier snapshot is kept"),
        ("overview", {}, "72.9 % have a date 51 of 70 papers"),
        ("overview", {}, "5 open rejects loaded dumps: 2.4 % of entries"),
        ("overview", {}, "51 of 70 papers have a date; 19 without are not counted by month."),
        ("overview", {}, "Jan 2016 to Dec 2025. 1 paper before Jan 2016 is not shown: show all"),
        ("overview", {"span": "all"}, "May 1998 to Dec 2025. Show the last 10 years"),
        ("overview", {"from": "1990"}, "May 1998 to Dec 2025. huggingface_text"),
        ("overview", {"from": "2024-01", "to": "2024-01"}, "Jan 2024 1 aitopics_text 1"),
        (
            "overview",
            {},
            "The audit of this snapshot passed with warnings on 2025-12-15 09:13 UTC: 2 checks of 3 failed.",
        ),
        (
            "overview",
            {"venue": "nowhere"},
            "No paper matches. Remove a filter, or widen the period (70 papers in all).",
        ),
        ("trends", {"t": "graph kernels", "smooth": "1"}, "“graph kernels”: 0.0 % of the papers of Nov 2025"),
        ("trends", {"t": "Graph KERNELS, kern"}, "No term “kern”: fewer than three papers use it. Known terms with"),
        (
            "trends",
            {},
            "51 of 70 papers have a date; 19 without are not counted by month. Left out, as withdrawn: 1 paper",
        ),
        ("papers", {"q": "kettles"}, "10 papers with “kettles”"),
        ("papers", {"q": "kettles", "src": "aitopics_text"}, "3 papers with “kettles”"),
        ("papers", {"term": "graph kernels"}, "16 papers that use “graph kernels”"),
        ("papers", {"from": "2024-01", "to": "2024-01"}, "1 paper of Jan 2024"),
        ("papers", {"q": "zebra"}, "its beginning with a star. Search for fewer or other words (70 papers in all)."),
        ("papers", {"q": "zebra", "src": "aitopics_text"}, "Remove a filter above or on the left, or widen the period"),
        ("papers", {"q": "harbour kettels"}, "has “kettels”. Look for harbour kettles instead."),
        ("papers", {"q": "zzzz*"}, "No paper of this snapshot has “zzzz*”. Give fewer letters."),
        ("papers", {"q": '"graph kernels'}, "The quote in “graph kernels is not closed. Write a phrase as"),
        ("papers", {"q": "the kettles"}, "Not looked for, being in nearly every text: “the”."),
        ("papers", {"q": 'title:"graph kernel" -kettles'}, "with “graph kernel” in the title without “kettles”"),
        ("papers", {"q": "kettles year:2024.."}, "papers with “kettles” (year:2024..)"),
        ("papers", {"q": "author:example 2024.."}, "Try: "),
        ("papers", {"dump": "0" * 64}, "There is no dump 0000"),
        ("papers", {"p": "99"}, "51–70 of 70"),
        (
            "paper",
            {"id": "doi:10.1000/ex.7"},
            "doi:10.1000/ex.7 leads to this paper, whose id is now arxiv:2405",
        ),
        ("paper", {"id": "arxiv:2405.15319"}, "lines 66–72, entry 7"),
        ("paper", {"id": "arxiv:2405.15319"}, "Similar papers"),
        ("paper", {"id": "arxiv:2405.15319"}, "Diffusion Priors {\\eta} for Counting"),
        ("paper", {"id": "arxiv:2405.15319"}, "author count 3 upvotes 12 comments 3"),
        (
            "paper",
            {"id": "arxiv:2405.15319"},
            "first submitted Sep 2023 stated by a source huggingface_text published 2024-02-08 the paper's date",
        ),
        (
            "paper",
            {"id": "arxiv:2405.15319"},
            "listed 2025-12-10 year concluded from the dates on the page huggingface_text",
        ),
        ("paper", {"id": "arxiv:2405.15319"}, "GitHub stars: 1,240 on 2025-12-01"),
        ("paper", {"id": "arxiv:2405.15319"}, "2025-12-01 huggingface_api 12 unknown 1,240 unknown"),
        ("paper", {"id": CAPTURED_ONCE}, "Captured once, on 2025-12-10: a second day makes it a history."),
        (
            "paper",
            {"id": CAPTURED_ON_AN_UNKNOWN_DAY},
            "No dated capture of it prints upvotes, comments, stars or citations.",
        ),
        (
            "paper",
            {"id": CAPTURED_ON_AN_UNKNOWN_DAY},
            "1 listing prints such figures in a capture whose day is unknown",
        ),
        ("paper", {"id": "arxiv:0000.00000"}, "There is no paper arxiv:0000.00000"),
        ("dumps", {}, "4 dumps, 1 held and 1 failed"),
        ("dumps", {}, "Nothing is lost: the 82 entries of the loaded dumps are 80 listings and 2 rejects."),
        ("dumps", {"state": "held"}, "60.0 % of its entries were refused."),
        ("dumps", {"dump": small_warehouse.dump_id(1)}, "page-1.txt: 22 entries, 2 rejects"),
        ("dumps", {"dump": small_warehouse.dump_id(1)}, "unparsed 37, < 0.1 %"),
        ("dumps", {"dump": "f" * 64}, "There is no dump ffff"),
        ("quality", {}, "The audit passed with warnings: 2 of 3 checks failed"),
        ("quality", {}, "1 unknown: `Venue <of> *stars*`"),
        ("quality", {"run": "20251208T090000Z-bbbbbb"}, "The audit held: 2 of 3 checks failed"),
        ("quality", {"run": "nonsense"}, "There is no audit nonsense in this snapshot"),
        ("quality", {}, "3 fields changed, in 2 dumps"),
        ("quality", {}, "1 unknown venue"),
        ("quality", {}, "Days of <b>Harbours</b> aitopics_text 1 1"),
        ("quality", {}, "95.0 % of the listings that state a venue state a known one."),
        (
            "quality",
            {},
            "missing upvotes filled, at least 98.0 % → absent 2025-12-10 page-0.txt huggingface_text, detailed",
        ),
        (
            "quality",
            {},
            "new extra.<script>alert(1)</script> Scripts in Titles absent → string, 100.0 % unknown page-1.txt",
        ),
        ("dumps", {}, "page-0.txt 2 changed fields"),
        ("dumps", {"dump": small_warehouse.dump_id(0)}, "2 fields changed against earlier dumps of this source"),
        ("dumps", {"dump": small_warehouse.dump_id(0)}, "extra.organisation array of string 25.0 %"),
        ("paper", {"id": SHARED_PAPER}, "Why these 2 listings are one paper"),
        (
            "paper",
            {"id": SHARED_PAPER},
            (
                f"lines 410–416 {SHARED_LISTINGS[0]} doi score 1: doi 10.1000/study50 with page-1.txt, lines 10–16 "
                "title score 1: title key study50 with page-1.txt, lines 10–16"
            ),
        ),
        ("paper", {"id": "arxiv:2405.15319"}, "Papers that look like it near title, score 0.87 kept apart"),
        ("matches", {}, "3 conflicts: near title (1), override without effect (1) and same title (1)"),
        ("matches", {}, "Evidence: title key <script>alert(1)</script> Scripts in Titles"),
        ("matches", {"kind": "near_title"}, "Evidence: one word differs"),
        ("matches", {"kind": "nonsense"}, "No conflict is of this kind. Remove the filter above."),
        ("rejects", {}, "No new dump since 2025-11-15:"),
        ("rejects", {}, "5 entries refused"),
        ("rejects", {}, "Of loaded dumps 2 of 82 entries (2.4 %). The others are of dumps that were not loaded."),
        ("rejects", {"why": "not_a_paper"}, "Licences of <b>everything</b> & more."),
        ("rejects", {"status": "dismissed"}, "No reject matches."),
    ],
)
def test_said(page: str, address: dict[str, str], said: str) -> None:
    assert said in shown(page, **address).text


def test_a_dump_that_names_a_paper_twice_says_so() -> None:
    assert more_listings(1_241, 1_238) == ", whose 1,241 listings name some of them more than once"
    assert more_listings(1_238, 1_238) == ""


def test_a_dump_that_was_not_loaded_leads_to_no_papers() -> None:
    links = shown("dumps").links
    assert not [link for link in links if link.startswith("papers") and small_warehouse.dump_id(2) in link]


@pytest.mark.parametrize(
    ("page", "address", "lines"),
    [
        (
            "matches",
            {"kind": "near_title"},
            f"merge,arxiv:2405.15319,{small_warehouse.listings()['paper_id'][14]},reason",
        ),
        (
            "paper",
            {"id": SHARED_PAPER},
            "\n".join(f"split,{listing_id},reason" for listing_id in sorted(SHARED_LISTINGS)),
        ),
    ],
)
def test_overrides_are_offered_as_lines_to_copy(page: str, address: dict[str, str], lines: str) -> None:
    assert lines in [code.value for code in run(page, **address).code]


def test_of_two_titles_the_words_that_differ_are_marked() -> None:
    said = differing("Boats of Paper: an Extension", ["Boats of Paper: an Extension", "Boats of paper"])
    assert said == "Boats of Paper: <mark>an</mark> <mark>Extension</mark>"


def test_rejects_offer_the_command_that_reads_them_again() -> None:
    commands = [code.value for code in run("rejects").code]
    assert f"papertide rejects replay {small_warehouse.dump_id(1)[:16]}:20" in commands


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("overview", {}),
        ("overview", {"src": "aitopics_text"}),
        ("trends", {"t": "graph kernels,diffusion priors"}),
        ("trends", {"t": "graph kernels", "src": "aitopics_text", "from": "2024-01"}),
        ("dumps", {}),
        ("rejects", {}),
        ("sources", {}),
        ("sources", {"from": "2024-01"}),
        ("sources", {"src": "aitopics_text"}),
        ("venues", {}),
        ("venues", {"src": "aitopics_text", "code": "0"}),
        ("venues", {"count": "fractional"}),
        ("venues", {"venue": "neurips"}),
        ("authors", {}),
        ("authors", {"src": "aitopics_text", "count": "fractional"}),
        ("authors", {"by": "example0 a"}),
        ("counts", {"step": "month"}),
        ("counts", {"of": "venue", "from": "2024-01"}),
        ("counts", {"of": "code", "step": "month"}),
        ("counts", {"of": "code", "src": "huggingface_text"}),
        ("counts", {"of": "abstract", "code": "0", "step": "month"}),
        ("counts", {"of": "abstract"}),
        ("counts", {"of": "engagement", "step": "month"}),
        ("counts", {"of": "engagement", "fig": "comments", "src": "huggingface_text"}),
    ],
)
def test_every_number_leads_to_as_many_papers(home: Path, page: str, address: dict[str, str]) -> None:
    snapshot = served.find(home)
    assert isinstance(snapshot, Served)
    con = data.open_cursor(snapshot)
    counted = 0
    for link, label in shown(page, **address).labels:
        number = re.match(r"(?:All )?([\d,]+)(?: +papers?\b.*| +open rejects.*)?$", label.strip())
        target, _, query = link.partition("?")
        if not number or target not in {"papers", "rejects"}:
            continue
        leads_to, problems = addresses.read(dict(parse_qsl(query)))
        assert not problems
        found = (
            papers.counted(con, where=leads_to.found_papers).papers
            if target == "papers"
            else rejects.counted(con, dump_id=leads_to.dump, status=leads_to.status)
        )
        assert found == int(number[1].replace(",", "")), link
        counted += 1
    assert counted or page == "rejects"


def test_a_search_is_written_into_the_address() -> None:
    test = run("papers", p="2")
    test.text_input[0].set_value("  lanterns   labels ").run()
    assert test.query_params["q"] == "lanterns labels"
    assert "p" not in test.query_params
    assert "papers with “lanterns” and “labels”" in markup(test).text


def test_filters_are_written_into_the_address() -> None:
    test = run("overview")
    test.multiselect[0].set_value(["aitopics_text"]).run()
    by_label = {box.label: box for box in test.selectbox}
    by_label["Code"].set_value(False).run()
    assert test.query_params == {"src": "aitopics_text", "code": "0"}
    assert "20 of 70 papers from 2 dumps fit these filters" in markup(test).text
    links = markup(test).links
    assert links["./?code=0"] == "source: aitopics_text ×"
    assert links["./?src=aitopics_text"] == "without code ×"


def test_what_was_typed_stays_to_be_corrected() -> None:
    test = run("trends", t=",".join("abcdefghi"))
    assert test.text_input[0].value == "a, b, c, d, e, f, g, h, i"
    test.text_input[0].set_value("graph kernels, diffusion priors").run()
    assert test.query_params["t"] == "graph kernels,diffusion priors"
    test.segmented_control[0].set_value("count").run()
    test.slider[0].set_value(1).run()
    assert test.query_params["as"] == "count"
    assert test.query_params["smooth"] == "1"
    test.slider[0].set_value(3).run()
    assert "smooth" not in test.query_params


def test_links_between_pages_carry_the_filters() -> None:
    links = shown("overview", src="aitopics_text", **{"from": "2024-01"}).links
    inner = [urlsplit(link) for link in links if not link.startswith("./")]
    assert inner
    assert all("src=aitopics_text" in link.query and "from=20" in link.query for link in inner)
