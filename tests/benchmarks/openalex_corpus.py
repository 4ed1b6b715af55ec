"""Seeded OpenAlex-shaped works for benchmarks: 11 KB each, abstracts inverted, one in a hundred malformed.

`python tests/benchmarks/openalex_corpus.py MEGABYTES FILE` writes JSON lines as a shard of the snapshot has them,
gzip-compressed; the megabytes are those of the lines.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from arxiv_corpus import Writer

_API = "https://openalex.org/"


class Works(Writer):
    """Invents works, always the same for one seed."""

    def work(self, number: int) -> dict[str, Any]:
        year, title = 1990 + number % 35, " ".join(self.text(self.random.randint(6, 14))).capitalize()
        doi = f"https://doi.org/10.1234/inv.{number}"
        places = [self.place(number + each) for each in range(1 + number % 3)]
        places[0]["landing_page_url"] = doi
        topics = [self.topic(number + each) for each in range(3)]
        return {
            "id": f"{_API}W{number + 1_000_000}",
            "doi": doi if number % 4 else None,
            "title": title,
            "display_name": title,
            "publication_year": year,
            "publication_date": f"{year}-{1 + number % 12:02d}-{1 + number % 28:02d}",
            "ids": {"openalex": f"{_API}W{number + 1_000_000}", "doi": doi, "mag": str(2_000_000_000 + number)},
            "language": "en",
            "primary_location": places[0],
            "type": "article",
            "type_crossref": "journal-article",
            "indexed_in": ["crossref"],
            "open_access": {"is_oa": number % 2 == 0, "oa_status": "green", "oa_url": doi},
            "authorships": [self.authorship(number + each) for each in range(1 + number % 6)],
            "countries_distinct_count": 1,
            "institutions_distinct_count": 2,
            "corresponding_author_ids": [f"{_API}A{5_000_000_000 + number}"],
            "apc_list": {"value": 1_000, "currency": "USD", "value_usd": 1_000},
            "has_fulltext": number % 2 == 1,
            "cited_by_count": number % 90,
            "biblio": {"volume": str(number % 60), "issue": "2", "first_page": "1", "last_page": "9"},
            "is_retracted": number % 500 == 0,
            "is_paratext": False,
            "primary_topic": topics[0],
            "topics": topics,
            "keywords": [self.named("keywords", number + each) | {"score": 0.5} for each in range(5)],
            "concepts": [self.named("C", number + each) | {"level": each, "score": 0.25} for each in range(8)],
            "mesh": [],
            "locations_count": len(places),
            "locations": places,
            "best_oa_location": places[-1],
            "referenced_works": [f"{_API}W{number * 31 % 900_000 + each}" for each in range(number % 40)],
            "related_works": [f"{_API}W{number * 17 % 900_000 + each}" for each in range(10)],
            "abstract_inverted_index": self.inverted() if number % 5 else None,
            "cited_by_api_url": f"https://api.openalex.org/works?filter=cites:W{number + 1_000_000}",
            "counts_by_year": [{"year": 2024 - each, "cited_by_count": number % 9} for each in range(number % 8)],
            "updated_date": "2024-11-02T10:20:30.123456",
            "created_date": "2016-06-24",
        }

    def named(self, kind: str, number: int) -> dict[str, Any]:
        return {"id": f"{_API}{kind}{number % 9_000}", "display_name": self.words[number % 9_000].capitalize()}

    def topic(self, number: int) -> dict[str, Any]:
        levels = {level: self.named(f"{level}s/", number % 90) for level in ("subfield", "field", "domain")}
        return self.named("T", number) | {"score": 0.9} | levels

    def place(self, number: int) -> dict[str, Any]:
        source = self.named("S", number) | {
            "issn_l": f"1234-{number % 10_000:04d}",
            "issn": [f"1234-{number % 10_000:04d}"],
            "is_oa": False,
            "host_organization_name": "Invented Press",
            "type": "journal" if number % 3 else "repository",
        }
        is_arxiv = number % 7 == 0
        page = f"https://arxiv.org/abs/2401.{number % 100_000:05d}" if is_arxiv else f"https://example.org/{number}"
        return {
            "is_oa": is_arxiv,
            "landing_page_url": page,
            "pdf_url": f"{page}.pdf" if is_arxiv else None,
            "source": source,
            "license": None,
            "version": "submittedVersion" if is_arxiv else "publishedVersion",
            "is_accepted": True,
            "is_published": not is_arxiv,
        }

    def authorship(self, number: int) -> dict[str, Any]:
        name = f"{self.random.choice(self.words).capitalize()} {self.random.choice(self.words).capitalize()}"
        school = f"Department of {self.words[number % 500].capitalize()}, University of Invention, Nowhere"
        orcid = f"https://orcid.org/0000-0002-{number % 10_000:04d}-1097" if number % 2 else None
        institution = self.named("I", number) | {"ror": f"https://ror.org/0{number % 90_000}", "country_code": "NL"}
        return {
            "author_position": "middle",
            "author": {"id": f"{_API}A{5_000_000_000 + number}", "display_name": name, "orcid": orcid},
            "institutions": [institution | {"type": "education", "lineage": [institution["id"]]}],
            "countries": ["NL"],
            "is_corresponding": False,
            "raw_author_name": name,
            "raw_affiliation_strings": [school],
            "affiliations": [{"raw_affiliation_string": school, "institution_ids": [institution["id"]]}],
        }

    def inverted(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for place, word in enumerate(self.text(self.random.randint(120, 230))):
            index.setdefault(word, []).append(place)
        return index

    def lines(self, size_bytes: int) -> Iterator[bytes]:
        """JSON lines of about `size_bytes` in all; every hundredth is cut off in the middle."""
        written = number = 0
        while written < size_bytes:
            line = json.dumps(self.work(number), separators=(",", ":"))
            data = (line[: len(line) // 2] if number % 100 == 99 else line).encode() + b"\n"
            yield data
            written, number = written + len(data), number + 1


def write(path: Path, size_bytes: int) -> None:
    """Write works whose lines have about `size_bytes` to `path`."""
    with gzip.open(path, "wb", compresslevel=6) as file:
        file.writelines(Works().lines(size_bytes))


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]) * 1_000_000)
