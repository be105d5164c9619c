"""Grants to groups that are based at the Happy Hub, each a proposal of its own."""

from __future__ import annotations

from civic_demo.cases import commissioning as way
from civic_demo.cases.wards import HARROW_ROAD_2022
from civic_demo.play import Play

# (what it is for, the group, pence); the document says that there were several, not which.
GRANTS = (
    ("A food co-op at the Happy Hub", "Happy Hub food co-op", 180_000),
    ("A homework club at the Happy Hub", "Happy Hub homework club", 220_000),
    ("Health walks from the Happy Hub", "Happy Hub walkers", 120_000),
)

RUNS = {"starts_on": "2023-12-11", "ends_on": "2024-03-31"}


async def make_grant(play: Play, name: str, title: str, group: str, amount: int) -> None:
    """A group's proposal is researched, decided and awarded."""
    proposal = {
        "title": title,
        "summary": "A group that is based at the hub brings a local idea forward.",
        "wards": [HARROW_ROAD_2022],
        "theme": "community-focused",
        "estimated": amount,
        "applicant_kind": "group",
        "organisation": group,
    }
    made = await play.post(way.OFFICER, "/budgets/api/proposals", proposal)
    play[f"{name}.proposal"] = made["proposal_id"]
    await way.research(
        play,
        f"{name}.proposal",
        HARROW_ROAD_2022,
        [(title, amount)],
        organisation=group,
        applicant_kind="group",
        financial_year="2023-24",
        **RUNS,
    )
    await way.decide(play, f"{name}.proposal", HARROW_ROAD_2022)
    await way.award(play, name, f"{name}.proposal", purpose=title, conditions=[], **RUNS)
