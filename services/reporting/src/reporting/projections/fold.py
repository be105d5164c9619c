"""Folding a batch into every read model, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.log.facts import Fact
from reporting.projections import figures, money, response_times
from reporting.projections.community import GROUPS, SPACES
from reporting.projections.listening import BARRIERS, CONVERSATIONS, URGENT_NEEDS
from reporting.projections.model import Figure, Model
from reporting.projections.projects import PROJECTS
from reporting.projections.schemes import SCHEMES
from reporting.projections.volunteering import OPPORTUNITIES, PLACEMENTS, STAFF_TIME

MODELS: tuple[Model, ...] = (
    SCHEMES,
    PROJECTS,
    CONVERSATIONS,
    URGENT_NEEDS,
    BARRIERS,
    OPPORTUNITIES,
    PLACEMENTS,
    STAFF_TIME,
    GROUPS,
    SPACES,
)

TABLES = (*(model.table for model in MODELS), "figures", "money", "response_times")


async def fold(connection: AsyncConnection, facts: Sequence[Fact]) -> None:
    """Folds facts of the log, in their order, into the read models that are first in the path.

    The caller has the turn to write the live ones (``reporting.log.entries.alone``), or has set
    the transaction's path to a schema of its own.
    """
    moved: Counter[Figure] = Counter()
    for model in MODELS:
        moved.update(await model.apply(connection, facts))
    await figures.add(connection, moved)
    await money.apply(connection, facts)
    await response_times.apply(connection, facts)
