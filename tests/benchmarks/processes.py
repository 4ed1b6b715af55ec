"""Whole processes, timed in turn: wall seconds, processor seconds and peak memory of each, and ratios of medians.

A reader is compared with a program that reads the same file with its parser alone.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one process cost."""

    wall_seconds: float
    processor_seconds: float
    peak_mebibytes: float


def run(command: Sequence[str]) -> Run:
    """Run a command to its end, its output thrown away. Raises CalledProcessError where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall_seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(
        wall_seconds=wall_seconds,
        processor_seconds=usage.ru_utime + usage.ru_stime,
        peak_mebibytes=usage.ru_maxrss / 1024,
    )


def compare(commands: Mapping[str, Callable[[int], Sequence[str]]], *, runs: int) -> None:
    """Run the commands in turn, `runs` times; print the median of each and its ratio to the first, the reference.

    Each command is made anew for the number of its run, so that none finds what another left.
    """
    costs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(runs):
        for name, command in commands.items():
            costs[name].append(run(command(number)))
    reference = next(iter(costs.values()))
    for name, measured in costs.items():
        wall, reference_wall = (statistics.median(each.wall_seconds for each in runs) for runs in (measured, reference))
        processor = statistics.median(each.processor_seconds for each in measured)
        peak = max(each.peak_mebibytes for each in measured)
        print(
            f"{name:24} wall {wall:7.1f} s, processor {processor:7.1f} s, peak {peak:6,.0f} MiB, "
            f"ratio {wall / reference_wall:.2f}",
            flush=True,
        )


def compare_reader(
    reader: str, reference: str, *, write: Callable[[Path, int], None], file_name: str, megabytes: int, runs: int
) -> None:
    """Compare two programs, each given the name of one file: `write` makes it of so many megabytes of content."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / file_name
        write(source, megabytes * 1_000_000)
        size = source.stat().st_size / 1e6
        print(f"{file_name} of {size:,.0f} MB, {megabytes:,} MB of content, {runs} runs")

        def started(program: str) -> Callable[[int], Sequence[str]]:
            return lambda _: [sys.executable, "-c", program, str(source)]

        compare({"reference": started(reference), "papertide": started(reader)}, runs=runs)
