"""What the operator sees: results on stdout, everything else on stderr; tables, JSON, progress. No verb lives here.

Text from dumps may carry markup or terminal control sequences: it is shown, never interpreted.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

# Rich wraps at 80 columns where there is no terminal; a pipe has no width.
_PIPE_COLUMNS = 250


def tell(*sentences: str) -> None:
    """A message for the operator, on stderr."""
    print(printable(" ".join(sentence for sentence in sentences if sentence)), file=sys.stderr, flush=True)


def emit(text: str) -> None:
    """A result, on stdout. A reader that has seen enough (`| head`) ends the command quietly."""
    emit_bytes(text.encode("utf-8", "replace"))


def emit_bytes(data: bytes) -> None:
    """A result as bytes, on stdout."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python flushes stdout once more at exit; give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def emit_json(value: Any) -> None:
    """A result as JSON, on stdout."""
    emit(json.dumps(value, indent=2, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # also datetime
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def printable(value: object) -> str:
    """A value as text that a terminal only shows: control and direction characters replaced, `-` where unknown."""
    match value:
        case None:
            text = "-"
        case bool():
            text = "yes" if value else "no"
        case datetime():
            text = f"{value:%Y-%m-%d %H:%M}"
        case int():
            text = f"{value:,}"
        case float():
            text = f"{value:,.3f}".rstrip("0").rstrip(".") if abs(value) >= 1 else f"{value:.3g}"
        case list() | tuple():
            text = ", ".join(map(printable, value))
        case _:
            text = "".join(char if char.isprintable() or char == "\n" else "�" for char in str(value))
    return text


def table(
    rows: Iterable[Mapping[str, object]],
    columns: Sequence[str],
    *,
    total: Mapping[str, object] | None = None,
    folded: Sequence[str] = (),
    to_stderr: bool = False,
) -> None:
    """Rows as a table; numbers to the right, `folded` columns wrap. On stdout unless told otherwise."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = list(rows)
    grid = Table(box=box.SIMPLE_HEAD, show_footer=total is not None, pad_edge=False)
    for name in columns:
        is_number = any(isinstance(row.get(name), int | float) for row in shown)
        footer = Text(printable(total[name]) if total and name in total else "")
        is_folded = name in folded
        grid.add_column(
            Text(name.replace("_", " ")),
            justify="right" if is_number else "left",
            footer=footer,
            overflow="fold",
            no_wrap=not is_folded,
        )
    for row in shown:
        grid.add_row(*(Text(printable(row.get(name))) for name in columns))
    stream = sys.stderr if to_stderr else sys.stdout
    console = Console(file=stream, width=None if stream.isatty() else _PIPE_COLUMNS)
    with console.capture() as captured:
        console.print(grid)
    text = "\n".join(line.rstrip() for line in captured.get().strip("\n").split("\n")) + "\n"
    (sys.stderr.write if to_stderr else emit)(text)


def facts(values: Mapping[str, object]) -> None:
    """Names and values, one per line, on stdout."""
    width = max(map(len, values), default=0)
    emit("".join(f"{name.replace('_', ' '):<{width}}  {printable(value)}\n" for name, value in values.items()))


def listing(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool, empty: str) -> None:
    """What a listing verb prints: JSON, a table of some columns, or, on stderr, that there is nothing."""
    if as_json:
        emit_json(rows)
    elif rows:
        table(rows, columns)
    elif empty:
        tell(empty)


@contextmanager
def progress(description: str, *, total: int) -> Iterator[Callable[[int, str], None]]:
    """A bar by bytes on stderr, on a terminal only. Call what it yields with the position and what is being read."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(description, total=total)
        yield lambda position, name: bar.update(task, completed=position, description=printable(name)[:40])


@contextmanager
def working(description: str) -> Iterator[None]:
    """A spinner on stderr for work of unknown length, on a terminal only."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(description):
        yield
