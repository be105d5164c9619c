"""When somebody is a volunteer, and what is left when they no longer wish to be."""

from __future__ import annotations

from volunteers.rules import RuleBroken

ACTIVE = "active"
WITHDRAWN = "withdrawn"
ERASED = "erased"


class ConsentComesFirst(RuleBroken):
    """A volunteer's details are kept only with their consent."""


class VolunteerHasWithdrawn(RuleBroken):
    """This volunteer no longer wishes to be asked."""


class ProfileIsTaken(RuleBroken):
    """This person has a profile of their own already."""


def consent_is_given(consent: bool) -> None:
    """Raises :class:`ConsentComesFirst` without it."""
    if not consent:
        raise ConsentComesFirst


def volunteer_is_active(status: str) -> None:
    """Raises :class:`VolunteerHasWithdrawn` for who has withdrawn or was erased."""
    if status != ACTIVE:
        raise VolunteerHasWithdrawn
