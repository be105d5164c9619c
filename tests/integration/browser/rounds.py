"""A round of pages: each persona in a window of their own, two windows at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from browser.visitor import Site, Visitor, Way, visitor
from browser.visits import VISITS, Visit

AT_A_TIME = 2

Look = Callable[[Visitor, str], Awaitable[None]]


async def round_of(
    site: Site,
    names: Mapping[str, Any],
    way: Way,
    look: Look,
    visits: Iterable[Visit] = tuple(VISITS.values()),
) -> None:
    """Has ``look`` open each address, as whoever goes there, in one way of looking."""
    by_persona: dict[str, list[Visit]] = {}
    for visit in visits:
        by_persona.setdefault(visit.persona, []).append(visit)
    room = asyncio.Semaphore(AT_A_TIME)

    async def walk(persona: str, own: list[Visit]) -> None:
        async with room, visitor(site, way, persona) as somebody:
            for visit in own:
                await look(somebody, visit.at(names))

    await asyncio.gather(*(walk(*one) for one in by_persona.items()))
