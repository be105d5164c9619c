"""Whether somebody has been checked well enough, and recently enough, for a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from volunteers.rules import RuleBroken

LEVELS = ("none", "basic", "standard", "enhanced", "enhanced-barred")
"""From no check at all to an enhanced check with the barred lists; each includes those before."""


class CheckLevelIsTooLow(RuleBroken):
    """The place needs a higher safeguarding check than the volunteer has."""


class CheckHasRunOut(RuleBroken):
    """The volunteer's safeguarding check has run out or does not reach to the first day."""


class CheckIsRevokedAlready(RuleBroken):
    """The check was revoked before."""


@dataclass(frozen=True, slots=True)
class Check:
    """A recorded check; both days belong to the time for which it holds.

    One that was revoked holds on no day: also a place that began before goes on.
    """

    level: str
    issued_on: date
    expires_on: date
    revoked: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the check is in force on a day."""
        return not self.revoked and self.issued_on <= day <= self.expires_on


def check_is_not_revoked(revoked_on: date | None) -> None:
    """Raises :class:`CheckIsRevokedAlready` for one that was."""
    if revoked_on is not None:
        raise CheckIsRevokedAlready


def rank(level: str) -> int:
    """How high a level is; one that is not known here is as high as the highest."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS) - 1


def highest_level_on(checks: Iterable[Check], day: date) -> str:
    """The highest level in force on a day; ``none`` without any."""
    held = (check.level for check in checks if check.holds_on(day))
    return max(held, key=rank, default="none")


def is_checked_well_enough(needed: str, checks: Iterable[Check], first_day: date) -> None:
    """The volunteer has, on the first day, an unexpired check of the needed level or a higher one.

    Raises :class:`CheckHasRunOut` where such a check is recorded but not in force on that day,
    else :class:`CheckLevelIsTooLow`.
    """
    recorded = list(checks)
    held = highest_level_on(recorded, first_day)
    if rank(held) >= rank(needed):
        return
    enough = [
        check for check in recorded if not check.revoked and rank(check.level) >= rank(needed)
    ]
    if enough:
        last = max(check.expires_on for check in enough)
        raise CheckHasRunOut(f"{CheckHasRunOut.__doc__} The last one holds until {last}.")
    raise CheckLevelIsTooLow(f"The place needs the check {needed}; the volunteer has {held}.")
