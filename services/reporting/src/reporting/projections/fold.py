"""Folding a batch into every read model, in one transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from civic_contracts.envelope import Event
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.log.facts import Fact
from reporting.projections import figures, money, response_times, rows
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

HEARS: Mapping[str, Iterable[type[Event]]] = {
    **{model.table: model.folds for model in MODELS},
    "money": money.HEARS,
    "response_times": response_times.STEPS,
}
TABLES = (*(model.table for model in MODELS), "figures", "money", "response_times")

# Which tables hear a type of event, and the types that any of them hears.
HEARERS: Mapping[type[Event], Sequence[str]] = {
    kind: [table for table, kinds in HEARS.items() if kind in kinds]
    for kinds in HEARS.values()
    for kind in kinds
}
HEARD = sorted(kind.event_type for kind in HEARERS)


async def fold(connection: AsyncConnection, facts: Sequence[Fact]) -> None:
    """Folds facts of the log, in their order, into the read models that are first in the path.

    The caller has the turn to write the live ones (``reporting.log.entries.alone``), or has set
    the transaction's path to a schema of its own.
    """
    heard: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        for table in HEARERS.get(type(fact.event), ()):
            heard[table].append(fact)
    concerned = {model: model.concerned(heard[model.table]) for model in MODELS}
    keys = {model: {key for key, _ in mine} for model, mine in concerned.items() if mine}
    loaded = await rows.load(connection, keys)
    moved: Counter[Figure] = Counter()
    for model, states in loaded.items():
        moved.update(model.fold(concerned[model], states))
    await rows.store(connection, loaded)
    await figures.add(connection, moved)
    await money.apply(connection, heard["money"])
    await response_times.apply(connection, heard["response_times"])
