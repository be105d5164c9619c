"""What holds for a round of listening."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ideas.rules import RuleBroken

# The rungs of Sherry Arnstein's ladder of citizen participation (1969), lowest first.
LADDER = (
    "manipulation",
    "therapy",
    "informing",
    "consultation",
    "placation",
    "partnership",
    "delegated-power",
    "citizen-control",
)

LARGEST_SHEET = 200


class ConversationIsClosed(RuleBroken):
    """This conversation was closed before that day."""


class SessionWasEntered(RuleBroken):
    """This session of the conversation has been entered already."""


class SheetBelongsToAnotherConversation(RuleBroken):
    """A table sheet with this id was received for another conversation or table."""


class MoreInSectorsThanTookPart(RuleBroken):
    """The sectors may not add up to more people than took part."""


def the_conversation_is_open_on(closed_on: date | None, day: date) -> None:
    """Raises where the conversation had been closed by ``day``.

    What was heard before is still taken in later: a sheet may come from a room without a network.
    """
    if closed_on is not None and day > closed_on:
        raise ConversationIsClosed


def sectors_fit(sectors: Mapping[str, int], participants: int) -> None:
    """Raises where more people are counted by sector than took part."""
    if sum(sectors.values()) > participants:
        raise MoreInSectorsThanTookPart
