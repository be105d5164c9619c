"""Ending in order on Ctrl-C, SIGTERM and a closed terminal."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Stopped:
    """Which signal came first, if one did."""

    by: int | None = None

    @property
    def exit_code(self) -> int:
        """What a shell says of a command that such a signal has ended."""
        return 128 + (self.by or 0)


@contextmanager
def cancelled_by_signals() -> Iterator[Stopped]:
    """Within it the first such signal cancels the current task; further ones change nothing.

    The task ends its `async with` blocks as it unwinds, which stops what they started; a second
    Ctrl-C must not interrupt that and leave half of it behind.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    stopped = Stopped()

    def cancel(number: int) -> None:
        if task is not None and stopped.by is None:
            stopped.by = number
            task.cancel()

    before = {number: signal.getsignal(number) for number in _ENDING}
    for number in _ENDING:
        loop.add_signal_handler(number, cancel, number)
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
