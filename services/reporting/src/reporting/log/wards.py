"""Which ward an event is filed under."""

from __future__ import annotations

from collections.abc import Iterable

from civic_contracts.envelope import Event
from civic_contracts.fields import WardShare


def lead_ward(shares: Iterable[WardShare]) -> str:
    """Of several wards that pay for something, the one that gives most; then by code."""
    return min(shares, key=lambda share: (-share.amount, share.ward)).ward


def ward_of(event: Event) -> str | None:
    """The ward that an event names itself: its own, or the lead ward of its shares."""
    ward: str | None = getattr(event, "ward", None)
    shares: tuple[WardShare, ...] = getattr(event, "ward_shares", ())
    return lead_ward(shares) if ward is None and shares else ward
