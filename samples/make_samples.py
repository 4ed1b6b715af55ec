"""Writes the sample dumps: invented papers in the layouts of the seed dumps. Run it again and every byte is the same.

    python samples/make_samples.py [FOLDER]    (default: `dumps` beside this file)

Standard library only. `topics` and `sentences` hold the words, this file the papers and pages made of them.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import sentences
from topics import TOPICS, Topic

SEED = 20210311
# By this the dashboard knows them (`warehouse.queries.dumps`).
SAMPLE_PREFIX = "papertide-sample-"
PAPERS = 440
FIRST_DAY, LAST_DAY = date(2020, 9, 1), date(2026, 10, 28)
# One page of details every four months; the name of every other file says when it was captured.
PAGE_DAYS = tuple(date(year, month, day) for year in range(2021, 2027) for month, day in ((3, 12), (7, 9), (10, 30)))
RELISTED = 4
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BANNER = ("new", "Get trending papers in your email inbox!", "Subscribe")
VENUE = "Neural Information Processing Systems"
LICENCE_NOTE = (
    "The authors bear responsibility for the material in this supplement. The example collection is distributed under "
    "a Creative Commons licence, and the scripts that produced it are included. Maintenance is provided by the "
    "example laboratory, and questions may be sent to its secretary."
)

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Paper:
    """An invented paper as a page prints it."""

    published_on: date
    title: str
    abstract: str
    author_count: int
    comments: int | None


class Dice:
    """Choices that are the same in every version of Python: only `random()` is drawn."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int(self._random.random() * limit)

    def happens(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self._random.random() < share

    def pick(self, items: Sequence[T], count: int = 1) -> list[T]:
        """`count` different items, in the order drawn."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(count)]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One item, in proportion to its weight."""
        mark = self._random.random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]


def make_papers(dice: Dice) -> list[Paper]:
    """PAPERS papers with distinct titles, oldest first."""
    papers: dict[str, Paper] = {}
    span = (LAST_DAY - FIRST_DAY).days
    while len(papers) < PAPERS:
        day = FIRST_DAY + timedelta(days=len(papers) * span // (PAPERS - 1))
        topic = dice.weighted(TOPICS, [_weight(topic, day) for topic in TOPICS])
        words = _words(dice, topic)
        title = _filled(dice, dice.pick(sentences.TITLES)[0], words)
        papers.setdefault(
            re.sub(r"\W", "", title.lower()),
            Paper(
                published_on=day,
                title=title,
                abstract=_abstract(dice, words),
                author_count=1 + dice.below(9),
                comments=1 + dice.below(6) if dice.happens(0.15) else None,
            ),
        )
    return list(papers.values())


def _weight(topic: Topic, day: date) -> float:
    years = max((day - date(2021, 1, 1)).days / 365.25, 0)
    year = min(int(years), len(topic.weights) - 2)
    return topic.weights[year] + (topic.weights[year + 1] - topic.weights[year]) * (years - year)


def _words(dice: Dice, topic: Topic) -> dict[str, str]:
    """A filling for every slot of `sentences`."""
    system = "".join(dice.pick(sentences.NAME_STARTS) + dice.pick(sentences.NAME_ENDS))
    names = dice.pick(topic.names, 3)
    part, other = dice.pick(topic.parts, 2)
    test, probe = dice.pick(topic.tests, 2)
    words = {
        "name": topic.names[0] if dice.happens(0.6) else names[0],
        "part": part,
        "other": other,
        "trouble": dice.pick(topic.troubles)[0],
        "means": dice.pick(topic.means)[0],
        "test": test,
        "probe": probe,
        "use": dice.pick(topic.uses)[0],
        "system": system,
        "slug": system.lower(),
        "title": topic.title,
        "gain": f"{1 + dice.below(8)}.{dice.below(10)}",
        "share": str(11 + dice.below(38)),
        "count": str(12 + dice.below(80)),
        "factor": ("two", "three", "four", "five")[dice.below(4)],
    }
    return words | {"second_name": names[1], "third_name": names[2]}


def _filled(dice: Dice, template: str, words: dict[str, str], *, is_title: bool = True) -> str:
    capital = _title_case if is_title else _capitalised
    chosen = re.sub(r"\[([^\]]+)\]", lambda choice: dice.pick(choice[1].split("|"))[0], template)
    return chosen.format(**words, **{word.capitalize(): capital(text) for word, text in words.items()})


def _title_case(text: str) -> str:
    small = {"a", "and", "by", "for", "from", "in", "no", "of", "on", "onto", "over", "the", "to", "with"}
    words = text.split()
    return " ".join(word if place and word in small else _capitalised(word) for place, word in enumerate(words))


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]


def _abstract(dice: Dice, words: dict[str, str]) -> str:
    """Six to nine sentences from the opening to the closing; the topic has other names further down."""
    plan = (
        (sentences.OPENINGS, 1),
        (sentences.PROBLEMS, 1 + dice.below(2)),
        (sentences.PROPOSALS, 1),
        (sentences.MECHANISMS, 1 + dice.below(2)),
        (sentences.RESULTS, 1 + dice.below(2)),
        (sentences.LIMITS, dice.below(2)),
        (sentences.CLOSINGS, 1),
        (sentences.LINKS, 1 if dice.happens(0.3) else 0),
    )
    names = [words["name"], words["name"], words["name"], words["second_name"], words["name"], words["third_name"]]
    said = []
    for place, (bank, count) in enumerate(plan):
        filling = words | {"name": names[min(place, len(names) - 1)]}
        said += [_filled(dice, template, filling, is_title=False) for template in dice.pick(bank, count)]
    return " ".join(said)


def make_dumps(dice: Dice, papers: Sequence[Paper]) -> dict[str, bytes]:
    """File name -> content of every sample dump."""
    pages = _paged(dice, papers)
    detailed = {_page_name(number, day): _detailed(pages[day], day) for number, day in enumerate(PAGE_DAYS, 1)}
    undated = dice.pick(papers, 150)
    dumps = detailed | {
        "search_adaptation.txt": _plain(undated[:25], day="Mar 11"),
        "hf-daily-2025-06-02.txt": _plain(undated[20:45], day="Jun 2"),
        "search_generation.txt": _plain(undated[40:65], day="Mar 11").replace("\n", "\r\n"),
        "search_scaling_compact.txt": _compact(undated[60:95]),
        "search_efficiency_compact.txt": _compact(undated[90:125]),
        "venue_list.txt": _venue_list(undated[120:]),
    }
    return {name: content.encode() for name, content in sorted(dumps.items())}


def _page_name(number: int, day: date) -> str:
    return f"hf-daily-{day}.txt" if number % 2 else f"search_page_{number:02}.txt"


def _paged(dice: Dice, papers: Sequence[Paper]) -> dict[date, list[Paper]]:
    """Which papers each page lists: new ones, some that the pages before left out, and some of the year before."""
    pages: dict[date, list[Paper]] = {day: [] for day in PAGE_DAYS}
    for paper in papers:
        later = [day for day in PAGE_DAYS if day >= paper.published_on]
        pages[later[dice.weighted((0, 1), (0.75, 0.25)) if len(later) > 1 else 0]].append(paper)
    for day, listed in pages.items():
        year_before = [p for p in papers if p.published_on.year == day.year - 1 and p not in listed]
        pages[day] = dice.pick([*listed, *dice.pick(year_before, RELISTED)], len(listed) + RELISTED)
    return pages


def _detailed(papers: Sequence[Paper], day: date) -> str:
    """A page with authors and dates; the year of a date is left out where it is the page's own, as the site does."""
    header = [*BANNER, "Daily Papers", "byAK and the research community", f"{MONTHS[day.month - 1]} {day.day}"]
    entries = []
    for place, paper in enumerate(papers):
        abstract = paper.abstract
        if day == PAGE_DAYS[4] and place == 5:  # wrapped by whatever saved the page
            abstract = abstract.replace(" ", "\n", 60).replace("\n", " ", 59)
        parts = [paper.title] if day == PAGE_DAYS[7] and place == 3 else [paper.title, abstract]
        if not (day == PAGE_DAYS[10] and place == 8):
            parts.append(_details(paper, day))
        entries.append("\n\n".join(parts))
    return "\n\n".join([*header, *entries])


def _details(paper: Paper, day: date) -> str:
    printed = f"{MONTHS[paper.published_on.month - 1]} {paper.published_on.day}"
    if paper.published_on.year != day.year:
        printed += f", {paper.published_on.year}"
    if paper.comments is not None:
        printed += f" {paper.comments}"
    return f"  • {paper.author_count} authors\n·\n{printed}"


def _plain(papers: Sequence[Paper], *, day: str) -> str:
    header = [*BANNER, "byAK and the research community", day]
    return "\n\n".join([*header, *(line for paper in papers for line in (paper.title, paper.abstract))])


def _compact(papers: Sequence[Paper]) -> str:
    lines = [line for paper in papers for line in (paper.title, paper.abstract)]
    banner = "Get trending papers in your email inbox once a day!\nGet trending papers in your email inbox!\nSubscribe"
    return banner + "\n".join(lines)


def _venue_list(papers: Sequence[Paper]) -> str:
    """Titles, their venue, and abstracts cut at a sentence; one entry is no paper."""
    entries = [(paper.title, " ".join(re.findall(r".+?\.(?= |$)", paper.abstract)[:4])) for paper in papers[:14]]
    entries.insert(9, ("Supplemental Materials", LICENCE_NOTE))
    return "\n\n\n".join(f"{title}\n\n{VENUE}\n\n{abstract}" for title, abstract in entries)


def main(folder: Path) -> None:
    """Write every dump into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = Dice(SEED)
    for name, content in make_dumps(dice, make_papers(dice)).items():
        (folder / f"{SAMPLE_PREFIX}{name}").write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "dumps")
