"""The META section: keys and values about the election as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from civic_counting.ballots import BallotKind
from civic_counting.errors import PbError
from civic_counting.money import Decimal, parse_decimal, parse_whole
from civic_counting.pb.rows import Rows, fitted, section_of

_KINDS = {
    "approval": BallotKind.APPROVAL,
    "choose-1": BallotKind.CHOOSE_ONE,
    "ordinal": BallotKind.RANKED,
    "cumulative": BallotKind.POINTS,
    "scoring": BallotKind.POINTS,
}

DIVIDES_THE_BUDGET = (
    "budget_per_category",
    "budget_per_neighborhood",
    "max_length_per_category",
    "min_length_per_category",
    "max_sum_cost_per_category",
    "min_sum_cost_per_category",
)
"""Keys of rules that this package does not count by; passing over them would miscount."""


@dataclass(frozen=True)
class Meta:
    """The META section.

    Attributes:
        values: value by key, stripped.
        lines: the line of each key.
        kind: how voters expressed themselves.
    """

    values: Mapping[str, str]
    lines: Mapping[str, int]
    kind: BallotKind

    def whole(self, key: str) -> int | None:
        """A whole number, or None where the key is missing or empty."""
        if not self.values.get(key):
            return None
        try:
            return parse_whole(self.values[key])
        except ValueError as error:
            raise PbError(self.lines[key], f"{key}: {error}") from None

    def decimal(self, key: str) -> Decimal | None:
        """A decimal number, or None where the key is missing or empty."""
        if not self.values.get(key):
            return None
        try:
            return parse_decimal(self.values[key])
        except ValueError as error:
            raise PbError(self.lines[key], f"{key}: {error}") from None

    def required(self, key: str) -> int:
        """A whole number that must be there."""
        value = self.whole(key)
        if value is None:
            raise PbError(self.lines.get(key, 0), f"META has no {key}")
        return value


def read_meta(rows: Rows) -> Meta:
    """Read from the title META to the title PROJECTS, both included."""
    _expect_title(rows)
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    while True:
        row = rows.next()
        if row is None:
            raise PbError(rows.line, "the file ends inside META")
        title = section_of(row)
        if title == "PROJECTS":
            break
        if title is not None:
            raise PbError(rows.line, f"{title} where PROJECTS should begin")
        _add(rows.line, row, values, lines)
    return Meta(values, lines, _kind(values, lines))


def _expect_title(rows: Rows) -> None:
    row = rows.next()
    if row is None:
        raise PbError(0, "the file is empty")
    if section_of(row) != "META":
        raise PbError(rows.line, "the file does not begin with META: this is no .pb file")
    header = rows.next()
    if header is None or [cell.strip().lower() for cell in header[:2]] != ["key", "value"]:
        raise PbError(rows.line, "META must begin with the columns key;value")


def _add(line: int, row: list[str], values: dict[str, str], lines: dict[str, int]) -> None:
    try:
        key, value = (cell.strip() for cell in fitted(row, 2))
    except ValueError as error:
        raise PbError(line, f"META: {error}; quote a value that holds a semicolon") from None
    if not key or len(row) < 2:
        raise PbError(line, "META has a key with no value, or a value with no key")
    if key in values:
        raise PbError(line, f"META gives {key} twice")
    values[key] = value
    lines[key] = line


def _kind(values: Mapping[str, str], lines: Mapping[str, int]) -> BallotKind:
    name = values.get("vote_type", "").lower()
    if name not in _KINDS:
        reason = f"the vote_type {name!r} is not known" if name else "META has no vote_type"
        raise PbError(lines.get("vote_type", 0), reason)
    kind = _KINDS[name]
    if kind is BallotKind.APPROVAL and values.get("max_sum_cost"):
        return BallotKind.KNAPSACK
    return kind
