"""What will happen in the busy year: drawn once from a seed, the same for everybody."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from civic_demo.year.words import ORGANISATIONS, PLACES, THINGS

SEED = 2010
WEEKS = 52
AREAS = ("local-choices", "volunteering", "community-service-challenge", "breaking-down-barriers")
DEPARTMENTS = ("neighbourhoods", "parks", "libraries", "housing", "public-realm", "communications")
OFFICERS = ("neighbourhood-officer-1", "neighbourhood-officer-2", "neighbourhood-officer-3")

# A ward's 100,000 pounds must last: at most so many projects of at most 5,000 pounds in a ward.
MOST_PROJECTS = 17


@dataclass(frozen=True)
class PlannedIdea:
    """One idea of the year: what it is, who helps it on, and how far it comes.

    Weeks count from 0; ``acknowledged``, ``answered`` and ``funded`` are the weeks of those steps,
    or None where they never come. ``cost`` is in pence.
    """

    number: int
    week: int
    ward: str
    theme: str
    area: str
    title: str
    organisation: str | None
    online: bool
    supporters: tuple[int, ...]
    officer: str
    department: str
    acknowledged: int | None
    answered: int | None
    funded: int | None
    cost: int
    places: int
    takes_part: int

    @property
    def name(self) -> str:
        """Its name in a play."""
        return f"year{self.number}.idea"


def planned(wards: Sequence[str], ideas: int, *, seed: int = SEED) -> list[PlannedIdea]:
    """The year's ideas for these wards, in the order of their weeks."""
    chance = random.Random(seed)
    projects = dict.fromkeys(wards, 0)
    weights = [chance.uniform(0.5, 2.0) for _ in wards]
    found = []
    for number in range(ideas):
        week = min(WEEKS - 1, number * WEEKS // ideas)
        (ward,) = chance.choices(list(wards), weights)
        idea = _one(chance, number, week, ward, may_be_funded=projects[ward] < MOST_PROJECTS)
        projects[ward] += idea.funded is not None
        found.append(idea)
    return found


def _one(
    chance: random.Random, number: int, week: int, ward: str, *, may_be_funded: bool
) -> PlannedIdea:
    theme = chance.choice(sorted(THINGS))
    acknowledged = week + chance.choice((0, 0, 0, 1)) if chance.random() < 0.93 else None
    funded = None
    if acknowledged is not None and may_be_funded and chance.random() < 0.15:
        funded = acknowledged + chance.randint(3, 7)
    answered = None
    if acknowledged is not None and funded is None and chance.random() < 0.7:
        answered = acknowledged + chance.randint(0, 6)
    return PlannedIdea(
        number=number,
        week=week,
        ward=ward,
        theme=theme,
        area=chance.choice(AREAS),
        title=f"{chance.choice(THINGS[theme])} {chance.choice(PLACES)}",
        organisation=chance.choice(ORGANISATIONS) if chance.random() < 0.2 else None,
        online=chance.random() < 0.7,
        supporters=tuple(chance.sample(range(1000, 1400), int(chance.expovariate(1 / 3)) % 20)),
        officer=chance.choice(OFFICERS),
        department=chance.choice(DEPARTMENTS),
        acknowledged=acknowledged,
        answered=answered,
        funded=funded,
        cost=chance.randrange(60_000, 500_000, 5_000),
        places=chance.choice((0, 0, 4, 8)),
        takes_part=chance.randint(8, 120),
    )
