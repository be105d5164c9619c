"""When a group is on the register, and when it leaves it."""

from __future__ import annotations

from volunteers.rules import RuleBroken

WAITING = "waiting"
REGISTERED = "registered"
REFUSED = "refused"
CLOSED = "closed"


class GroupIsNotWaiting(RuleBroken):
    """Only a group that waits for a moderator can be approved or refused."""


class GroupIsNotRegistered(RuleBroken):
    """The group is not, or no longer, on the register."""


class GroupIsRegisteredAlready(RuleBroken):
    """A group of this name is on the register of this ward already."""


class ItsGroupsCloseFirst(RuleBroken):
    """A group closes after the groups under it."""


def group_is_waiting(status: str) -> None:
    """Raises :class:`GroupIsNotWaiting` unless a moderator has yet to look at it."""
    if status != WAITING:
        raise GroupIsNotWaiting


def group_is_registered(status: str) -> None:
    """Raises :class:`GroupIsNotRegistered` unless it is on the register."""
    if status != REGISTERED:
        raise GroupIsNotRegistered


def its_group_is_registered(status: str) -> None:
    """Raises :class:`GroupIsNotRegistered` where a committee's own group is not."""
    if status != REGISTERED:
        raise GroupIsNotRegistered("The group it belongs to is not, or no longer, on the register.")


def has_no_groups_under_it(live: int) -> None:
    """Raises :class:`ItsGroupsCloseFirst` where there are some."""
    if live:
        raise ItsGroupsCloseFirst(f"A group closes after the groups under it: there are {live}.")
