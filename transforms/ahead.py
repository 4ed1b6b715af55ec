"""Work done ahead in threads while what came before it is made use of: in order, and never by more than a few items.

Polars, parsers and decompression let other threads run. What is yielded, and where an error is raised, is the same as
without threads; a generator that is given up ends its threads. Nothing here knows what the items are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_THREADS = 2


def one_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, the next of which is made in a thread. None is no item."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        following = pool.submit(next, items, None)
        while (item := following.result()) is not None:
            following = pool.submit(next, items, None)
            yield item


def each_ahead(work: Callable[[Item], Result], items: Iterator[Item]) -> Iterator[Result]:
    """What `work` makes of each item, at most two of them at a time beside the one that is made use of.

    Items are asked for here, not in a thread; their error is raised behind the results of those before it.
    """
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(max_workers=_THREADS) as pool:
        while task := _submitted(pool, work, items):
            waiting.append(task)
            if len(waiting) > _THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _submitted(
    pool: ThreadPoolExecutor, work: Callable[[Item], Result], items: Iterator[Item]
) -> Future[Result] | None:
    """The next item's work, which has failed where there is no item for an error; None at the end."""
    try:
        return pool.submit(work, next(items))
    except StopIteration:
        return None
    except Exception as error:
        failed: Future[Result] = Future()
        failed.set_exception(error)
        return failed
