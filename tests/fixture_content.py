"""The bytes of a reader's fixture: those of its `input.*`, or, for a binary format, what its `input.py` makes of rows.

So every fixture is text that a person wrote and can read.
"""

from __future__ import annotations

import runpy
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"


def content_of(case: Path) -> bytes:
    """Content of the fixture in the folder `case`: its input file, or what `content()` of its `input.py` returns."""
    inputs = list(case.glob("input.*"))
    assert len(inputs) == 1, f"{case} must hold exactly one input.* file, not {len(inputs)}."
    if inputs[0].suffix != ".py":
        return inputs[0].read_bytes()
    content = runpy.run_path(str(inputs[0]))["content"]()
    assert isinstance(content, bytes), f"content() of {inputs[0]} returns no bytes."
    return content
