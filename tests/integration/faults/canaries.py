"""Row: what a person says in confidence stands nowhere but where it was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from civic_contracts.topology import SERVICES
from civic_demo.api import Client, Refused
from civic_demo.cases import CASES
from civic_demo.issuer.personas import persona
from civic_demo.play import Play
from civic_stack.stack import Stack
from harness.fault_table import Breach, Dose, Finding, fault
from harness.left_behind import settled
from harness.personas import client_of
from harness.searching import in_database, in_logs, leaks, on_the_broker

WARD, SEATS_FREE = "E05013795", "E05013796"
PRIVATE, PUBLIC = "kanarie", "offentlig"

# The rooms in which somebody's own words are kept for those they are meant for.
OWN_ROOMS = {
    "ideas": ("public.ideas",),
    "budgets": (),
    "volunteers": ("public.volunteers", "public.listings", "public.listing_replies"),
    "reporting": (),
}


@dataclass
class Person:
    """Somebody with a canary of their own in every private field."""

    client: Client
    number: int
    canaries: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The persona under which they sign in."""
        return f"volunteer-{self.number:04}"

    def canary(self) -> str:
        """Words that nobody else ever says."""
        self.canaries.append(f"{PRIVATE}{uuid4().hex}")
        return self.canaries[-1]

    async def post(self, path: str, body: dict[str, Any], who: str = "") -> Any:
        """One command, as this person unless somebody else is named."""
        return await self.client.post(who or self.name, path, body, key=str(uuid4()))

    async def live(self) -> None:
        """Everything that a person may say in confidence."""
        await self._volunteer()
        await self._have_an_idea_refused()
        await self._use_the_swap_shop()
        await self._sit_in_the_council()
        await self._be_refused()

    async def _volunteer(self) -> None:
        profile = {"ward": WARD, "consent": True}
        mine = {"known_as": self.canary(), "contact": self.canary()}
        await self.post("/volunteers/api/profile", profile | mine)
        paper = {"subject": self.canary(), "known_as": self.canary(), "contact": self.canary()}
        await self.post("/volunteers/api/volunteers", profile | paper, "volunteer-coordinator")

    async def _have_an_idea_refused(self) -> None:
        words = {"title": self.canary(), "summary": self.canary()}
        idea = {"ward": WARD, "theme": "community-focused"}
        made = await self.post("/ideas/api/ideas", words | idea)
        hidden = {"outcome": "hidden", "reason": "It names a neighbour."}
        await self.post(f"/ideas/api/ideas/{made['idea_id']}/moderation", hidden, "moderator")

    async def _use_the_swap_shop(self) -> None:
        shop = "/volunteers/api/listings"
        listing = {
            "kind": "skill-offered",
            "ward": WARD,
            "expires_on": datetime.now(UTC).date().isoformat(),
        }
        mine = {"title": self.canary(), "about": self.canary()}
        refused = await self.post(shop, listing | mine)
        await self.post(f"{shop}/{refused['listing_id']}/refusal", {"reason": "other"}, "moderator")
        public = {"title": f"{PUBLIC}{self.number}"}
        seen = f"{shop}/{(await self.post(shop, listing | public))['listing_id']}"
        await self.post(f"{seen}/approval", {}, "moderator")
        await self.post(f"{seen}/replies", {"message": self.canary()}, "resident-0001")

    async def _sit_in_the_council(self) -> None:
        day = (date(2022, 6, 1) + timedelta(days=self.number)).isoformat()
        seat = {"ward": SEATS_FREE, "seat": 1, "from": day, "to": day}
        term = seat | {"subject": self.canary()}
        await self.post("/budgets/api/councillors", term, "operator")

    async def _be_refused(self) -> None:
        """What does not fit is answered, and said to nobody else."""
        wrong = {"ward": WARD, "consent": True, "known_as": {"text": self.canary()}}
        for path, body in (
            ("/volunteers/api/profile", wrong),
            ("/ideas/api/ideas", {"title": self.canary(), self.canary(): 1}),
        ):
            try:
                await self.post(path, body)
            except Refused:
                continue
            raise AssertionError(f"{path} took what does not fit")
        await self.client.get(f"/volunteers/api/listings?words={self.canary()}", self.name)


@fault(
    "a canary in every private field of every test person",
    short=3,
    full=100,
    passes="in no event, queue, dead letter, log or export, and in no room but its own",
)
async def canaries(dose: Dose) -> Finding:
    """The choir's case is played; so many people live beside it; then everything is searched."""
    stack = await dose.worlds.whole()
    client = client_of(stack)
    play = Play(client)
    await play.run([case for case in CASES if case.name in {"city", "choir"}])
    await play.set_clock(datetime.now(UTC))
    for part in dose.parts(of=20):
        first = dose.times - dose.left + 1
        people = [Person(client, number) for number in range(first, first + part.times)]
        for person in people:
            await person.live()
        await settled({name: stack.database(name).plain for name in SERVICES})
        part.check(await _search(stack, _said_in_confidence(people)))
        part.check(await _blind(stack))
        part.count("canaries", sum(len(person.canaries) for person in people))
    await client.aclose()
    return dose.finding()


def _said_in_confidence(people: list[Person]) -> list[str]:
    """The mark that all canaries share, and the names under which people signed in."""
    names = (persona(person.name) for person in people)
    return [PRIVATE, *(found.name for found in names if found)]


async def _search(stack: Stack, marks: list[str]) -> list[Breach]:
    found: list[Breach] = []
    for service in SERVICES:
        rows = await in_database(stack.database(service).plain, marks)
        found += leaks(f"database of {service}", rows, OWN_ROOMS[service])
    found += leaks("broker", await on_the_broker(stack.broker_url("civic-admin"), marks))
    found += leaks("logs", in_logs(stack.folder.path, marks))
    feed = await _feed(stack)
    return found + [Breach("no-personal-data", f"feed: {mark}") for mark in marks if mark in feed]


async def _feed(stack: Stack) -> str:
    """Everything that other systems can read over HTTP."""
    told, path = "", "/reporting/api/events"
    async with httpx.AsyncClient(base_url=stack.public_url, trust_env=False, timeout=30) as http:
        while True:
            page = await http.get(path)
            page.raise_for_status()
            if not page.json():
                return told
            told, path = told + page.text, page.links["next"]["url"]


async def _blind(stack: Stack) -> list[Breach]:
    """The same search finds what is public where it must stand; else it would find nothing."""
    said = await in_database(stack.database("volunteers").plain, [PUBLIC])
    kept = await in_database(stack.database("reporting").plain, [PUBLIC])
    sent = await on_the_broker(stack.broker_url("civic-admin"), [PUBLIC])
    seen = {
        "outbox": any(table.startswith("kit.outbox") for table in said),
        "public texts": "public.public_texts" in kept,
        "archive": bool(sent["civic.archive"]),
        "logs": bool(in_logs(stack.folder.path, ["process.started"])),
    }
    return [
        Breach("search-sees", f"nothing in {place}") for place, sees in seen.items() if not sees
    ]
