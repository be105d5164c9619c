"""Ending in order on Ctrl-C, SIGTERM and a closed terminal."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def cancelled_by_signals() -> Iterator[None]:
    """Within it the first such signal cancels the current task; further ones change nothing.

    The task ends its `async with` blocks as it unwinds, which stops what they started; a second
    Ctrl-C must not interrupt that and leave half of it behind.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    stopping = False

    def cancel() -> None:
        nonlocal stopping
        if task is not None and not stopping:
            stopping = True
            task.cancel()

    for number in _ENDING:
        loop.add_signal_handler(number, cancel)
    try:
        yield
    finally:
        for number in _ENDING:
            loop.remove_signal_handler(number)
