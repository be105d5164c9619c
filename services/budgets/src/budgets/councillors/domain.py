"""What may stand in the register of terms."""

from __future__ import annotations

from datetime import date

from budgets.rules import RuleBroken


class SeatAlreadyHeld(RuleBroken):
    """Somebody else holds that seat at that time."""


class CouncillorHoldsAnotherSeat(RuleBroken):
    """That councillor holds another seat at that time."""


class TermHasEnded(RuleBroken):
    """The term has an end already that is earlier."""


class NoSuchSeat(RuleBroken):
    """A ward has not so many seats under the policy of that time."""


class TermOutsideTheWardsLife(RuleBroken):
    """The ward does not exist during the whole term."""


def there_is_such_a_seat(seat: int, seats: int) -> None:
    """Raises :class:`NoSuchSeat`."""
    if not 1 <= seat <= seats:
        raise NoSuchSeat(f"A ward has {seats} seats.")


def term_lies_in_the_wards_life(
    starts_on: date, ends_on: date | None, ward_from: date, ward_until: date | None
) -> date | None:
    """The term's last day, no later than the ward's; raises where they do not meet.

    A term ends with its ward even where nobody said so.
    """
    if starts_on < ward_from or (ward_until is not None and starts_on > ward_until):
        raise TermOutsideTheWardsLife
    if ward_until is None:
        return ends_on
    return ward_until if ends_on is None else min(ends_on, ward_until)
