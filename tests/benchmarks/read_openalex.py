"""The OpenAlex reader over a gzip-compressed shard against bare msgspec over the same file.

`python tests/benchmarks/read_openalex.py [MEGABYTES] [RUNS]` prints the seconds and peak memory of whole processes, in
turn, and the ratio of their medians; the megabytes are those of the decompressed lines. The reference decodes every
line to dictionaries and lists and lets them go; it builds no columns and puts no abstract together.
"""

from __future__ import annotations

import sys

from openalex_corpus import write
from processes import compare_reader

REFERENCE = """
import gzip, sys
import msgspec
decode = msgspec.json.Decoder().decode
with gzip.open(sys.argv[1]) as lines:
    for line in lines:
        try:
            decode(line)
        except msgspec.DecodeError:
            pass
"""
PAPERTIDE = """
import gzip, sys
from transforms.readers._contract import Bounds, ByteAccount
from transforms.readers.openalex import READER
with gzip.open(sys.argv[1]) as stream:
    for batch in READER.read(stream, "works", Bounds(), ByteAccount()):
        pass
"""


def main(megabytes: int = 1_000, runs: int = 5) -> None:
    """Measure both in turn."""
    compare_reader(PAPERTIDE, REFERENCE, write=write, file_name="works.gz", megabytes=megabytes, runs=runs)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
