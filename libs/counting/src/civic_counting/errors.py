"""The errors a count can end in. Each carries a sentence that an official can act on."""

from __future__ import annotations


class CountingError(ValueError):
    """Something asked of this package cannot be done; the message says what and why."""


class ElectionError(CountingError):
    """An election that contradicts itself: overlapping groups, a cost of nothing, and so on."""


class RuleError(CountingError):
    """A rule, completion or tie-break that is not known or does not fit the ballots."""


class PbError(CountingError):
    """A .pb file that is refused.

    Attributes:
        line: line of the file, counted from 1; 0 where no single line is at fault.
        reason: what is wrong there, without the line number.
    """

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}" if line else reason)


class BundleError(CountingError):
    """A bundle that cannot be trusted or opened: tampered, incomplete, or unsafe to unpack."""
