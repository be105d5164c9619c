"""What anyone may ask about an award; who made it and who drew its agreement up is not said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.agreements.tables import agreement_of, offer_of
from budgets.awards import tables
from budgets.ledger.domain import RESERVED
from budgets.ledger.posting import holdings_of

PRIVATE = frozenset({"awarded_by", "offered_by", "revoked_by"})


async def award(connection: AsyncConnection, award_id: UUID) -> dict[str, Any]:
    """An award with its shares in pence and its conditions, or ``NotFound``."""
    row = await tables.read_award(connection, award_id)
    shares = await tables.shares_of(connection, award_id)
    conditions = await tables.conditions_of(connection, award_id)
    return {
        **_public(row),
        "ward_shares": _each(shares),
        "conditions": [_public(one) for one in conditions],
    }


async def award_to_sign(connection: AsyncConnection, award_id: UUID) -> dict[str, Any]:
    """The same with what was drawn up to be signed, which is not public before it is signed."""
    found = await award(connection, award_id)
    offer = await offer_of(connection, award_id)
    agreement = await agreement_of(connection, award_id)
    return {
        **found,
        "offer": None if offer is None else {**_public(offer), "instalments": _planned(offer)},
        "agreement_id": None if agreement is None else agreement.id,
        "signed_on": None if agreement is None else agreement.signed_on,
    }


async def to_be_awarded(connection: AsyncConnection, proposal_id: UUID) -> list[dict[str, Any]]:
    """What each ward has reserved for a proposal and would commit, in pence."""
    held = await holdings_of(connection, proposal_id, RESERVED)
    return _each({ward: amount for (ward, _), amount in held.items()})


def _each(shares: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"ward": ward, "amount": amount} for ward, amount in shares.items()]


def _planned(offer: Row[Any]) -> list[dict[str, Any]]:
    """The instalments with their days as days, which JSON does not know."""
    return [
        {**one, "due_on": date.fromisoformat(one["due_on"]) if one["due_on"] else None}
        for one in offer.instalments
    ]


def _public(row: Row[Any]) -> dict[str, Any]:
    return {key: value for key, value in row._mapping.items() if key not in PRIVATE}
