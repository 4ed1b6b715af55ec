from __future__ import annotations

import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import text

CLEANED = [
    # whitespace
    ("  Hard\nwrapped \r\n text\twith \u00a0 gaps ", "Hard wrapped text with gaps"),
    ("line\u2028separator\u2009thin", "line separator thin"),
    # entities, also escaped twice and thrice
    ("Q&amp;A", "Q&A"),
    ("a &amp;amp;amp; b", "a & b"),
    ("&#8220;quoted&#x201D;", "“quoted”"),
    ("5 &lt; 6 &nbsp; now", "5 < 6 now"),
    # a line end, half reference and half escape: what follows is no macro, and elsewhere it may be one
    (r"boats in&#13;\nharbours&#xD;\n1. A quay&amp;#13;\nupstream", "boats in harbours 1. A quay upstream"),
    (r"flavours \nu and \nabla, C:\notes", r"flavours ν and ∇, C:\notes"),
    ("AT&T, R&D; &notit; &unknown;", "AT&T, R&D; &notit; &unknown;"),
    # mojibake
    ("cafÃ© voilÃ  â€œle mondeâ€\x9d", "café voilà “le monde”"),
    ("SchrÃ¶dingerâ€™s cat", "Schrödinger’s cat"),
    ("SÃO PAULO, AMANHÃ DE MANHÃ", "SÃO PAULO, AMANHÃ DE MANHÃ"),
    ("naïve Bayes – “fine”", "naïve Bayes – “fine”"),
    # tags
    ("CO<sub>2</sub> and m<SUP>2</SUP>", "CO2 and m2"),
    ("&lt;i&gt;Drosophila&lt;/i&gt;", "Drosophila"),
    ("<jats:title>Abstract</jats:title><jats:p>We show <jats:italic>x</jats:italic>.</jats:p>", "Abstract We show x."),
    ('one<br/>two<p class="x">three</p>four', "one two three four"),
    ('see <a href="https://example.org">here</a>', "see here"),
    ("<mml:math><mml:mi>x</mml:mi></mml:math>", "x"),
    ("hard words such as <projektor>", "hard words such as <projektor>"),
    ("p < 0.05 and q > 0.1", "p < 0.05 and q > 0.1"),
    ("tokens <s>, <think>, <code> and <i, j>", "tokens <s>, <think>, <code> and <i, j>"),
    # characters nobody sees
    (
        "zero\u200bwidth\u202e bidi\u2066 soft\u00adhyphen \ufeffbom\x00nul\x07bell",
        "zerowidth bidi softhyphen bomnulbell",
    ),
    ("decomposed e\u0301 and \u212b", "decomposed é and Å"),
    # LaTeX accents
    (r"Milenkovi\'c, H\"older, Fr\'echet, Cram\'er-Rao", "Milenković, Hölder, Fréchet, Cramér-Rao"),
    (r"{\'e}t{\'{e}} \'{E}cole \v{C}ech {\v c} Fran\c{c}ois", "été École Čech č François"),
    (r"Garc\'\i a, Garc{\'\i}a, S\o ren, \O rsted, {\ss}, \L{}ukasz", "García, García, Søren, Ørsted, ß, Łukasz"),
    (r"Erd\H{o}s, Poincar\'{e}, na\"{\i}ve", "Erdős, Poincaré, naïve"),
    (r"it\'s \"quoted\" and don\'t", r"it\'s \"quoted\" and don\'t"),
    # LaTeX signs, fonts, symbols and maths
    (r"24.7\% of A\&B on i.\,i.\,d data, snake\_case, \#1, \$5", "24.7% of A&B on i. i. d data, snake_case, #1, $5"),
    (r"{\em Monocular} \textbf{bold \emph{both}} {\it single-loop}", "Monocular bold both single-loop"),
    (r"weight {\eta}, B/({\eta}{\lambda}D), \alpha-divergence", "weight η, B/(ηλD), α-divergence"),
    (r"$\alpha$-fair, $k$NN, $O(n \log n)$, $x^{2}$, $L_1$", "α-fair, kNN, O(n log n), x^2, L_1"),
    (r"Sailors\textquotesingle Knots, the Kettle\textquotesingle s Song", "Sailors' Knots, the Kettle's Song"),
    (r"\textasciigrave \textasciigrave Fog\textquotesingle \textquotesingle in May", "``Fog'' in May"),
    (r"a kite\textquotesingle{}s tail, \textquotesingles", r"a kite's tail, \textquotesingles"),
    (r"\( O(n^3) \) time, $\sim 95\%$ and $\ell_1$", "O(n^3) time, ∼ 95% and ℓ_1"),
    # what is not certain stays
    (r"\( L_{1,2}-norm \), $10^{-3}$, $\mathcal{O}(n)$", r"\( L_{1,2}-norm \), $10^{-3}$, $\mathcal{O}(n)$"),
    ("mathcal{O}( n + nLvarepsilon^{-1}) and ell_1, sim0.6", "mathcal{O}( n + nLvarepsilon^{-1}) and ell_1, sim0.6"),
    ("```quality''", "```quality''"),
    (r"\model beats \cite{x} in C:\beta", r"\model beats \cite{x} in C:\beta"),
    ("from $5 to $10, US$ and A$, $5M/$10M, $x, y$", "from $5 to $10, US$ and A$, $5M/$10M, $x, y$"),
    # plain text of any script stays
    ("深度学习综述。", "深度学习综述。"),
    ("Обучение — это", "Обучение — это"),
    ("한국어 문장", "한국어 문장"),
    ("", None),
    (" \n ", None),
    ("\u200b\x00", None),
    (None, None),
]


def values(expression: pl.Expr, raw: list[str | None]) -> list[str | None]:
    return pl.DataFrame({"raw": raw}, schema={"raw": pl.String}).select(expression).to_series().to_list()


RAW = pl.col("raw")


@pytest.mark.parametrize(("raw", "expected"), CLEANED)
def test_clean(raw: str | None, expected: str | None) -> None:
    assert values(text.clean(RAW), [raw]) == [expected]


def test_clean_of_a_column_keeps_every_row_in_its_place() -> None:
    assert values(text.clean(RAW), [raw for raw, _ in CLEANED]) == [expected for _, expected in CLEANED]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (" A title\n  in two\tlines ", "A title in two lines"),
        ("caf&eacute; <b>x</b> $\\alpha$ e\u0301\u200b", "caf&eacute; <b>x</b> $\\alpha$ e\u0301\u200b"),
        ("no\u00a0break\u3000wide", "no break wide"),
        (" \n\t ", None),
        (None, None),
    ],
)
def test_printed(raw: str | None, expected: str | None) -> None:
    assert values(text.printed(RAW), [raw]) == [expected]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("EC LipsE: bounds", "eclipsebounds"),
        ("ECLipsE – Bounds!", "eclipsebounds"),
        ("GPT-3", "gpt3"),
        ("GPT-4", "gpt4"),
        ("Owlet++: From C++ to C", "owletplusplusfromcplusplustoc"),
        ("Søren Łoś & Straße, Ærø, naïve, İstanbul", "sorenlosstrasseaeronaiveistanbul"),
        ("ﬁne R² x₁", "finer2x1"),
        ("深度学习：综述 2", "深度学习综述2"),
        ("Ёлка и ель", "елкаиель"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("한국어 문장", "한국어문장"),
        ("हिन्दी", "हिन्दी"),
        ("!!! — …", None),
        ("", None),
        (None, None),
    ],
)
def test_title_key(raw: str | None, expected: str | None) -> None:
    assert values(text.title_key(RAW), [raw]) == [expected]


def test_titles_that_say_nothing_and_titles_of_no_paper() -> None:
    keys = ["introduction", "supplementalmaterials", "attentionisallyouneed", None]
    assert values(text.is_generic_title(RAW), keys) == [True, True, False, None]
    assert values(text.is_not_a_paper(RAW), keys) == [False, True, False, None]
    assert values(text.title_key(RAW), sorted(text.GENERIC_TITLE_KEYS)) == sorted(text.GENERIC_TITLE_KEYS)


def test_characters_that_need_no_look_stay_themselves() -> None:
    points = [(0xA1, 0xAC), (0xAE, 0x2FF), (0x391, 0x3A1), (0x3A3, 0x3CE), (0x400, 0x482), (0x48A, 0x52F)]
    points += [(0x2010, 0x2027), (0x2030, 0x205E), (0x2190, 0x22FF), (0x3001, 0x3029), (0x3041, 0x3096)]
    points += [(0x30A1, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xFF01, 0xFF5E)]
    for first, last in points:
        for point in range(first, last + 1):
            assert unicodedata.normalize("NFC", chr(point)) == chr(point)
            assert unicodedata.combining(chr(point)) == 0
            assert unicodedata.category(chr(point)) not in {"Cc", "Cf", "Zs", "Zl", "Zp"}


# fmt: off
FRAGMENTS = [
    "&amp;", "&lt;", "&gt;", "amp;", "&", ";", "#", "&#38;", "&#x26;", "<sub>", "</sub>", "<p>", "<", ">", "sub",
    "$", "\\$", "5", " ", "\\alpha", "\\'", "e", "{", "}", "\\em ", "\\(", "\\)", '\\"', "\\o", "\\ss", "\\,", "\\%",
    "\\", "Ã", "©", "Â", "â", "€", "™", "\u00a0", "\u0301", "\u200b", "\u202e", "\x85", "\x00", "ï", "¿", "½", "é",
    "\u1100", "\u1161", "x^{2}", "log", "\\log", "\u0130", "ß", "ﬁ",
]
# fmt: on
NASTY = st.one_of(
    st.text(alphabet=st.sampled_from(list("\\{}$'\"`^~=.abceiosuvcHk<>/&;#0123amp ltp \n\t_%,()-")), max_size=40),
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join),
    st.text(max_size=30),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(NASTY, min_size=1, max_size=4))
def test_clean_is_idempotent(raw: list[str]) -> None:
    once = values(text.clean(RAW), raw)
    assert values(text.clean(RAW), once) == once
    for value in once:
        assert value is None or (value and value == " ".join(value.split()))
        assert value is None or not any(unicodedata.category(letter) == "Cc" for letter in value)


@settings(max_examples=300, deadline=None)
@given(NASTY)
def test_keys_and_printed_text_are_idempotent(raw: str) -> None:
    for function in (text.title_key, text.printed, text.folded):
        once = values(function(RAW), [raw])
        assert values(function(RAW), once) == once
