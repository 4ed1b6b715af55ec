"""Papers with Code: one huge array is read piece by piece."""

from __future__ import annotations

import io
import json

from transforms.readers._contract import Bounds, ByteAccount
from transforms.readers.papers_with_code import read


def test_an_array_yields_its_first_papers_before_its_end_is_read() -> None:
    paper = {"paper_url": "u", "title": "T", "abstract": "A" * 900, "url_abs": "a"}
    stream = io.BytesIO(json.dumps([paper] * 5_000).encode())
    frames = read(stream, "papers", Bounds(block_bytes=64 * 1024), ByteAccount())
    first = next(frames)
    assert 60 < first.height < 90
    assert stream.tell() < 500_000
    assert first.height + sum(frame.height for frame in frames) == 5_000
