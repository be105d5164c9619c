"""Every council department is linked with a project or area and donates time to it."""

from __future__ import annotations

from volunteers.rules import RuleBroken


class StaffTimeIsForAProjectOrAnArea(RuleBroken):
    """Staff time is given to a project, an idea or a ward."""


def is_for_a_project_or_an_area(*links: object) -> None:
    """Raises :class:`StaffTimeIsForAProjectOrAnArea` where nothing is named."""
    if not any(links):
        raise StaffTimeIsForAProjectOrAnArea
