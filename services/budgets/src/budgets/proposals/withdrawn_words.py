"""Words that must not be shown any more are erased; the money and the figures stay."""

from __future__ import annotations

from datetime import date
from typing import Any

from servicekit import UnitOfWork
from sqlalchemy import Row

from budgets.proposals.tables import change

INSTEAD = "Words withdrawn"


async def forget_words(uow: UnitOfWork, proposal: Row[Any], reason: str, day: date) -> None:
    """Erases the title and summary of a locked proposal."""
    await change(uow.connection, proposal.id, title=INSTEAD, summary=None, text_event_id=None)
    await uow.audit("proposal.words-withdrawn", str(proposal.id), reason=reason, on=day)
