"""Every council department is linked with a project or area and donates time to it."""

from __future__ import annotations

from volunteers.rules import RuleBroken


class StaffTimeIsForAProjectOrAnArea(RuleBroken):
    """Staff time is given to a project, an idea or a ward."""


class TheStaffTimeIsThat(RuleBroken):
    """The entry of staff time says that already."""


def is_for_a_project_or_an_area(*links: object) -> None:
    """Raises :class:`StaffTimeIsForAProjectOrAnArea` where nothing is named."""
    if not any(links):
        raise StaffTimeIsForAProjectOrAnArea


def changes_of(before: tuple[int, int], after: tuple[int, int]) -> tuple[int, int]:
    """What to add to an entry's minutes and people; raises :class:`TheStaffTimeIsThat` for nothing.

    Where no minutes were given, nobody gave any.
    """
    minutes, people = after if after[0] else (0, 0)
    changes = (minutes - before[0], people - before[1])
    if not any(changes):
        raise TheStaffTimeIsThat
    return changes
