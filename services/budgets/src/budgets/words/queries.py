"""What was said of a proposal in words, for whoever has to find those that must go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from servicekit import Actor
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.proposals.access import visible
from budgets.words.tables import told_of

SHOWN = ("event_id", "told_in", "about", "told_on", "withdrawn_on")


async def words_of(
    connection: AsyncConnection, proposal_id: UUID, actor: Actor
) -> list[dict[str, Any]]:
    """The events that have words of officers and councillors, the oldest first."""
    await visible(connection, proposal_id, actor)
    found = await told_of(connection, proposal_id)
    return [{name: row._mapping[name] for name in SHOWN} for row in found]
