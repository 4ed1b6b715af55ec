"""How the dashboard looks: theme (light and dark), colours of charts, and the style sheet of our own markup."""

from __future__ import annotations

from typing import Any

# Okabe & Ito's colour-blind-safe set, in the order in which sources and terms take it, with a dark grey for what is
# unknown; yellow behind it (faint on white). Last a dull sand for what is left over, which outshines nothing.
CATEGORIES_LIGHT = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#5A6268", "#B8A800", "#BDB29A"]
CATEGORIES_DARK = ["#56B4E9", "#E8803A", "#2DBE94", "#DFA0C4", "#E69F00", "#3D8FD1", "#B4BCC1", "#F0E442", "#6E6650"]
# By whether the theme is dark.
CATEGORIES = {False: CATEGORIES_LIGHT, True: CATEGORIES_DARK}

# Streamlit options by section; written as `theme.light.textColor`.
THEME: dict[str, Any] = {
    "theme.baseFontSize": 15,
    "theme.baseRadius": "4px",
    "theme.headingFontSizes": ["1.6rem", "1.2rem", "1.05rem"],
    "theme.headingFontWeights": [650, 600, 600],
    "theme.showSidebarBorder": True,
    "theme.light.primaryColor": "#0B5F8A",
    "theme.light.linkColor": "#0B5F8A",
    "theme.light.backgroundColor": "#FFFFFF",
    "theme.light.secondaryBackgroundColor": "#F3F5F4",
    "theme.light.textColor": "#1C2226",
    "theme.light.borderColor": "#D5DAD9",
    "theme.light.chartCategoricalColors": CATEGORIES_LIGHT,
    "theme.dark.primaryColor": "#5FB2E0",
    "theme.dark.linkColor": "#84C7EE",
    "theme.dark.backgroundColor": "#14181B",
    "theme.dark.secondaryBackgroundColor": "#1E2428",
    "theme.dark.textColor": "#E3E7E8",
    "theme.dark.borderColor": "#3A434A",
    "theme.dark.chartCategoricalColors": CATEGORIES_DARK,
}

# `light-dark()` follows the `color-scheme` that Streamlit sets with its theme. Every text colour has a contrast of
# at least 4.5 on its background. Red is for failure only, amber for warning only.
_STYLE = """
:root, .stApp {
  --pt-faint: light-dark(#59646b, #a3aeb4); --pt-line: light-dark(#d5dad9, #3a434a);
  --pt-ground: light-dark(#f3f5f4, #1e2428); --pt-link: light-dark(#0b5f8a, #84c7ee);
  --pt-good: light-dark(#0a6b4a, #5fd0a4); --pt-warn: light-dark(#7a4f00, #f0b64d);
  --pt-bad: light-dark(#a8201a, #ff9a8f);
  --pt-warn-ground: light-dark(#fff4d9, #33290f); --pt-bad-ground: light-dark(#fdeceb, #3a1a18);
}
.stMainBlockContainer { padding: 1.6rem 2rem 3rem; max-width: 1240px; }
.stAppHeader { height: 2.6rem; min-height: 2.6rem; background: transparent; }
.stSidebar [data-testid="stSidebarHeader"] { height: 2.2rem; padding-block: .4rem; }
.stSidebar [data-testid="stVerticalBlock"] { gap: .35rem; }
.stSidebar [data-testid="stPageLink"] a { padding-block: .1rem; }
.stHtml { font-variant-numeric: tabular-nums; line-height: 1.45; }
.stHtml a { color: var(--pt-link); text-decoration: none; unicode-bidi: isolate; }
.stHtml a:hover, .stHtml a:focus-visible { text-decoration: underline; }
.stHtml :is(p, h2, dd, .pt-strip) a { text-decoration: underline 1px; text-underline-offset: .17em; }
.stHtml :is(a, summary, [tabindex]):focus-visible { outline: 2px solid var(--pt-link); outline-offset: 2px; }
.stApp [data-testid="stPageLink"] a:focus-visible { outline: 2px solid var(--pt-link); outline-offset: -2px; }
.stMultiSelect [data-tag] :is(span, button) { color: light-dark(#ffffff, #14181b); }
.stMultiSelect [aria-label="Clear all"] { min-width: 24px; min-height: 24px; }
.stHtml h1 { font-size: 1.6rem; font-weight: 650; line-height: 1.2; padding: 0; margin: 0; letter-spacing: -.01em; }
.stHtml h2 { font-size: 1.1rem; font-weight: 620; padding: 0; margin: .9rem 0 .1rem; }
.stHtml p { margin: 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.pt-brand { font-weight: 700; letter-spacing: .01em; font-size: 1.1rem; }
.pt-group { color: var(--pt-faint); font-size: .8rem; margin-top: .5rem !important; }
.pt-saved { display: grid; font-size: .93rem; }
.pt-saved a { padding: .1rem .5rem; min-height: 24px; color: inherit; overflow-wrap: anywhere; }
.pt-saved a[aria-current] { font-weight: 600; background: light-dark(#e3e8e6, #2b3339); border-radius: 4px; }
.pt-top { display: flex; justify-content: flex-end; padding-right: 2.2rem; flex-wrap: wrap; gap: .2rem 1rem;
  color: var(--pt-faint); font-size: .87rem; }
.pt-strip { border-left: 4px solid var(--pt-warn); background: var(--pt-warn-ground); padding: .5rem .8rem; }
.pt-strip.bad { border-color: var(--pt-bad); background: var(--pt-bad-ground); }
.pt-strip ul { margin: .2rem 0 0; padding-left: 1.2rem; }
.pt-chips { display: flex; flex-wrap: wrap; gap: .4rem; }
.pt-chip { border: 1px solid var(--pt-line); border-radius: 1rem; padding: .05rem .7rem;
  background: var(--pt-ground); overflow-wrap: anywhere; }
.pt-note { color: var(--pt-faint); font-size: .87rem; overflow-wrap: anywhere; }
.pt-figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 0 1.2rem;
  border-block: 1px solid var(--pt-line); padding: .7rem 0; }
.pt-figures a { display: block; color: inherit; padding: .2rem 0; }
.pt-figures a:hover b { text-decoration: underline; }
.pt-figures b { display: block; font-size: 1.6rem; font-weight: 620; line-height: 1.15; color: var(--pt-link); }
.pt-figures span { display: block; } .pt-figures small { color: var(--pt-faint); font-size: .87rem; }
.pt-table { overflow-x: auto; }
.pt-table table { border-collapse: collapse; width: 100%; }
.pt-table th { text-align: left; font-weight: 600; color: var(--pt-faint); font-size: .87rem; white-space: nowrap;
  vertical-align: bottom; }
.pt-table th, .pt-table td { padding: .32rem .9rem .32rem 0; border-bottom: 1px solid var(--pt-line);
  vertical-align: top; }
.pt-table td:last-child, .pt-table th:last-child { padding-right: 0; }
.pt-table .figure { text-align: right; white-space: nowrap; }
.pt-table .figure small { white-space: normal; }
.pt-table .figure a { display: inline-block; min-width: 24px; line-height: 24px; margin-block: -2px; }
.pt-table td { overflow-wrap: break-word; }
.pt-table td a:has(+ small) { text-decoration: underline 1px; text-underline-offset: .17em; }
.pt-table .sentence { min-width: 15rem; } .pt-table .unbroken { white-space: nowrap; }
.pt-table summary { cursor: pointer; } .pt-table details[open] summary { color: var(--pt-faint); }
.pt-papers { list-style: none; margin: 0 !important; padding: 0 !important; }
.pt-papers li { padding: .55rem 0; border-bottom: 1px solid var(--pt-line); margin: 0; }
.pt-papers .title { font-weight: 600; overflow-wrap: anywhere; }
.pt-papers .said { color: var(--pt-faint); font-size: .9rem; overflow-wrap: anywhere; }
.pt-papers .abstract { font-size: .93rem; overflow-wrap: anywhere; }
.pt-badge { display: inline-block; border: 1px solid var(--pt-line); border-radius: 3px; padding: 0 .4rem;
  font-size: .82rem; white-space: nowrap; color: var(--pt-faint); }
.pt-badge.good { color: var(--pt-good); } .pt-badge.warn { color: var(--pt-warn); background: var(--pt-warn-ground); }
.pt-badge.bad { color: var(--pt-bad); background: var(--pt-bad-ground); }
.stHtml mark { background: light-dark(#ffe9a8, #5b4a12); color: inherit; padding: 0 .1rem; }
.stHtml .pt-facts { padding: 0; }
.pt-facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .2rem 1rem; margin: 0; }
.pt-facts dt { color: var(--pt-faint); margin: 0; } .pt-facts dd { margin: 0; overflow-wrap: anywhere; }
.pt-raw { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--pt-ground); padding: .5rem .7rem;
  margin: .2rem 0;
  font-size: .85rem; max-height: 20rem; overflow: auto; border-radius: 4px; }
.stCode pre { padding: .35rem .7rem; }
.stCode .token { color: inherit !important; } .stCode .token.keyword { color: var(--pt-link) !important; }
.pt-legend { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; font-size: .9rem; }
.pt-legend span::before { content: ""; display: inline-block; width: .7rem; height: .7rem; margin-right: .35rem; }
.stHtml code { background: var(--pt-ground); padding: 0 .25rem; }
.pt-bar { display: flex; height: .45rem; margin-block: .3rem; min-width: 7rem; background: var(--pt-ground); }
.pt-bar .part { height: 100%; }
.pt-bar .listings, .pt-legend .listings::before { background: light-dark(#0072b2, #56b4e9); }
.pt-bar .rejects, .pt-legend .rejects::before { background: light-dark(#d55e00, #e8803a); }
  .pt-bar .entries, .pt-legend .entries::before { background: light-dark(#0072b2, #56b4e9); }
.pt-bar .furniture, .pt-legend .furniture::before { background: light-dark(#b9c2c6, #59656c); }
  .pt-bar .unparsed, .pt-legend .unparsed::before { background: light-dark(#cc79a7, #dfa0c4); }
.pt-spark { display: inline-block; width: 7rem; height: 1.25rem; background: light-dark(#0072b2, #56b4e9);
  vertical-align: text-bottom; forced-color-adjust: none; }
.pt-grade { display: inline-block; min-width: 1.4rem; text-align: center; border-radius: 3px; }
.pt-grade.A { background: light-dark(#0072b2, #56b4e9); color: light-dark(#ffffff, #14181b); }
.pt-grade.B { background: light-dark(#5b9ec4, #35739a); color: light-dark(#14181b, #ffffff); }
.pt-grade.C { background: light-dark(#b2d2e3, #2b566f); color: light-dark(#14181b, #ffffff); }
.pt-grade.D { background: light-dark(#e2eef4, #203642); color: light-dark(#1c2226, #e3e7e8); }
.pt-grade.E { border: 1px solid var(--pt-line); color: var(--pt-faint); }
.pt-grades table { width: auto; } .pt-grades td { padding: .15rem .2rem !important; border: 0; }
.pt-grades td .pt-grade { min-width: 1.9rem; } .pt-grades .slanted { padding: .3rem .2rem !important; }
:is(.pt-grades, .pt-matrix) thead th { vertical-align: bottom; }
.pt-grades th[scope="row"] { position: sticky; left: 0; background: light-dark(#ffffff, #14181b); border: 0;
  padding: .15rem .8rem .15rem 0; font-weight: 400; vertical-align: middle; }
.pt-matrix table { width: auto; }
.pt-matrix td { text-align: right; padding: .2rem .4rem !important; min-width: 3rem; font-size: .9rem;
  vertical-align: middle; border: 1px solid light-dark(#ffffff, #14181b); }
.pt-matrix td small { display: block; font-size: .78rem; white-space: nowrap; }
.pt-matrix .itself { color: var(--pt-faint); }
.pt-matrix th[scope="row"] { position: sticky; left: 0; background: light-dark(#ffffff, #14181b); padding-right: .7rem;
  font-weight: 400; font-size: .93rem; vertical-align: middle; }
.pt-matrix .slanted { vertical-align: bottom; padding: .3rem .4rem; }
.pt-table .slanted span { writing-mode: vertical-rl; transform: rotate(180deg); }
.pt-matrix .s4 { background: light-dark(#bcd8e7, #264d64); }
.pt-matrix .s3 { background: light-dark(#d2e5ef, #223f50); }
.pt-matrix .s2 { background: light-dark(#e4eff5, #203642); }
.pt-matrix .s1 { background: light-dark(#f2f7fa, #1b2830); }
.pt-matrix .s0 { color: var(--pt-faint); }
.pt-runs { display: flex; flex-wrap: wrap; gap: 3px; }
.pt-runs a { width: 1.6rem; height: 1.6rem; border-radius: 2px; display: block; border: 2px solid transparent; }
.pt-runs a[aria-current] { border-color: light-dark(#1c2226, #e3e7e8); }
.pt-runs .PUBLISH { background: light-dark(#0a6b4a, #5fd0a4); }
  .pt-runs .WARN { background: light-dark(#d99a1c, #f0b64d); }
.pt-runs .HOLD { background: light-dark(#a8201a, #ff9a8f); }
.narrow-only { display: none; }
.pt-pictures { margin: 0; color: var(--pt-faint); font-size: .87rem; }
.pt-pictures button { font: inherit; color: var(--pt-link); background: none; cursor: pointer; border-radius: 4px;
  border: 1px solid var(--pt-line); padding: 0 .5rem; min-height: 24px; }
.pt-pictures button:focus-visible { outline: 2px solid var(--pt-link); outline-offset: 2px; }
.pt-pager { display: flex; gap: 1rem; flex-wrap: wrap; padding-top: .4rem; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 2.8rem 1rem 2rem; }
  .wide-only { display: none; } .narrow-only { display: inline; }
  .pt-table td:first-child { overflow-wrap: anywhere; }
  .pt-table td:first-child:not(.figure) { min-width: 7rem; }
  .pt-bar { min-width: 4rem; }
  .prose .sentence { min-width: 0; }
  .prose thead { display: none; }
  .prose td { display: block; border: 0; padding: .1rem 0; overflow-wrap: anywhere; }
  .prose td.figure { text-align: left; white-space: normal; }
  .prose td[data-label]::before { content: attr(data-label) ": "; color: var(--pt-faint); font-size: .87rem; }
  .prose td:last-child { border-bottom: 1px solid var(--pt-line); padding-bottom: .5rem; margin-bottom: .5rem; }
  .prose td.wide-only { display: none; }
  .pt-sides .prose td:not(:first-child) { display: inline; border: 0; font-size: .87rem; }
  .pt-sides .prose td:not(:first-child):not(:last-child)::after { content: " · "; color: var(--pt-faint); }
  .pt-sides .prose tr { display: block; border-bottom: 1px solid var(--pt-line); padding: .2rem 0 .4rem; }
  .pt-sides .abstract { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
  .pt-top { justify-content: flex-start; padding-right: 0; }
  .pt-figures { grid-template-columns: repeat(2, 1fr); }
  .pt-facts { grid-template-columns: fit-content(6.5rem) 1fr; gap: .2rem .7rem; }
}
"""

# A legend's squares, in the order of the categories.
STYLE = _STYLE + "\n".join(
    f".pt-legend .c{place}::before {{ background: light-dark({light}, {dark}); }}"
    for place, (light, dark) in enumerate(zip(CATEGORIES_LIGHT, CATEGORIES_DARK, strict=True))
)
