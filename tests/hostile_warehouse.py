"""A published warehouse in which every text that a dump may carry tries to be more than text. No test lives here."""

from __future__ import annotations

import json
from pathlib import Path
from unicodedata import category

import polars as pl
import small_warehouse

from transforms.schema.core import LISTINGS

# As a dump may print them. What is asked of another host would go to evil.example.
PRINTED = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(3)>",
    '<img src="http://evil.example/pixel.png">',
    '"><img src=x onerror="alert(4)">',
    "'-alert(5)-'",
    "<svg onload=alert(6)><title>x</title></svg>",
    "<svg><animate href=//evil.example onbegin=alert(7) dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(8)>",
    "<iframe src='javascript:alert(9)'></iframe>",
    "<object data='data:text/html,<script>alert(10)</script>'></object>",
    "<embed src=//evil.example/x>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><button>Go</button></form>",
    "<input autofocus onfocus=alert(11)>",
    "<details open ontoggle=alert(12)>",
    "<body onload=alert(13)>",
    "<style>@import '//evil.example/x.css'; body{display:none}</style>",
    "<div style='position:fixed;inset:0;background:url(//evil.example/y.png)'>",
    "<video><source onerror=alert(14)></video>",
    "<a href='javascript:alert(15)'>Click</a>",
    "<!-- --!><script>alert(16)</script> -->",
    "<![CDATA[<script>alert(17)</script>]]>",
    "<template><script>alert(18)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(19)>'>",
    "[click](javascript:alert(20))",
    "![pixel](http://evil.example/x.png)",
    "[x]: http://evil.example 'y'",
    "# Heading **bold** _italic_ ~~gone~~ `code`",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "$x^2$ and $$\\frac{1}{0}$$ and \\(y\\)",
    ":red[colour] :smile: :material/home: :blue-badge[x]",
    "&lt;script&gt;alert(21)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(22)&amp;gt;",
    "&#60;b&#62; &#x3c;i&#x3e; &colon; &NewLine;",
    "%3Cscript%3Ealert(23)%3C/script%3E",
    "\\u003cscript\\u003ealert(24)\\u003c/script\\u003e",
    "javascript:alert(25)//",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgyNik8L3NjcmlwdD4=",
    "vbscript:msgbox(27)",
    "//evil.example/%09/..//",
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "{{constructor.constructor('alert(28)')()}}",
    "datum.constructor.constructor('alert(29)')()",
    "']; alert(30); datum['",
    "'; DROP TABLE core.papers; --",
    '" OR "1"="1" /* \' */',
    "%s %(x)s {0} {title!r} \\1",
    "../../etc/passwd\x00.txt",
    "expression(alert(31)) }body{display:none}/*",
    "\u202egnp.reppilf\u202c over \u2066isolated\u2069 and \u200bunseen",
    "\ufeff\u0000\u0007\u001b[31mred\u001b[0m",
    "👩\u200d👩\u200d👧\u200d👦 🏴\U000e0067\U000e0062\U000e007f 𝔘𝔫𝔦 Z̷̡̛͙a̶l̵g̷o̸",
    "العربية and עברית and ไทย and 漢字",
    "W" + "o" * 280 + "rd",
    "null None NaN undefined [object Object]",
)


def _in_one_line(printed: str) -> str:
    """Without control characters, which HTML drops or replaces, and with single spaces."""
    kept = (letter for letter in printed if letter.isspace() or category(letter) != "Cc")
    return " ".join("".join(kept).split())


# Cleaning takes some of this out of titles; the pages do not count on it. Numbered, so that each is a text of its own.
STRINGS = [f"{_in_one_line(printed)} study {number}" for number, printed in enumerate(PRINTED, start=10)]
# No term has the characters that make an expression of it.
TERMS = [said.lower() for said in STRINGS if "alert" in said and not set(said) & set("+/*,")]
# Whatever else of a table is free text: each row says its share of all strings.
_FREE_TEXT = {
    "core.dumps": ("file_name", "error"),
    "core.landings": ("file_name", "error", "path"),
    "core.rejects": ("message", "resolution"),
    "core.matches": ("evidence",),
    "core.conflicts": ("evidence",),
    "quality.checks": ("expectation", "observed"),
}
_SEVERAL = " ‖ "


def _shares(rows: int) -> list[list[str]]:
    return [STRINGS[number::rows] for number in range(rows)]


def _listings() -> pl.DataFrame:
    """The small warehouse's listings. Those of one paper say the same."""
    rows = small_warehouse.listings().rows(named=True)
    places = {paper: place for place, paper in enumerate(dict.fromkeys(row["paper_id"] for row in rows))}
    for row in rows:
        place = places[row["paper_id"]]
        said = STRINGS[place % len(STRINGS)]
        terms = [TERMS[(place + more) % len(TERMS)] for more in range(5)]
        printed = PRINTED[place % len(PRINTED)].replace("\x00", "")
        row |= {
            "title": said,
            "title_raw": printed,
            "abstract": f"An abstract that says {said}. {' '.join(terms)}.",
            "abstract_raw": printed,
            "authors": [{"name": said, "orcid": None, "affiliation": said}],
            "venue": said,
            "venue_key": None,
            "categories": [said],
            "keywords": [said],
            "extra": json.dumps({said: said}),
        }
    return LISTINGS.conform(pl.DataFrame(rows, schema=LISTINGS.polars_schema))


def publish(home: Path) -> None:
    """Publish it in `home`."""
    tables = small_warehouse.tables(_listings(), terms=TERMS)
    for name, columns in _FREE_TEXT.items():
        said = pl.Series([_SEVERAL.join(share) for share in _shares(tables[name].height)])
        tables[name] = tables[name].with_columns(said.alias(column) for column in columns)
    rejects = tables["core.rejects"]
    tables["core.rejects"] = rejects.with_columns(
        reasons=pl.Series(_shares(rejects.height)),
        raw=pl.Series(["\n".join(PRINTED[number :: rejects.height]) for number in range(rejects.height)]),
    )
    small_warehouse.publish(home, content=tables)
