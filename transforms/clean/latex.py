r"""LaTeX left in running text -> Unicode, where that is certain. What is not certain stays exactly as it stands.

Certain are accents on one letter, font switches, escaped signs, named symbols, and maths of which nothing but letters,
digits and plain operators is left. No maths is typeset, no unknown macro guessed, no quotation mark turned.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
}  # fmt: skip
_SYMBOLS = (
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "varpi", "rho", "varrho", "sigma", "varsigma", "tau", "upsilon", "phi",
    "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi",
    "Psi", "Omega", "times", "cdot", "pm", "mp", "div", "sim", "simeq", "approx", "equiv", "neq", "leq", "le",
    "geq", "ge", "ll", "gg", "infty", "partial", "nabla", "ell", "hbar", "to", "rightarrow", "leftarrow",
    "leftrightarrow", "Rightarrow", "Leftarrow", "mapsto", "in", "notin", "subset", "subseteq", "supset", "cup",
    "cap", "forall", "exists", "emptyset", "langle", "rangle", "ldots", "dots", "cdots", "circ", "ast", "star",
    "textdegree", "textregistered", "texttrademark", "textendash", "textemdash",
)  # fmt: skip
# The only words of three letters and more that maths may hold; others mean that the dollars are money.
_FUNCTIONS = (
    "log", "ln", "exp", "sin", "cos", "tan", "max", "min", "sup", "inf", "lim", "det", "dim", "arg", "argmax",
    "argmin", "poly", "polylog", "mod", "gcd",
)  # fmt: skip

_ACCENT = r"""[`'^"~=.]"""
_BRACED_ACCENT = re.compile(rf"(\{{)?\\({_ACCENT}|[uvHcdkr])\s*\{{\s*\\?([A-Za-z])\s*\}}(?(1)\}})")
_DOTLESS_ACCENT = re.compile(rf"(\{{)?\\({_ACCENT})\\([ij])(?![A-Za-z])(?(1)\}}|(?: (?=[a-z]))?)")
_SPACED_ACCENT = re.compile(r"(?:(\{)|(?<=[A-Za-z]))\\([uvHcdkr]) ([A-Za-z])(?(1)\})")
_BARE_ACCENT = re.compile(rf"(\{{)?\\({_ACCENT})([A-Za-z])(?(1)\}})")
# `\"so\"` and `it\'s` are escaped quotes, not accents: the mark then also stands before something that is no letter.
_ESCAPED_QUOTE = re.compile(rf"\\({_ACCENT})(?![A-Za-z{{\\])|(?<=[A-Za-z])\\(')(?=(?:s|t|d|m|re|ve|ll)\b)")

_LETTER = re.compile(
    r"\{\\(?P<braced>NAMES)\s*\}|\\(?P<closed>NAMES)\{\}|(?<=[A-Za-z])\\(?P<inner>NAMES)(?![A-Za-z])(?: (?=[a-z]))?"
    r"|(?<![A-Za-z\\])\\(?P<first>O|L|AA|AE|OE) (?=[a-z])".replace("NAMES", "|".join(_LETTERS))
)
_SYMBOL = re.compile(
    r"\{\\(NAMES)\s*\}|\\(NAMES)\{\}|(?<![:\\])\\(NAMES)(?![A-Za-z])".replace(
        "NAMES", "|".join(sorted(_SYMBOLS, reverse=True))
    )
)
# Written by machines with a space behind it, which stands for none before an ending or another mark.
_OPENING_QUOTE = re.compile(r"\\textasciigrave(?:\{\}|(?![A-Za-z])) ?")
_CLOSING_QUOTE = re.compile(r"\\textquotesingle(?:\{\}|(?![A-Za-z]))(?: (?=(?:s|t|d|m|re|ve|ll)\b|\\textquotesingle))?")
_FONT_SWITCH = re.compile(r"\{\\(?:em|it|bf|sc|tt|rm|sl|sf|itshape|bfseries|ttfamily|scshape)(?![A-Za-z])\s*([^{}]*)\}")
_FONT_COMMAND = re.compile(
    r"\\(?:emph|text|mbox|underline|url|text(?:bf|it|tt|sc|rm|sf|sl|up|md|normal|superscript|subscript))\{([^{}]*)\}"
)
_SIGN = re.compile(r"\\([%&_#]|\$(?=\d))")
_SPACE = re.compile(r"\\[,;]|(?<=[\w.}])\\ ")

# Pandoc's rule for dollars: no space inside either of them, no digit after the second.
_MATHS = re.compile(r"(?<![\\$])\$(?![\s$])([^$]{1,120}?)(?<![\s\\])\$(?![\d$])|\\\(\s*(.{1,120}?)\s*\\\)")
_ONE_CHARACTER_SCRIPT = re.compile(r"([\^_])\{([^\W_]|\*)\}")
_PLAIN_MATHS = re.compile(r"(?:[^\\{}$&#~\"`^_]|[\^_](?:[^\W_]|\*)(?![^\W_]))+")
_WORD = re.compile(r"[A-Za-z]{3,}")
_TWO_WORDS = re.compile(r"\w[,.;]? \w")


def decoded(text: str) -> str:
    """`text` with the LaTeX that is certain in Unicode. One pass: what it uncovers is left to the next call."""
    if "\\" not in text and "$" not in text:
        return text
    pieces = []
    end = 0
    for maths in _MATHS.finditer(text):
        pieces += [_decoded_prose(text[end : maths.start()]), _decoded_maths(maths)]
        end = maths.end()
    return "".join([*pieces, _decoded_prose(text[end:])])


def _decoded_prose(text: str) -> str:
    if "\\" not in text:
        return text
    text = _decoded_accents(text)
    text = _LETTER.sub(lambda match: _LETTERS[match[match.lastgroup or 0]], text)
    text = _SYMBOL.sub(_symbol_of, text)
    text = _CLOSING_QUOTE.sub("'", _OPENING_QUOTE.sub("`", text))
    text = _FONT_COMMAND.sub(r"\1", _FONT_SWITCH.sub(r"\1", text))
    return _SIGN.sub(r"\1", _SPACE.sub(" ", text))


def _decoded_accents(text: str) -> str:
    for form in (_BRACED_ACCENT, _DOTLESS_ACCENT, _SPACED_ACCENT):
        text = form.sub(_accented, text)
    escaped = {match[1] or match[2] for match in _ESCAPED_QUOTE.finditer(text)}
    return _BARE_ACCENT.sub(lambda match: match[0] if match[2] in escaped else _accented(match), text)


def _accented(match: re.Match[str]) -> str:
    letter = unicodedata.normalize("NFC", match[3] + _MARKS[match[2]])
    return letter if len(letter) == 1 else match[0]


def _symbol_of(match: re.Match[str]) -> str:
    return _symbol(match[1] or match[2] or match[3])


@cache
def _symbol(name: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    return str(LatexNodes2Text().latex_to_text(rf"\{name}")).strip()


def _decoded_maths(match: re.Match[str]) -> str:
    """Maths without its delimiters if it is plain, else exactly as it stands."""
    maths = _SYMBOL.sub(_symbol_of, match[1] or match[2])
    maths = re.sub(rf"\\({'|'.join(_FUNCTIONS)})(?![A-Za-z])", r"\1", maths)
    maths = _ONE_CHARACTER_SCRIPT.sub(r"\1\2", maths.replace("{,}", ",").replace(r"\%", "%").replace(r"\,", " "))
    # `$10, US$` is money: in maths an operator or a function's name stands between two symbols.
    symbols = _WORD.sub(lambda word: "" if word[0] in _FUNCTIONS else word[0], maths)
    is_plain = _PLAIN_MATHS.fullmatch(maths) and not _WORD.search(symbols) and not _TWO_WORDS.search(symbols)
    return maths if is_plain else match[0]
