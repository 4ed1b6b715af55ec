from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import links
from transforms.schema.core import HTTP_URL, LINK_KINDS, LINKS


def of(expression: pl.Expr, raw: object, dtype: pl.DataType | type[pl.DataType] = pl.String) -> object:
    return pl.DataFrame({"raw": [raw]}, schema={"raw": dtype}).select(expression).to_series().to_list()[0]


RAW = pl.col("raw")


def test_the_seeds_hold_67_distinct_urls(seeds: list[Path]) -> None:
    lines = [line for seed in seeds for line in seed.read_text(encoding="utf-8").splitlines()]
    found = pl.DataFrame({"line": lines}).select(links.urls_in(pl.col("line")).alias("url")).explode("url").drop_nulls()
    assert found["url"].n_unique() == 67
    assert found.filter(~pl.col("url").str.contains(r"^https://[\w.\-]+(/[\w.\-/?=]*)?$")).is_empty()


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("Code: https://github.com/a/b.", ["https://github.com/a/b"]),
        ("(see https://github.com/a/b)", ["https://github.com/a/b"]),
        ("at https://github.com/a/b . Next", ["https://github.com/a/b"]),
        ("https://p.github.io/{https://p.github.io/}.", ["https://p.github.io/"]),
        (r"\url{https://x.org/a\_b} and \href{http://y.org/~u}{here}", ["https://x.org/a_b", "http://y.org/~u"]),
        ("[code](https://github.com/a/b), **https://x.org/p**", ["https://github.com/a/b", "https://x.org/p"]),
        ("[https://x.org](https://x.org/y)", ["https://x.org", "https://x.org/y"]),
        ('<a href="https://x.org/q?a=1&amp;b=2">x</a>', ["https://x.org/q?a=1&b=2"]),
        ("https://en.wikipedia.org/wiki/Foo_(bar)", ["https://en.wikipedia.org/wiki/Foo_(bar)"]),
        ("https://x.org/a,https://y.org/b;https://x.org/a", ["https://x.org/a", "https://y.org/b"]),
        ("availablehttps://x.org/a", ["https://x.org/a"]),
        ("见https://github.com/a/b。代码", ["https://github.com/a/b"]),
        ("“https://x.org/a” and 'https://y.org/b'", ["https://x.org/a", "https://y.org/b"]),
        ("HTTPS://GitHub.COM/Foo/Bar", ["https://github.com/Foo/Bar"]),
        ("https://x.org/a... and https://x.org/b!?", ["https://x.org/a", "https://x.org/b"]),
        ("https://x.org:8080/a#frag", ["https://x.org:8080/a#frag"]),
        ("https://web.archive.org/web/2020/https://x.org/a", ["https://web.archive.org/web/2020/https://x.org/a"]),
        ("code is at github.com/a/b.", ["https://github.com/a/b"]),
        ("(www.github.com/a/b-c)", ["https://www.github.com/a/b-c"]),
        ("on www.example.org and example.com/x", []),  # http or https: nobody knows
        ("javascript:alert(1) ftp://x.org/a mailto:a@x.org file:///etc/passwd", []),
        ("https://user:secret@x.org/a", []),
        ("https://user@x.org/a", []),
        ("http://localhost/x https:// http://. https://...", []),
        ("https://x.org/a\u200b\x00b", ["https://x.org/a"]),
        ("plain text", []),
        ("", []),
        (None, []),
    ],
)
def test_urls_in(text: str | None, urls: list[str]) -> None:
    assert of(links.urls_in(RAW), text) == urls


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        (" https://x.org/a ", "https://x.org/a"),
        ("https://x.org/a}.", "https://x.org/a"),
        ("https://x.org/wiki/深度", "https://x.org/wiki/深度"),
        ("Http://WWW.X.org", "http://www.x.org"),
        ("//x.org/a", None),
        ("x.org/a", None),
        ("javascript:https://x.org", None),
        ("https://a@b.org/", None),
        ("https://x", None),
        ("https://x.org/a b", "https://x.org/a"),
        (None, None),
    ],
)
def test_cleaned(url: str | None, cleaned: str | None) -> None:
    assert of(links.cleaned(RAW), url) == cleaned


@pytest.mark.parametrize(
    ("url", "kind", "host"),
    [
        ("https://github.com/a/b", "code", "github.com"),
        ("https://gitlab.com/a/b", "code", "gitlab.com"),
        ("https://gitlab.example.com/a", "other", "gitlab.example.com"),
        ("https://bitbucket.org/a/b", "code", "bitbucket.org"),
        ("https://codeberg.org/a/b", "code", "codeberg.org"),
        ("https://a.github.io/b", "project", "a.github.io"),
        ("https://huggingface.co/org/name", "model", "huggingface.co"),
        ("https://huggingface.co/org", "other", "huggingface.co"),
        ("https://huggingface.co/datasets/org/name", "dataset", "huggingface.co"),
        ("https://huggingface.co/spaces/org/name", "demo", "huggingface.co"),
        ("https://huggingface.co/collections/org/name", "other", "huggingface.co"),
        ("https://huggingface.co/papers/2405.15319", "paper", "huggingface.co"),
        ("https://www.youtube.com/watch?v=x", "video", "youtube.com"),
        ("https://youtu.be/x", "video", "youtu.be"),
        ("https://vimeo.com/1", "video", "vimeo.com"),
        ("http://arxiv.org/abs/2405.15319", "paper", "arxiv.org"),
        ("https://doi.org/10.1000/x", "paper", "doi.org"),
        ("https://openreview.net/forum?id=x", "paper", "openreview.net"),
        ("https://aclanthology.org/P18-1001", "paper", "aclanthology.org"),
        ("https://zenodo.org/record/1", "dataset", "zenodo.org"),
        ("https://www.kaggle.com/datasets/a/b", "dataset", "kaggle.com"),
        ("https://www.kaggle.com/competitions/x", "other", "kaggle.com"),
        ("https://colab.research.google.com/drive/x", "demo", "colab.research.google.com"),
        ("https://www.example.org:8080/a", "other", "example.org"),
        ("https://notgithub.com/a", "other", "notgithub.com"),
        (None, None, None),
    ],
)
def test_kind_and_host(url: str | None, kind: str | None, host: str | None) -> None:
    assert of(links.kind(RAW), url) == kind
    assert of(links.host(RAW), url) == host


def test_as_links_leaves_out_what_is_no_link() -> None:
    raw = ["https://github.com/a/b.", None, "nothing", "https://github.com/a/b", "https://x.org"]
    assert of(links.as_links(RAW), raw, pl.List(pl.String)) == [
        {"url": "https://github.com/a/b", "kind": "code"},
        {"url": "https://x.org", "kind": "other"},
    ]
    assert of(links.as_links(RAW), None, pl.List(pl.String)) == []


def test_every_host_has_one_known_kind() -> None:
    hosts = [host for group in links.HOST_KINDS.values() for host in group]
    assert len(hosts) == len(set(hosts))
    assert set(links.HOST_KINDS) <= set(LINK_KINDS)


PIECES = [
    *"()[]{}<>.,;:'\"\\ &%@/?#=_*",
    "https://",
    "HTTP://",
    "x.org",
    "github.com/a/b",
    "www.",
    "é",
    "\x00",
    "&amp;",
    "a",
]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(st.lists(st.sampled_from(PIECES), max_size=10).map("".join), st.text(max_size=20)), min_size=1)
)
def test_links_match_the_schema_and_stay_themselves(raw: list[str]) -> None:
    frame = pl.DataFrame({"raw": raw}).select(links.as_links(links.urls_in(RAW)).alias("links"))
    assert frame.schema["links"] == LINKS
    found = frame.explode("links").drop_nulls().unnest("links")
    assert all(re.search(HTTP_URL, url) and "@" not in url.split("/")[2] for url in found["url"])
    assert set(found["kind"]) <= set(LINK_KINDS)
    assert found.select(url=links.cleaned(pl.col("url"))).equals(found.select("url"))
    for url in pl.DataFrame({"raw": raw}).select(links.cleaned(RAW)).to_series().drop_nulls():
        assert of(links.cleaned(RAW), url) == url
