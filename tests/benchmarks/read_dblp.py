"""The DBLP reader over dblp-shaped XML against bare lxml over the same file.

`python tests/benchmarks/read_dblp.py [MEGABYTES] [RUNS]` prints the seconds and peak memory of whole processes, in
turn, and the ratio of their medians. The reference holds tag and text of every child of one publication at a time and
nothing of the others; it builds no columns, keeps no raw text, and passes over damage without saying so.
"""

from __future__ import annotations

import sys

from dblp_corpus import write
from processes import compare_reader

REFERENCE = """
import sys
from lxml import etree
publications = {"article", "inproceedings", "incollection", "phdthesis", "mastersthesis", "book", "data"}
tags = (*publications, "proceedings", "www")
document = etree.iterparse(sys.argv[1], tag=tags, recover=True, resolve_entities=False, no_network=True)
for _, element in document:
    if element.tag in publications:
        fields = [(child.tag, child.text) for child in element]
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
"""
PAPERTIDE = """
import sys
from transforms.readers._contract import Bounds, ByteAccount
from transforms.readers.dblp import READER
with open(sys.argv[1], "rb") as stream:
    for batch in READER.read(stream, "dblp", Bounds(), ByteAccount()):
        pass
"""


def main(megabytes: int = 1_000, runs: int = 5) -> None:
    """Measure both in turn."""
    compare_reader(PAPERTIDE, REFERENCE, write=write, file_name="dblp.xml", megabytes=megabytes, runs=runs)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
