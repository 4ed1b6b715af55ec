"""Text pages through their readers, every byte accounted for, against reading the same lines with nothing but Python.

`python tests/benchmarks/read_text.py [MEGABYTES] [LAYOUT ...]` prints, for each layout, how many megabytes its reader
takes in a second of the clock and in one of the processor (of both cores together), how many a loop over the lines
takes in one of the processor, which is the same for it, and the ratio of their processor times: medians of five, in
turn. It stops where a reader finds more or fewer entries than were written, or loses a byte.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from text_corpus import LAYOUTS, write

from transforms.readers import reader, recognise
from transforms.readers._contract import Bounds, ByteAccount, Head

RUNS = 5
_HEAD_BYTES = 256 * 1024
_SAMPLE_ENTRIES = 1_000


def entries_for(layout: str, bytes_wanted: int, folder: Path) -> int:
    """How many entries make about so many bytes."""
    sample = folder / "sample"
    write(sample, layout, _SAMPLE_ENTRIES)
    return max(_SAMPLE_ENTRIES, round(bytes_wanted * _SAMPLE_ENTRIES / sample.stat().st_size))


def read(path: Path, layout: str, entries: int) -> tuple[float, float]:
    """Seconds of clock and processor that the reader takes; raises AssertionError where entries or bytes are lost."""
    account = ByteAccount()
    with path.open("rb") as stream:
        found, claim = recognise(Head(data=stream.read(_HEAD_BYTES), is_whole=False))
        assert (found.name, claim.layout) == (LAYOUTS[layout].reader, layout), f"{layout} is taken for {claim}"
        stream.seek(0)
        start, start_of_clock = time.process_time(), time.perf_counter()
        sound = sum(
            int((batch["problems"].list.len() == 0).sum())
            for batch in reader(found.name).read(stream, layout, Bounds(), account)
        )
        seconds = time.perf_counter() - start_of_clock, time.process_time() - start
    assert sound == entries, f"{layout}: {sound:,} of {entries:,} entries"
    accounted = account.entry_bytes + account.furniture_bytes + account.unparsed_bytes
    assert accounted == path.stat().st_size, f"{layout}: {accounted:,} of {path.stat().st_size:,} bytes"
    return seconds


def lines(path: Path) -> float:
    """Processor seconds that a loop over the decoded, stripped lines takes."""
    start = time.process_time()
    with path.open(encoding="utf-8", newline="\n") as file:
        _ = [len(line.strip()) for line in file]
    return time.process_time() - start


def main(megabytes: int = 500, *layouts: str) -> None:
    """Measure each layout and the loop in turn."""
    columns = {"MB": 6, "entries": 11, "clock MB/s": 12, "processor MB/s": 16, "loop MB/s": 11, "ratio of times": 16}
    print(f"{'layout':12}" + "".join(f"{name:>{width}}" for name, width in columns.items()))
    with tempfile.TemporaryDirectory() as folder:
        for layout in layouts or LAYOUTS:
            path = Path(folder) / layout
            entries = entries_for(layout, megabytes * 1_000_000, Path(folder))
            write(path, layout, entries)
            taken = [(*read(path, layout, entries), lines(path)) for _ in range(RUNS)]
            size = path.stat().st_size / 1e6
            clock, ours, loop = (statistics.median(each) for each in zip(*taken, strict=True))
            print(
                f"{layout:12}{size:6.0f}{entries:11,}{size / clock:12.0f}{size / ours:16.0f}{size / loop:11.0f}"
                f"{ours / loop:16.2f}",
                flush=True,
            )
            path.unlink()


if __name__ == "__main__":
    main(*(int(argument) if argument.isdigit() else argument for argument in sys.argv[1:]))
