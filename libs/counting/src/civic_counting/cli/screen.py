"""Printing for people: nothing a file holds may steer the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence


def safe(text: str) -> str:
    """Text without control characters, line ends and characters that turn text round."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def say(text: str = "") -> None:
    """Print one line."""
    print(safe(text))


def complain(text: str) -> None:
    """Print one line to standard error."""
    print(safe(text), file=sys.stderr)


def table(rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns; the first column to the left, the others to the right."""
    rows = [[safe(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join(cells).rstrip())
