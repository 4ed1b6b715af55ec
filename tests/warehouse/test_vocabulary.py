"""The analyst's `vocabulary.toml`: how it is read, and what is said of what cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.errors import UsageError
from transforms.trends.own_vocabulary import OwnVocabulary
from warehouse.vocabulary import read


def written(folder: Path, text: str) -> Path:
    path = folder / "vocabulary.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_and_an_empty_one_say_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "vocabulary.toml") == OwnVocabulary()
    assert read(written(tmp_path, "# nothing yet\n")) == OwnVocabulary()


def test_what_is_said_is_read_in_one_order(tmp_path: Path) -> None:
    text = """\ufeff
        terms = ["tidal  lantern", "Llama 3", "Llama 3"]
        stop_words = ["novelty"]
        stop_phrases = ["low-hanging fruit"]
        [synonyms]
        "mixture of experts" = ["MoE", "gated experts"]
        [groups]
        "image models" = "GAN+diffusion *"
        [ratios]
        "diffusion per GAN" = "diffusion */GAN"
    """
    assert read(written(tmp_path, text)) == OwnVocabulary(
        terms=("Llama 3", "tidal lantern"),
        synonyms=(("MoE", "mixture of experts"), ("gated experts", "mixture of experts")),
        stop_words=("novelty",),
        stop_phrases=("low-hanging fruit",),
        groups=(("image models", "GAN + diffusion *"),),
        ratios=(("diffusion per GAN", "diffusion * / GAN"),),
    )


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("terms = [", "vocabulary.toml: Invalid value (at end of document). Correct that line;"),
        (
            'terms = ["a"]\nstop_words = [b]',
            "vocabulary.toml: Invalid value (at line 2, column 15). Correct that line;",
        ),
        ('term = ["lantern"]', "vocabulary.toml, term: there is no such key. There are terms, stop_words,"),
        ('terms = "lantern"', 'vocabulary.toml, terms: it is no list of texts. Write terms = ["one", "two"].'),
        ("terms = [4]", "vocabulary.toml, terms: it is no list of texts."),
        ('synonyms = ["a"]', "vocabulary.toml, synonyms: it is no table. Write [synonyms] on a line of its own,"),
        ('[synonyms]\nMoE = "experts"', 'vocabulary.toml, synonyms."MoE": it is no list of texts.'),
        ('terms = ["a + b"]', "vocabulary.toml, terms: “a + b” cannot be a term: it holds “+”, which only expressions"),
        ('[synonyms]\nMoE = ["a/b"]', 'vocabulary.toml, synonyms."MoE": “a/b” cannot be a term: it holds “/”'),
        ('[synonyms]\n"a.b, c" = ["d"]', 'vocabulary.toml, synonyms."a.b, c": “a.b, c” cannot be a term: it holds “,”'),
        ('terms = ["R^2"]', "vocabulary.toml, terms: “R^2” cannot be a term: it holds what is no word"),
        ('terms = [" "]', "vocabulary.toml, terms: “” cannot be a term: it has 0 words"),
        ('stop_words = ["two words"]', "vocabulary.toml, stop_words: “two words” is not one word. Put it under"),
        ('stop_phrases = [""]', "vocabulary.toml, stop_phrases: one is empty. Take it out."),
        ("[groups]\nboth = 4", 'vocabulary.toml, groups."both": it is no text. Write it as "a + b", or "a / b".'),
        ('[groups]\nboth = "a + "', 'vocabulary.toml, groups."both": “a + ”: a term is missing.'),
        ('[groups]\nboth = "a / b"', 'vocabulary.toml, groups."both": “a / b” is a ratio. Put it under [ratios].'),
        ('[ratios]\nboth = "a + b"', 'vocabulary.toml, ratios."both": “a + b” is no ratio. Put it under [groups].'),
        (
            '[groups]\nx = "a"\n[ratios]\nx = "a / b"',
            "vocabulary.toml, ratios: “x” is the name of a group too. Give it another name.",
        ),
        (
            '[synonyms]\n"experts" = ["MoE"]\n"modes" = ["moe"]',
            "vocabulary.toml, synonyms: “moe” is “experts” and “modes”. Keep it under one of them",
        ),
        (
            'terms = ["MoE"]\n[synonyms]\n"experts" = ["MoE"]',
            "vocabulary.toml, synonyms: “MoE” is “MoE” and “experts”. Keep it under one of them",
        ),
        (
            'terms = ["lantern"]\nstop_words = ["Lantern"]',
            "vocabulary.toml, stop_words: “lantern” is a term too. Keep one of the two.",
        ),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(tmp_path: Path, text: str, fact: str) -> None:
    with pytest.raises(UsageError) as told:
        read(written(tmp_path, text))
    assert str(told.value).startswith(fact)


def test_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.toml").write_bytes('terms = ["größer"]'.encode("latin-1"))
    with pytest.raises(UsageError, match=r"^vocabulary.toml is not UTF-8 .* Save it as UTF-8"):
        read(tmp_path / "vocabulary.toml")
