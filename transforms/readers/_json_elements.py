"""How arrays become the texts of their elements, through a window that moves from element to element.

The end of a damaged element is where the next one visibly begins: in a pretty-printed array the same line end,
indentation and brace as before the first one; otherwise where its brackets balance.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator

from transforms.readers._contract import Bounds
from transforms.readers._json_values import DECODER, KEPT_CHARACTERS, TOO_LONG, TRUNCATED, Form, Texts

_BETWEEN = re.compile(r"[ \t\r\n,\[\]]*")
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*+"|[{}\[\]"]')
_DEPTH = {"{": 1, "[": 1, "}": -1, "]": -1}
_FIRST_KEY = re.compile(r'\{\s*"[^"\\\n]*"')
_SCALAR = re.compile(r"[^,\]\n]+")
_CLOSING = re.compile(r"\s*\]\s*$")
_BEHIND = re.compile(r"\s*(?:[,\]]|$)")
_NEAR_CHARACTERS = 16  # an escape or word cut at the end of the window is complained about where it begins

_Element = tuple[str, int, int, str | None]  # text, first line, last line, problem


def cut_elements(blocks: Iterator[bytes], form: Form, bounds: Bounds) -> Iterator[Texts]:
    """The elements of the array (or the objects) at `form.start` of the text that `blocks` make up."""
    elements: list[_Element] = []
    characters = 0
    for element in _Window(blocks, form, bounds).elements():
        elements.append(element)
        characters += len(element[0])
        if characters >= bounds.block_bytes:
            yield _texts(elements)
            elements, characters = [], 0
    if elements:
        yield _texts(elements)


def _texts(elements: list[_Element]) -> Texts:
    return Texts(
        texts=[text.encode("utf-8", "surrogateescape") for text, *_ in elements],
        line_start=[start for _, start, _, _ in elements],
        line_end=[end for _, _, end, _ in elements],
        problems={at: problem for at, (*_, problem) in enumerate(elements) if problem},
    )


class _Window:
    def __init__(self, blocks: Iterator[bytes], form: Form, bounds: Bounds) -> None:
        self.blocks, self.form, self.limit = blocks, form, bounds.line_bytes
        # Bytes that are not UTF-8 travel as lone surrogates and come out of `encode` as they were.
        self.decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.text, self.at, self.line, self.is_whole = "", 0, 1, False
        self.opening = "\n{"  # how elements are seen to begin; "" where only brackets tell

    def elements(self) -> Iterator[_Element]:
        """Every element; an array that is never closed ends with one whose problem says so."""
        while len(self.text) < self.form.start and self.more():
            pass
        self.move(self.form.start)
        is_open, problem, is_inner = self.form.is_array, None, self.form.depth > 0
        is_begun = self.form.is_array
        self.learn_opening()
        while True:
            skipped = self.skip(_BETWEEN)
            if "[" in skipped or "]" in skipped:
                is_open = skipped.rfind("[") > skipped.rfind("]")
            if is_inner and is_begun and not is_open:
                is_inner = False
                self.leave_container()
                continue
            if self.at == len(self.text):
                break
            text, start, end, problem = self.element()
            yield text, start, end, problem
            is_begun = True
        if is_open and problem != TRUNCATED:
            yield "", self.line, self.line, TRUNCATED

    def more(self) -> bool:
        """Move the window on by one block; False at the end."""
        block = next(self.blocks, b"")
        self.text, self.at = self.text[self.at :] + self.decoder.decode(block, final=not block), 0
        self.is_whole = not block
        return not self.is_whole

    def move(self, end: int) -> None:
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Pass what matches here, over as many blocks as it takes."""
        skipped = ""
        while True:
            found = pattern.match(self.text, self.at)
            if found:
                skipped += found[0]
                self.move(found.end())
            if self.at < len(self.text) or not self.more():
                return skipped

    def learn_opening(self) -> None:
        """See how the first element stands: behind a line end and indentation, or right behind the bracket."""
        if not self.form.is_array:
            return
        while len(self.text) - self.at < 1024 and self.more():
            pass
        lead = re.compile(r"\s*").match(self.text, self.at)
        first = _FIRST_KEY.match(self.text, lead.end()) if lead else None
        if lead and "\n" in lead[0]:
            self.opening = "," + lead[0] + "{"
        else:
            self.opening = "," + (first[0] if first else "{")

    def element(self) -> _Element:
        start = self.line
        while True:
            try:
                end = DECODER.raw_decode(self.text, self.at)[1]
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated") or error.pos >= len(self.text) - _NEAR_CHARACTERS
                if is_cut and len(self.text) - self.at <= self.limit and self.more():
                    continue
                return self.damaged(start)
            except RecursionError:
                return self.damaged(start)
            if end == len(self.text) and self.text[end - 1] not in '}]"' and self.more():
                continue  # a number may go on
            text = self.text[self.at : end]
            self.move(end)
            if len(text) > self.limit:
                return text[:KEPT_CHARACTERS], start, self.line, TOO_LONG
            return text, start, self.line, None

    def damaged(self, start: int) -> _Element:
        """The text up to where the next element begins; what is wrong with it is for the decoder to say."""
        kept, problem = "", None
        while True:
            end = self.damaged_end()
            if end is None and len(self.text) - self.at > self.limit:
                kept, problem = kept or self.text[self.at :][:KEPT_CHARACTERS], TOO_LONG
                self.move(len(self.text) - len(self.opening))
            if end is None and self.more():
                continue
            if end is None:
                end, problem = len(self.text), problem or TRUNCATED
            text = kept or self.text[self.at : end]
            self.move(end)
            return text, start, self.line, problem

    def damaged_end(self) -> int | None:
        """Where the element at hand ends; None where the window does not show it."""
        if self.text[self.at] not in "{[":
            found = _SCALAR.match(self.text, self.at)
            return found.end() if found and found.end() < len(self.text) else None
        if "\n" not in self.opening and (end := self.balanced_end()) is not None:
            return end
        next_one = self.text.find(self.opening, self.at + 1)
        if next_one >= 0:
            return next_one + (0 if self.opening.startswith(",") else 1)
        closing = _CLOSING.search(self.text, self.at) if self.is_whole else None
        return closing.start() if closing else None

    def balanced_end(self) -> int | None:
        depth = 0
        for token in _TOKEN.finditer(self.text, self.at):
            if self.is_unfinished(token):
                return None
            depth += _DEPTH.get(token[0], 0)
            if depth <= 0 and token[0] in "}]":
                is_end = _BEHIND.match(self.text, token.end())
                return token.end() if is_end and (is_end.end() < len(self.text) or self.is_whole) else None
        return None

    def leave_container(self) -> None:
        """Pass the members that stand behind the records, up to the end of the outermost object."""
        depth = self.form.depth
        while True:
            for token in _TOKEN.finditer(self.text, self.at):
                if self.is_unfinished(token):
                    break
                depth += _DEPTH.get(token[0], 0)
                self.move(token.end())
                if depth == 0:
                    return
            if len(self.text) - self.at > self.limit:
                self.move(len(self.text))
            if not self.more():
                return

    def is_unfinished(self, token: re.Match[str]) -> bool:
        """A string that goes on behind the window."""
        return token[0] == '"' and not self.is_whole and "\n" not in self.text[token.end() :]
