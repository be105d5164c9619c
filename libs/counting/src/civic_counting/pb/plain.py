"""Lines of a .pb file that need no csv reader, cut into columns by a few calls that run in C.

A line is plain if it holds no quote and as many cells as there are columns; nearly all ballots
of real files are written so. Whatever is not plain is left to the csv reader, which gives the
same cells for plain lines (the tests compare).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence


def plain_columns(text: str, width: int, wanted: Sequence[int]) -> list[list[str]] | None:
    """The cells of some columns, or None if any line is not plain.

    Args:
        text: whole lines; the last one may lack its end.
        width: number of columns, at least 2.
        wanted: places of the columns to give, from 0.
    """
    if '"' in text or len(text) > csv.field_size_limit():
        return None
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        return None
    if not text.endswith("\n"):
        text += "\n"
    rows = text.count("\n")
    # Line ends stay with the last cell of their line. If all of them are found in every
    # width-th cell, then every line has as many cells as it should.
    cells = text.replace("\n", "\n;").split(";")
    last = "".join(cells[width - 1 :: width]).split("\n")
    if len(last) != rows + 1 or len(cells) != rows * width + 1:
        return None
    return [last[:-1] if place == width - 1 else cells[place:-1:width] for place in wanted]
