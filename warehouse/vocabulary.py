"""`<home>/vocabulary.toml`: what an analyst says of terms. Read and checked here, and what of it readers are to see.

What it does to terms is decided in `transforms.trends`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from transforms.errors import UsageError
from transforms.schema.vocabulary import GROUP, NAMED_SERIES, RATIO, TERM_FORMS
from transforms.trends.expressions import parse
from transforms.trends.own_vocabulary import OwnVocabulary, fault_of
from transforms.trends.tokens import written_words
from warehouse.writer import PENDING_VOCABULARY, append, leave_pending

_LISTS = ("terms", "stop_words", "stop_phrases")
_TABLES = ("synonyms", "groups", "ratios")


def read(path: Path) -> OwnVocabulary:
    """What the file says; nothing where there is no file. Raises UsageError."""
    if not path.exists():
        return OwnVocabulary()
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} is not UTF-8 ({error}).", next_step="Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path.name}: {error}.", next_step="Correct that line; texts stand in quotes.") from error
    for key in said:
        if key not in (*_LISTS, *_TABLES):
            known = f"{', '.join(_LISTS)}, [{'], ['.join(_TABLES)}]"
            raise _fault(path, key, "there is no such key", next_step=f"There are {known}.")
    own = OwnVocabulary(
        terms=_texts(path, said, "terms"),
        synonyms=tuple(sorted(_synonyms(path, said))),
        stop_words=_texts(path, said, "stop_words"),
        stop_phrases=_texts(path, said, "stop_phrases"),
        groups=_expressions(path, said, "groups"),
        ratios=_expressions(path, said, "ratios"),
    )
    _check_words(path, own)
    _check_agreement(path, own)
    return own


def _fault(path: Path, place: str, fact: str, *, next_step: str) -> UsageError:
    return UsageError(f"{path.name}, {place}: {fact}.", next_step=next_step)


def _texts(path: Path, said: dict[str, Any], key: str) -> tuple[str, ...]:
    return tuple(sorted(set(_list(path, key, said.get(key, [])))))


def _list(path: Path, place: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        key = place.partition(".")[2] or place
        raise _fault(path, place, "it is no list of texts", next_step=f'Write {key} = ["one", "two"].')
    return [" ".join(text.split()) for text in value]


def _pairs(path: Path, said: dict[str, Any], key: str) -> list[tuple[str, Any]]:
    """Name -> value of a table of the file."""
    table = said.get(key, {})
    if not isinstance(table, dict):
        raise _fault(path, key, "it is no table", next_step=f"Write [{key}] on a line of its own, above its lines.")
    return [(" ".join(name.split()), value) for name, value in table.items()]


def _synonyms(path: Path, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for term, forms in _pairs(path, said, "synonyms"):
        for form in _list(path, f'synonyms."{term}"', forms):
            yield form, term


def _expressions(path: Path, said: dict[str, Any], key: str) -> tuple[tuple[str, str], ...]:
    found = {}
    for name, value in _pairs(path, said, key):
        place = f'{key}."{name}"'
        if not isinstance(value, str):
            raise _fault(path, place, "it is no text", next_step='Write it as "a + b", or "a / b".')
        try:
            series = parse(value)
        except UsageError as error:
            raise UsageError(f"{path.name}, {place}: {error.fact}", next_step=error.next_step) from error
        if bool(series.per) != (key == "ratios"):
            kind, other = ("a ratio", "ratios") if series.per else ("no ratio", "groups")
            raise _fault(path, place, f"“{value}” is {kind}", next_step=f"Put it under [{other}].")
        found[name] = series.said
    return tuple(sorted(found.items()))


def _check_words(path: Path, own: OwnVocabulary) -> None:
    synonyms = {f'synonyms."{term}"': (term, *(f for f, t in own.synonyms if t == term)) for _, term in own.synonyms}
    for place, terms in ({"terms": own.terms} | synonyms).items():
        for term in terms:
            if fault := fault_of(term):
                next_step = "Write it as words with spaces between; combinations stand under [groups] and [ratios]."
                raise _fault(path, place, f"“{term}” cannot be a term: {fault}", next_step=next_step)
    for word in own.stop_words:
        if len(word.split()) != 1 or len(written_words(word)) != 1:
            raise _fault(path, "stop_words", f"“{word}” is not one word", next_step="Put it under stop_phrases.")
    if "" in own.stop_phrases:
        raise _fault(path, "stop_phrases", "one is empty", next_step="Take it out.")


def _check_agreement(path: Path, own: OwnVocabulary) -> None:
    """One form may not mean two things."""
    stopped = {text.lower(): key for key in ("stop_words", "stop_phrases") for text in getattr(own, key)}
    meant: dict[str, str] = {}
    for form, term in own.forms:
        if (other := meant.setdefault(form.lower(), term)) != term:
            fact = f"“{form}” is “{other}” and “{term}”"
            raise _fault(path, "synonyms", fact, next_step="Keep it under one of them, and as no term of its own.")
        if key := stopped.get(form.lower()):
            raise _fault(path, key, f"“{form}” is a term too", next_step="Keep one of the two.")
    for name, _ in own.groups:
        if name in dict(own.ratios):
            raise _fault(path, "ratios", f"“{name}” is the name of a group too", next_step="Give it another name.")


def is_applied(connection: duckdb.DuckDBPyConnection, own: OwnVocabulary) -> bool:
    """Whether trends were counted by this."""
    (applied,) = connection.execute("SELECT any_value(said) FROM meta.vocabulary").fetchall()[0]
    return OwnVocabulary() == own if applied is None else bool(applied == _written(own))


def write(connection: duckdb.DuckDBPyConnection, own: OwnVocabulary, forms: pl.DataFrame) -> None:
    """Fill the empty tables of what is named, and remember what trends were counted by. Call inside a transaction.

    `forms`: those of `transforms.trends.terms.Counted`.
    """
    named = [(*pair, kind) for kind, pairs in ((GROUP, own.groups), (RATIO, own.ratios)) for pair in pairs]
    series = pl.DataFrame(named, schema=dict.fromkeys(("name", "expression", "kind"), pl.String), orient="row")
    append(connection, TERM_FORMS.full_name, TERM_FORMS.conform(forms))
    append(connection, NAMED_SERIES.full_name, NAMED_SERIES.conform(series))
    if not is_applied(connection, own):
        leave_pending(connection, PENDING_VOCABULARY, "changed")
    connection.execute("DELETE FROM meta.vocabulary")
    connection.execute("INSERT INTO meta.vocabulary VALUES ($1)", [_written(own)])


def _written(own: OwnVocabulary) -> str:
    return json.dumps(asdict(own), ensure_ascii=False)
