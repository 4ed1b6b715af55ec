r"""Identifiers as printed in the wild -> one canonical value. No look-ups, no I/O; null = "not one".

Each function takes and gives a String column; what it gives matches the column's pattern in `schema.core`.
"""

from __future__ import annotations

from urllib.parse import unquote

import polars as pl

from transforms.clean._selective import elementwise, per_distinct, per_value, where_matching, where_not_matching

# https://info.arxiv.org/help/arxiv_identifier.html: since 2007-04 YYMM.number, four digits until 2014-12, then five.
# Fewer digits than that are an id that went through a float, and would name another paper.
_ARXIV_NEW = r"(?:(?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.\d{4}|(?:1[5-9]|[2-8]\d)(?:0[1-9]|1[0-2])\.\d{5})"
_ARXIV_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|"
    "q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_ARXIV_OLD_NUMBER = r"(?:9[1-9]|0[0-7])(?:0[1-9]|1[0-2])\d{3}"
_ARXIV_PREFIX = (
    r"(?:https?://)?(?:[a-z0-9\-]+\.)*(?:arxiv|ar5iv|alphaxiv)\.(?:org|labs\.arxiv\.org)/(?:abs|pdf|html|format|ps|e-print|src|ftp)/|"
    r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/papers/|"
    r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\.|oai:arxiv\.org:|(?:arxiv\s+)?(?:e-?prints?|preprint)[\s,:]*(?:arxiv\s*:\s*)?|"
    r"arxiv(?:\.org)?\s*[:/\s]\s*(?:abs/)?|info:(?:arxiv/|eu-repo/semantics/altidentifier/arxiv/)|(?:https?://)?dblp\.org/rec/|abs/|pdf/"
)
_ARXIV_TAIL = r"(?:v\d+)?(?:\.pdf)?(?:[\s/?#\[(,;].*|[.,;:)\]}]*)$"

_DOI = r"10\.\d{4,9}/\S+"
_DOI_AS_IS = r"^10\.\d{4,9}/[a-z0-9._/\-]*[a-z0-9]$"
_DOI_PREFIX = r"(?:https?://[^\s]*?/|(?:urn|info|doi|dx\.doi\.org|www\.doi\.org|doi\.org)\s*[:/=]?\s*)*"

_ORCID = (
    r"^(?:HTTPS?://)?(?:WWW\.)?(?:ORCID(?:\.ORG)?[/:\s]*)?"
    r"(\d{4}[\-–‐ ]?\d{4}[\-–‐ ]?\d{4}[\-–‐ ]?\d{3}[\dX])[/.,;]?$"
)

_ACL_NEW = r"\d{4}\.[a-z][a-z0-9_]*-[a-z0-9_]+\.\d+"
_ACL_OLD = r"[a-z]\d{2}-\d{4}"


def arxiv_id(raw: pl.Expr) -> pl.Expr:
    """arXiv id without version: `2405.15319`, `hep-th/9901001`, `math/0309136` (of `math.GT/0309136`)."""
    return elementwise(raw, where_not_matching(rf"^{_ARXIV_NEW}$", per_distinct(_arxiv_ids)))


def _arxiv_ids(printed: pl.DataFrame) -> pl.Series:
    text = pl.col("text")
    new = text.str.extract(rf"^(?:{_ARXIV_PREFIX})?({_ARXIV_NEW}){_ARXIV_TAIL}")
    old = text.str.extract(
        rf"^(?:{_ARXIV_PREFIX})?((?:{_ARXIV_ARCHIVES})(?:\.[a-z\-]+)?/{_ARXIV_OLD_NUMBER}){_ARXIV_TAIL}"
    )
    # dblp writes `journals/corr/abs-2405-15319`.
    dblp = text.str.extract(
        r"^(?:dblp:)?(?:https?://dblp\.org/rec/)?(?:journals/corr/)?abs-(\d{4}-\d{4,5})(?:\.html)?$"
    )
    dblp = dblp.str.replace("-", ".", literal=True).str.extract(rf"^({_ARXIV_NEW})$")
    found = pl.coalesce(new, dblp, old.str.replace(r"\.[a-z\-]+/", "/"))
    return printed.select(text=_bare(pl.col("value")).str.to_lowercase()).select(found).to_series()


def doi(raw: pl.Expr) -> pl.Expr:
    """DOI in lower case without prefix; of several in one field the first."""
    return elementwise(raw, where_not_matching(_DOI_AS_IS, per_distinct(_dois)))


def _dois(printed: pl.DataFrame) -> pl.Series:
    text, found = pl.col("text"), pl.col("found")
    # A landing page adds its own path and query behind the DOI; the resolver does not.
    is_page = text.str.contains(r"^https?://") & ~text.str.contains(r"^https?://(?:[a-z\-]+\.)*doi\.org/")
    page = found.str.replace(r"[?#].*$", "").str.replace(r"(?:/(?:full|pdf|epdf|abstract|meta|html)|\.pdf)/?$", "")
    unopened = found.str.ends_with(")") & ~found.str.contains("(", literal=True)
    return (
        printed.select(text=_bare(pl.col("value")).str.to_lowercase())
        .with_columns(found=text.str.extract(rf"^{_DOI_PREFIX}({_DOI})"))
        .with_columns(found=pl.when(is_page).then(page).otherwise(found))
        .with_columns(found=found.str.replace(r"""[.,;:"'\]}*]+$""", ""))
        .with_columns(found=pl.when(unopened).then(found.str.replace(r"[).,;:]+$", "")).otherwise(found))
        .select(found.str.extract(r"^(10\.\d{4,9}/\S+)$"))
        .to_series()
    )


def arxiv_id_from_doi(doi: pl.Expr) -> pl.Expr:
    """The arXiv id in a canonical DOI of arXiv's own prefix (`10.48550/arxiv.2405.15319`); null for other DOIs."""
    return arxiv_id(doi.str.extract(r"^10\.48550/arxiv\.(.+)$"))


def arxiv_month(arxiv_id: pl.Expr) -> pl.Expr:
    """First day of the month in which a canonical arXiv id was given out; Date."""
    stamp = arxiv_id.str.extract(r"^(?:[a-z\-]+/)?(\d{4})")
    # Ids begin in 1991: 91 to 99 are of the last century, and only the old form has them.
    is_old = arxiv_id.str.contains("/9", literal=True)
    century = pl.when(is_old).then(pl.lit("19")).otherwise(pl.lit("20"))
    return (century + stamp + "01").str.to_date("%Y%m%d", strict=False)


def openreview_id(raw: pl.Expr) -> pl.Expr:
    """OpenReview forum id, case kept: `rkgNKkHtvB`; of a URL its `id`."""
    text = _bare(raw)
    of_url = text.str.extract(
        r"(?i:^(?:https?://)?(?:api2?\.)?(?:www\.)?openreview\.net/[a-z_]+\?(?:[^#]*&)?id=)([A-Za-z0-9_\-]+)"
    )
    bare = text.str.extract(r"^(?i:openreview:)?\s*([A-Za-z0-9_\-]{6,24})[.,;]?$")
    return pl.coalesce(of_url, bare)


def acl_id(raw: pl.Expr) -> pl.Expr:
    """ACL Anthology id: `P18-1001`, `2020.acl-main.1`; also from its URLs and DOIs."""
    prefix = (
        r"^(?:https?://)?(?:(?:www\.)?(?:aclanthology\.(?:org|info|coli\.uni-saarland\.de)|aclweb\.org/anthology(?:-new)?)/"
        r"(?:papers/|anthology/|volumes/)?(?:[a-z]/[a-z]\d\d/)?|(?:dx\.)?doi\.org/10\.\d{4,9}/v1/|)(?:10\.(?:18653|3115)/v1/)?(?:acl:)?"
    )
    text = _bare(raw).str.to_lowercase()
    new = text.str.extract(rf"{prefix}({_ACL_NEW})(?:v\d+)?(?:\.pdf|\.bib|/)?[.,;]?$")
    old = text.str.extract(rf"{prefix}({_ACL_OLD})(?:v\d+)?(?:\.pdf|\.bib|/.*)?[.,;]?$").str.to_uppercase()
    return pl.coalesce(new, old)


def dblp_key(raw: pl.Expr) -> pl.Expr:
    """DBLP record key, case kept: `conf/nips/VaswaniSPUJGKP17`."""
    kinds = "conf|journals|books|phd|series|reference|tr|ms|data"
    return (
        _bare(raw)
        .str.replace(
            r"(?i)^(?:(?:https?://)?(?:www\.)?(?:dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/)?rec/(?:bibtex/|html/|xml/|bib/|rdf/)*|dblp:)",
            "",
        )
        .str.replace(r"(?:[?#].*|\.(?:html|xml|bib|rdf|nt|ris))+$", "")
        .str.extract(rf"^((?:{kinds})/[^\s/]+/[^\s?#]+)$")
    )


def openalex_id(raw: pl.Expr) -> pl.Expr:
    """OpenAlex work id: `W2741809807`."""
    prefix = r"(?i)^(?:(?:https?://)?(?:api\.|www\.)?openalex\.org/(?:works/)?|openalex:)?"
    return _bare(raw).str.extract(rf"{prefix}(w\d+)[/.,;]?$").str.to_uppercase()


def s2_id(raw: pl.Expr) -> pl.Expr:
    """Semantic Scholar paper id: 40 hex digits, or `CorpusId:<number>` where only that is known."""
    text = _bare(raw).str.to_lowercase()
    page = r"(?:https?://)?(?:(?:www|api|pdfs)\.)?semanticscholar\.org/(?:[^\s?#]*/)?"
    sha = text.str.extract(rf"^(?:{page}|s2:)?([0-9a-f]{{40}})(?:[/?#.,;].*)?$")
    corpus = text.str.extract(rf"^(?:{page})?(?:corpus_?id\s*:\s*)?0*([1-9]\d*)(?:\.0)?$")
    return pl.coalesce(sha, "CorpusId:" + corpus)


def pmid(raw: pl.Expr) -> pl.Expr:
    """PubMed id without leading zeros: `31452104`."""
    page = r"(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/)"
    return _bare(raw).str.extract(
        rf"(?i)^(?:{page}|(?:pmid|pubmed|info:pmid/|medline)[\s:/]*)?0*([1-9]\d{{0,8}})[/.,;]?(?:[?#].*)?$"
    )


def orcid(raw: pl.Expr) -> pl.Expr:
    """ORCID iD: `0000-0002-1825-0097`, check digit verified (ISO 7064 11-2)."""
    return elementwise(raw, per_distinct(_orcids))


def _orcids(printed: pl.DataFrame) -> pl.Series:
    found = _bare(pl.col("value")).str.to_uppercase().str.extract(_ORCID).str.replace_all(r"[^\dX]", "")
    digits = pl.col("digits")
    weighted = [digits.str.slice(place, 1).cast(pl.Int32, strict=False) * (1 << (15 - place)) for place in range(15)]
    check = (12 - pl.sum_horizontal(weighted) % 11) % 11
    stated = digits.str.slice(15, 1).replace("X", "10").cast(pl.Int32, strict=False)
    dashed = pl.concat_str([digits.str.slice(start, 4) for start in range(0, 16, 4)], separator="-")
    return printed.select(digits=found).select(pl.when(check == stated).then(dashed)).to_series()


def _bare(raw: pl.Expr) -> pl.Expr:
    """Without the whitespace, brackets, quotes, percent signs and entities that wrap an identifier in the wild."""
    text = raw.str.strip_chars(" \t\r\n\x0b\x0c\u00a0\u200b\ufeff<>[]{}\"'`“”‘’")
    text = text.str.strip_chars_start("(")
    text = elementwise(text, where_matching(r"%[0-9A-Fa-f]{2}", per_value(unquote)))
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.str.replace_all(entity, character, literal=True)
    return text
