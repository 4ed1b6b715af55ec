"""A frame as a web page of its own: title, facts and table in one file that asks nobody for anything.

Text from dumps is text: every value is escaped, and the page forbids scripts and requests besides.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from transforms import spreadsheet

_STYLE = """
:root { color-scheme: light dark; --faint: light-dark(#59646b, #a3aeb4); --line: light-dark(#d5dad9, #3a434a); }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 1240px; padding: 0 1rem;
  font-variant-numeric: tabular-nums; color: light-dark(#1c2226, #e3e7e8); background: light-dark(#fff, #14181b); }
h1 { font-size: 1.6rem; line-height: 1.2; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; } td { overflow-wrap: break-word; max-width: 40rem; }
.figure { text-align: right; white-space: nowrap; }
"""
_FORBIDS = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What stands above the table: a title, and facts by their names."""

    title: str
    facts: Sequence[tuple[str, str]]


def page(rows: pl.DataFrame, heading: Heading) -> str:
    """The page, as HTML. Lists are joined by `; `; what is not known is an empty cell."""
    flat = spreadsheet.flat(rows)
    kinds = [' class="figure"' if dtype.is_numeric() else "" for dtype in flat.dtypes]
    title = html.escape(heading.title)
    facts = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(fact)}</dd>" for name, fact in heading.facts)
    columns = zip(flat.columns, kinds, strict=True)
    head = "".join(f'<th scope="col"{kind}>{html.escape(name)}</th>' for name, kind in columns)
    body = "\n".join(f"<tr>{_cells(row, kinds)}</tr>" for row in flat.iter_rows())
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_FORBIDS}">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{title}</h1>\n<dl>{facts}</dl>\n"
        f'<div class="table" tabindex="0" role="region" aria-label="{title}">\n'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>\n"
        f"</main>\n</body>\n</html>\n"
    )


def _cells(row: Iterable[object], kinds: Iterable[str]) -> str:
    return "".join(f"<td{kind}>{html.escape(_shown(value))}</td>" for value, kind in zip(row, kinds, strict=True))


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.6g}"
    return str(value)
