"""One idea on its way: who has it in hand, in which way of looking, and what is known of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from browser.visitor import Site, Visitor, Way, visitor


@dataclass
class Journey:
    """An idea from the first word to the last outcome, and the addresses that it has been given."""

    site: Site
    way: Way
    title: str
    resident: str
    idea: str = ""
    proposal: str = ""
    award: str = ""
    agreement: str = ""
    opportunity: str = ""

    @asynccontextmanager
    async def as_(self, persona: str = "") -> AsyncIterator[Visitor]:
        """Somebody with a browser of their own."""
        async with visitor(self.site, self.way, persona) as somebody:
            yield somebody

    async def address_of(self, somebody: Visitor, kind: str) -> str:
        """The id of the first thing of a kind that the visitor's page leads to."""
        link = somebody.page.locator(f'main a[href*="{kind}"]').first
        address = await link.get_attribute("href") or ""
        return address.rstrip("/").rpartition("/")[2]
