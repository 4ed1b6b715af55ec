"""URLs in running text and fields -> cleaned, classified links. Nothing is fetched; only http and https are links."""

from __future__ import annotations

import polars as pl

from transforms.clean._selective import Step
from transforms.schema.column import DataType
from transforms.schema.core import LINKS, STRINGS

# Host (and its subdomains) -> kind, where the host alone decides. Every kind is one of `schema.core.LINK_KINDS`.
HOST_KINDS: dict[str, tuple[str, ...]] = {
    "code": (
        "github.com", "gist.github.com", "raw.githubusercontent.com", "gitlab.com", "bitbucket.org",
        "codeberg.org", "git.sr.ht", "gitee.com", "sourceforge.net", "anonymous.4open.science",
        "cran.r-project.org", "codeocean.com",
    ),
    "dataset": (
        "zenodo.org", "figshare.com", "osf.io", "datadryad.org", "data.mendeley.com", "physionet.org",
        "openml.org", "openneuro.org", "archive.ics.uci.edu", "dataverse.harvard.edu", "ieee-dataport.org",
        "commoncrawl.org",
    ),
    "demo": (
        "colab.research.google.com", "replicate.com", "mybinder.org", "hf.space", "streamlit.app", "gradio.app",
        "gradio.live",
    ),
    "video": (
        "youtube.com", "youtu.be", "vimeo.com", "bilibili.com", "slideslive.com",
    ),
    "project": (
        "github.io", "gitlab.io", "sites.google.com", "netlify.app", "vercel.app", "pages.dev",
        "readthedocs.io",
    ),
    "paper": (
        "arxiv.org", "ar5iv.org", "alphaxiv.org", "doi.org", "openreview.net", "aclanthology.org", "aclweb.org",
        "proceedings.mlr.press", "papers.nips.cc", "proceedings.neurips.cc", "openaccess.thecvf.com",
        "biorxiv.org", "medrxiv.org", "semanticscholar.org", "pubmed.ncbi.nlm.nih.gov", "dblp.org",
        "hal.science", "ssrn.com", "link.springer.com", "dl.acm.org", "ieeexplore.ieee.org",
        "sciencedirect.com", "jmlr.org", "eprint.iacr.org", "openalex.org",
    ),
}  # fmt: skip

# RFC 3986 without square brackets: prose, TeX and markdown wrap URLs in what is left out, and text of another script
# that follows without a space is no part of the URL.
_IN_TEXT = r"(?i)https?://[a-z0-9\-._~:/?#@!$&'()*+,;=%]+"
_IN_FIELD = r"(?i)^(https?://[^\s\x00-\x1f\x7f-\x9f<>\"{}|\\^`\[\]“”‘’]+)"
_BALANCED = r"^([^()]*(?:\([^()]*\)[^()]*)*)"
_TRAILING = r"[.,;:!?'*&…。，]+$"
_HOST = r"(?:[a-z0-9_](?:[a-z0-9\-_]*[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9\-]+)"
_WHOLE = rf"^https?://{_HOST}(?::\d{{1,5}})?(?:[/?#]\S*)?$"
_ORIGIN = r"^([^:]+://[^/?#]*)"
# Hosts that serve nothing but https, so that a bare `github.com/owner/name` is certainly that page; of a bare
# `www.` name the scheme is unknown.
_BARE = r"(?i)(^|[\s(\[{<\"',;:])((?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co)/[a-z0-9][\w\-.]*/[a-z0-9])"
_MAY_HOLD_URL = r"(?i)https?://|github\.com|gitlab\.com|huggingface\.co"


def urls_in(text: pl.Expr) -> pl.Expr:
    """Every URL of running text, cleaned, distinct, in order of appearance: List[String], empty where there is none."""
    return _where(lambda texts: texts.str.contains(_MAY_HOLD_URL), text, _found)


def _found(texts: pl.Series) -> pl.Series:
    urls = pl.col("text").str.extract_all(_IN_TEXT).list.eval(cleaned(pl.element()).drop_nulls())
    return pl.DataFrame({"text": _loosened(texts)}).select(urls.list.unique(maintain_order=True)).to_series()


def cleaned(url: pl.Expr) -> pl.Expr:
    """One URL without what prose left on its end, scheme and host in lower case; null for what is no http(s) link.

    A URL with user name or password, without a dotted host name or with another scheme is no link.
    """
    bare = _unescaped(url.str.strip_chars()).str.extract(_IN_FIELD).str.replace(r"&(?:lt|gt|quot);.*$", "")
    bare = bare.str.extract(_BALANCED).str.replace(_TRAILING, "")
    origin = bare.str.extract(_ORIGIN).str.to_lowercase()
    whole = origin + bare.str.replace(_ORIGIN, "")
    return pl.when(whole.str.contains(_WHOLE)).then(whole)


def host(url: pl.Expr) -> pl.Expr:
    """Host of a cleaned URL: lower case, without `www.` and port."""
    return url.str.extract(r"^[A-Za-z]+://([^/?#:@]+)").str.to_lowercase().str.replace(r"^www\.", "")


def kind(url: pl.Expr) -> pl.Expr:
    """What a cleaned URL leads to, by host and path: one of LINK_KINDS; null for null."""
    name = host(url)
    path = url.str.extract(r"^[A-Za-z]+://[^/?#]+([^?#]*)")
    by_path = (
        pl.when(name.is_in(["huggingface.co", "hf.co"]))
        .then(_hugging_face_kind(path))
        .when((name == "kaggle.com") & path.str.contains(r"^/(?:datasets|[^/]+/[^/]+/data)\b"))
        .then(pl.lit("dataset"))
    )
    by_host = pl.coalesce(
        pl.when(name.str.contains(_any_of(hosts))).then(pl.lit(kind)) for kind, hosts in HOST_KINDS.items()
    )
    return pl.when(url.is_not_null()).then(pl.coalesce(by_path, by_host, pl.lit("other")))


def as_links(urls: pl.Expr) -> pl.Expr:
    """List[String] of URLs -> LINKS: cleaned, classified, each once, in order; what is no link is left out."""
    return _where(lambda lists: lists.list.len() > 0, urls, _classified, LINKS)


def _classified(urls: pl.Series) -> pl.Series:
    distinct = pl.col("urls").list.eval(cleaned(pl.element()).drop_nulls()).list.unique(maintain_order=True)
    links = distinct.list.eval(pl.struct(url=pl.element(), kind=kind(pl.element())))
    return urls.to_frame("urls").select(links).to_series()


def _where(flag: Step, values: pl.Expr, read: Step, dtype: DataType = STRINGS) -> pl.Expr:
    """The lists that `read` makes of the rows that `flag` marks; empty lists for the others, which most are."""

    def run(column: pl.Series) -> pl.Series:
        flagged = flag(column).fill_null(value=False)
        nothing = pl.Series(column.name, [[]], dtype=dtype)
        if not flagged.any():
            return nothing.new_from_index(0, len(column))
        lists = nothing.append(read(column.filter(flagged)).cast(dtype))
        return lists.gather(flagged.cum_sum() * flagged)

    return values.map_batches(run, return_dtype=dtype, is_elementwise=True)


def _loosened(text: pl.Series) -> pl.Series:
    """Running text in which every URL starts after a space and carries its scheme."""
    text = text.str.replace_all(r"([^\s/=&?#%])(?i)(https?://)", "${1} ${2}")
    text = text.str.replace_all(r"\\([_%#&~])", "${1}")
    return text.str.replace_all(_BARE, "${1} https://${2}")


def _unescaped(url: pl.Expr) -> pl.Expr:
    return url.str.replace_all(r"\\([_%#&~])", "${1}").str.replace_all("&amp;", "&", literal=True)


def _hugging_face_kind(path: pl.Expr) -> pl.Expr:
    first = path.str.extract(r"^/([^/]+)")
    known = first.replace_strict(
        ["papers", "datasets", "spaces", "collections", "docs", "blog", "models", "learn", "posts", "join", "tasks"],
        ["paper", "dataset", "demo", *["other"] * 8],
        default=None,
        return_dtype=pl.String,
    )
    return pl.coalesce(known, pl.when(path.str.contains(r"^/[^/]+/[^/]+")).then(pl.lit("model")), pl.lit("other"))


def _any_of(hosts: tuple[str, ...]) -> str:
    return r"(?:^|\.)(?:" + "|".join(host.replace(".", r"\.") for host in hosts) + ")$"
