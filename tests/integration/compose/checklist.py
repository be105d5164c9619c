"""What has been looked at and how it was: one line each, and the count at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def say(text: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def warn(text: object) -> None:
    """What went wrong, in full."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


class Checklist:
    """Says as it goes; `failed` is what differs from what was expected."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def check(self, what: str, holds: object, found: object = "") -> None:
        """One fact; `found` is shown where it does not hold."""
        self.passed, self.failed = self.passed + bool(holds), self.failed + (not holds)
        told = "" if holds else f": {found!s:.600}"
        say(f"{'ok    ' if holds else 'FAILED'}  {what}{told}")

    def attempt(self, what: str, look: Callable[[], object]) -> None:
        """A fact that may also fail by an error."""
        try:
            found = look()
        except Exception as error:
            self.check(what, False, repr(error))
        else:
            self.check(what, found, found)

    @contextmanager
    def stage(self, what: str) -> Iterator[None]:
        """A stage of the run, timed; an error in it is one failure, and ends the run."""
        started = time.monotonic()
        try:
            yield
        except BaseException as error:
            self.check(f"{what}, {time.monotonic() - started:.0f} s", False, error)
            raise
        self.check(f"{what}, {time.monotonic() - started:.0f} s", True)
