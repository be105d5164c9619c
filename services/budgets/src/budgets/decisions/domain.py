"""How the votes of a ward's councillors become a decision.

A seat has one vote. Whoever has a pecuniary interest in the matter says so and does not vote.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from budgets.policy.domain import DecisionRule
from budgets.policy.domain.financial_year import FinancialYear
from budgets.rules import RuleBroken, in_words

Standing = Literal["approved", "declined", "open", "refer"]
Outcome = Literal["approved", "declined", "returned"]


class DecisionStillOpen(RuleBroken):
    """Not every ward has decided: votes that could still change the outcome are missing."""


class NotReferred(RuleBroken):
    """The ward's own councillors can decide this."""


class MoneyOfAPastYear(RuleBroken):
    """The financial year has ended: its money is no longer awarded."""


class MoneyOfAFutureYear(RuleBroken):
    """The financial year has not begun: its money is neither awarded nor paid yet."""


class VoteNeedsAChoice(RuleBroken):
    """Whoever votes says how, and whoever has a pecuniary interest does not vote."""


class DeclaredAnInterest(RuleBroken):
    """Whoever declared a pecuniary interest takes no part in that decision; it is not undone."""


class VotedByOwnHand(RuleBroken):
    """A councillor's own vote is changed by that councillor alone, not from the minutes."""


class VotedFromAnotherSeat(RuleBroken):
    """A person has one vote in a decision: who has voted does not from another seat as well."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """How one seat voted: no choice means that a pecuniary interest was declared."""

    seat: int
    interest: str
    choice: str | None

    def __post_init__(self) -> None:
        if (self.interest == "pecuniary") != (self.choice is None):
            raise VoteNeedsAChoice


@dataclass(frozen=True, slots=True)
class Tally:
    """Where one ward stands; all are numbers of seats.

    ``voted`` have voted or declared why they may not; fewer than ``must_vote`` decide nothing.
    """

    seats: int
    required: int
    in_favour: int
    against: int
    abstained: int
    interests_declared: int
    able: int
    voted: int
    must_vote: int
    standing: Standing

    @property
    def decides_itself(self) -> bool:
        """Whether enough of the ward's councillors can vote; without votes nothing is settled."""
        return self.must_vote > 0


@dataclass(frozen=True, slots=True)
class Turnout:
    """How far a ward's vote has come, whatever was said; all are numbers of seats."""

    seats: int
    required: int
    voted: int
    must_vote: int


def turnout_of(rule: DecisionRule, held: Sequence[int], said: Collection[int]) -> Turnout:
    """How far it would have come if every seat that has said something had voted.

    What is really needed falls with each interest that is declared: who knows it knows how many
    there are. ``held`` are the seats whose holders have said nothing yet.
    """
    tally = tally_of(rule, held, [Ballot(seat, "none", "abstain") for seat in said], None)
    return Turnout(tally.seats, tally.required, tally.voted, tally.must_vote)


def tally_of(
    rule: DecisionRule, held: Sequence[int], ballots: Sequence[Ballot], referred: str | None
) -> Tally:
    """Adds a ward's votes up. ``held`` are its seats that somebody holds.

    ``referred`` is what the body decided to which the policy refers, if it has.
    """
    filled = set(held) | {ballot.seat for ballot in ballots}
    seats = rule.seats if rule.vacant_seat == "still-counts" else len(filled)
    barred = sum(ballot.choice is None for ballot in ballots)
    able = len(filled) - barred
    required, quorum = rule.approval.required(seats), rule.quorum
    too_few = able < max(required, quorum)
    if too_few and rule.too_few_able == "all-who-can-vote":
        required, quorum, too_few = able, min(quorum, able), able == 0
    chosen = [ballot.choice for ballot in ballots if ballot.choice is not None]
    in_favour = chosen.count("in-favour")
    standing = (
        _decided_elsewhere(referred)
        if too_few
        else _standing(in_favour, len(chosen), able, required, quorum)
    )
    return Tally(
        seats=seats,
        required=required,
        in_favour=in_favour,
        against=chosen.count("against"),
        abstained=chosen.count("abstain"),
        interests_declared=sum(ballot.interest != "none" for ballot in ballots),
        able=able,
        voted=len(ballots),
        must_vote=_fewest_votes(able, required, quorum, too_few=too_few),
        standing=standing,
    )


def _fewest_votes(able: int, required: int, quorum: int, *, too_few: bool) -> int:
    """The fewest votes that can settle it: enough in favour, or too many that are not."""
    if too_few:
        return 0
    return max(0, min(max(required, quorum), able - required + 1))


def _decided_elsewhere(referred: str | None) -> Standing:
    if referred is None:
        return "refer"
    return "approved" if referred == "in-favour" else "declined"


def _standing(in_favour: int, voted: int, able: int, required: int, quorum: int) -> Standing:
    """Decided as soon as the votes that are missing cannot change it."""
    missing = able - voted
    if in_favour >= required and voted >= quorum:
        return "approved"
    if in_favour + missing < required:
        return "declined"
    return "open"


def outcome_of(
    rule: DecisionRule, standings: Mapping[str, Standing], name_of: Callable[[str], str] = str
) -> Outcome:
    """What the wards decided together; raises :class:`DecisionStillOpen`, which names the wards.

    Where they differ, the policy says whether the proposal goes back to be costed anew or the
    wards in favour pay their shares.
    """
    undecided = sorted(ward for ward, one in standings.items() if one in {"open", "refer"})
    if undecided:
        wards = ", ".join(name_of(ward) for ward in undecided)
        raise DecisionStillOpen(f"Still to be decided by the councillors of: {wards}.")
    found = set(standings.values())
    if found == {"approved"}:
        return "approved"
    if found == {"declined"}:
        return "declined"
    return "approved" if rule.wards_differ == "approving-wards-pay" else "returned"


def is_referred(standing: Standing) -> None:
    """Raises :class:`NotReferred` where the ward can decide by itself."""
    if standing != "refer":
        raise NotReferred


def year_has_not_ended(year: FinancialYear, day: date) -> None:
    """Raises :class:`MoneyOfAPastYear`."""
    if day > year.last_day:
        raise MoneyOfAPastYear(f"{year} ended on {in_words(year.last_day)}.")


def year_has_begun(year: FinancialYear, day: date) -> None:
    """Raises :class:`MoneyOfAFutureYear`."""
    if day < year.first_day:
        raise MoneyOfAFutureYear(f"{year} begins on {in_words(year.first_day)}.")


def takes_part(declared: str | None) -> None:
    """Whether whoever declared this interest before may vote or declare anew, from any seat.

    Raises :class:`DeclaredAnInterest`: there is no way back, because a declaration that could be
    taken back would bind nobody (Localism Act 2011, section 31).
    """
    if declared == "pecuniary":
        raise DeclaredAnInterest


def votes_once(choice: str | None, has_voted_elsewhere: bool) -> None:
    """Raises :class:`VotedFromAnotherSeat`; to declare an interest is always possible."""
    if choice is not None and has_voted_elsewhere:
        raise VotedFromAnotherSeat


def may_be_changed(voter: str, cast_by: str, changed_by: str) -> None:
    """Raises :class:`VotedByOwnHand` where somebody else changes what the voter cast themselves.

    What was entered from the minutes can be changed by the councillor, and set right from the
    minutes again.
    """
    if cast_by == voter != changed_by:
        raise VotedByOwnHand
