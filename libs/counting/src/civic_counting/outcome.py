"""What a count returns: the winners, and for every project what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class End(StrEnum):
    """The ways a project's count can end."""

    FUNDED = "funded"
    TOPPED_UP = "funded with a top-up"
    FILLED = "funded by the greedy fill"
    WITHDRAWN = "withdrawn after the vote"
    NO_SUPPORT = "nobody chose it"
    BELOW_THRESHOLD = "below the threshold"
    RIVAL_FUNDED = "an exclusive rival was funded"
    NOT_ENOUGH_LEFT = "not enough money left"
    AFTER_THE_STOP = "came after the count stopped"
    SUPPORTERS_CANNOT_PAY = "its supporters' shares could not pay for it"

    @property
    def won(self) -> bool:
        """Whether the project is funded."""
        return self in (End.FUNDED, End.TOPPED_UP, End.FILLED)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one project.

    Attributes:
        end: how its count ended.
        left: money left when its turn came, minor units; None where the rule has no turns.
        by: the project in its way: the rival, or the one at which the count stopped.
    """

    end: End
    left: int | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie that the declared tie-break had to end.

    Attributes:
        tied: numbers of the projects that were exactly equal.
        first: the one that went first.
        because: the key that decided, in plain English.
    """

    tied: tuple[int, ...]
    first: int
    because: str


@dataclass(frozen=True)
class Outcome:
    """The result of a count.

    Attributes:
        winners: project numbers, in the order in which they were funded.
        spent: their cost together, minor units.
        fates: one for every project, in the order of the projects.
        ties: ties that changed or could have changed the order of funding.
        top_up: money above the budget that the rule adds from a reserve, minor units.
        notes: what a reader should know about how this result came about.
        steps: how many times an add-one completion raised the shares.
    """

    winners: tuple[int, ...]
    spent: int
    fates: tuple[Fate, ...]
    ties: tuple[Tie, ...] = ()
    top_up: int = 0
    notes: tuple[str, ...] = ()
    steps: int = 0
