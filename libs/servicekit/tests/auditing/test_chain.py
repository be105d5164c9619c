"""The hash of a row and of a batch, against figures worked out apart from the code."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from servicekit.auditing.chain import GENESIS, digest_of, head_after

WHEN = datetime(2026, 1, 15, 12, 0, 0, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    id: int = 7
    recorded_at: datetime = WHEN
    actor: str | None = "a" * 64
    roles: list[str] = field(default_factory=lambda: ["finance"])
    action: str = "payment.made"
    target: str = "one"
    facts: Any = field(default_factory=lambda: {"b": 1, "a": "£"})


def test_a_row_is_hashed_as_the_documents_say() -> None:
    written = (
        '[7,"2026-01-15T12:00:00.000005+00:00","' + "a" * 64 + '",["finance"],'
        '"payment.made","one",{"a":"\\u00a3","b":1}]'
    )
    assert digest_of(Row()) == hashlib.sha256(written.encode()).digest()


@pytest.mark.parametrize(
    "change",
    [
        {"id": 8},
        {"recorded_at": WHEN + timedelta(microseconds=1)},
        {"actor": None},
        {"roles": []},
        {"action": "payment.refused"},
        {"target": "two"},
        {"facts": {"b": 2, "a": "£"}},
    ],
)
def test_every_part_of_a_row_counts(change: dict[str, Any]) -> None:
    assert digest_of(replace(Row(), **change)) != digest_of(Row())


def test_the_zone_in_which_a_time_is_read_does_not_count() -> None:
    there = WHEN.astimezone(timezone(timedelta(hours=5)))
    assert digest_of(replace(Row(), recorded_at=there)) == digest_of(Row())


def test_a_head_stands_for_the_one_before_the_number_and_the_order() -> None:
    first, second = digest_of(Row()), digest_of(replace(Row(), id=8))
    head = head_after(GENESIS, 1, [first, second])
    assert head == hashlib.sha256(bytes(32) + bytes(7) + b"\x01" + first + second).digest()
    others = [
        head_after(GENESIS, 1, [second, first]),
        head_after(GENESIS, 2, [first, second]),
        head_after(head, 1, [first, second]),
        head_after(GENESIS, 1, [first]),
    ]
    assert head not in others
