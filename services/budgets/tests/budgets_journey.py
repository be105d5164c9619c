"""The usual steps of one proposal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from budgets.decisions.domain import Tally
from budgets.decisions.tables import latest_decision
from budgets.decisions.tallying import standings
from budgets.proposals.tables import read
from budgets_client import ApiClient

CRITERIA = (
    "locally-derived",
    "meets-an-identified-need",
    "improves-well-being",
    "additional-to-existing-provision",
    "does-not-undermine-policy",
    "lawful",
)


@dataclass(slots=True)
class Journey:
    """The usual steps of one proposal, each with sensible details that a test may change."""

    api: ApiClient
    seats: set[tuple[str, int]] = field(default_factory=set)

    async def give_money(self, ward: str, year: str, day: str) -> None:
        """The ward's allocation of a year."""
        await self.api.on(day).post(
            "finance", "/ward-accounts/allocations", financial_year=year, wards=[ward]
        )

    async def seat_councillors(self, ward: str, since: str, *numbers: int) -> None:
        """Somebody holds each of the ward's seats; the first three unless numbers are given."""
        for seat in numbers or (1, 2, 3):
            if (ward, seat) in self.seats:
                continue
            self.seats.add((ward, seat))
            subject = f"councillor-{ward}-{seat}"
            entry = {"subject": subject, "ward": ward, "seat": seat, "from": since}
            await self.api.post("operator", "/councillors", **entry)

    async def open(self, day: str, *wards: str, who: str = "officer", **details: Any) -> str:
        """A proposal that an officer takes in; returns its id."""
        made = await self.api.on(day).post(
            who,
            "/proposals",
            **{
                "title": "A community choir",
                "wards": list(wards),
                "theme": "community-focused",
                "organisation": "Wigmore Hall",
                **details,
            },
        )
        return str(made["proposal_id"])

    async def research(self, proposal: str, day: str, shares: dict[str, int], **more: Any) -> None:
        """Costs it, in one line."""
        await self.api.on(day).post(
            "officer",
            f"/proposals/{proposal}/research",
            lines=[{"title": "All of it", "amount": sum(shares.values())}],
            ward_shares=[{"ward": ward, "amount": part} for ward, part in shares.items()],
            **more,
        )

    async def assess(self, proposal: str, day: str, judgement: str = "met") -> None:
        """Judges all six criteria alike."""
        judged = [
            {"criterion": one, "judgement": judgement, "reason": "It is so."} for one in CRITERIA
        ]
        await self.api.on(day).post("officer", f"/proposals/{proposal}/criteria", judgements=judged)

    async def deciding(
        self, day: str, shares: dict[str, int], opened_by: str = "officer", **more: Any
    ) -> str:
        """A proposal put to the councillors; its wards have money and councillors."""
        for ward in shares:
            await self.seat_councillors(ward, day[:4] + "-01-01")
        proposal = await self.open(day, *shares, who=opened_by)
        await self.research(proposal, day, shares, **more)
        await self.assess(proposal, day)
        await self.api.on(day).post("officer", f"/proposals/{proposal}/decision")
        return proposal

    async def vote(self, proposal: str, day: str, ward: str, seat: int, choice: str) -> Any:
        """One seat's vote, from the minutes."""
        return await self.api.on(day).post(
            "officer",
            f"/proposals/{proposal}/decision/votes",
            interest="none",
            choice=choice,
            ward=ward,
            seat=seat,
        )

    async def approved(self, day: str, shares: dict[str, int], **more: Any) -> str:
        """A proposal that two councillors of each ward approved."""
        proposal = await self.deciding(day, shares, **more)
        for ward in shares:
            for seat in (1, 2):
                await self.vote(proposal, day, ward, seat, "in-favour")
        closed = await self.api.on(day).post(
            "officer", f"/proposals/{proposal}/decision/close", reasons="It is wanted."
        )
        assert closed["outcome"] == "approved"
        return proposal

    async def agreed(
        self, day: str, shares: dict[str, int], basis: str, **award: Any
    ) -> dict[str, str]:
        """An award with its agreement; returns the ids."""
        proposal = await self.approved(day, shares)
        made = await self.api.on(day).post("officer", f"/proposals/{proposal}/award", **award)
        signed = await self.api.on(day).post(
            "officer", f"/awards/{made['award_id']}/agreement", payment_basis=basis
        )
        return {"proposal_id": proposal, **made, **signed}

    async def tally(self, proposal: str, ward: str, day: str) -> Tally:
        """How a ward's votes stand: what nobody is told while the decision is open."""
        async with self.api.engine.connect() as connection:
            found = await read(connection, UUID(proposal))
            decision = await latest_decision(connection, found.id)
            rule = self.api.work.council.policy(found.policy).decision
            known = await standings(connection, decision, rule, date.fromisoformat(day))
        return known[ward].tally

    async def money(self, ward: str, year: str) -> dict[str, int]:
        """The ward's balances of a year."""
        years = (await self.api.get(f"/ward-accounts/{ward}"))["years"]
        return next((one for one in years if one["financial_year"] == year), {})
