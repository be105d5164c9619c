"""The office in whose name an officer acts."""

from __future__ import annotations

from datetime import date

from servicekit import UnitOfWork, Unprocessable
from servicekit.web import Command

from ideas.intake.domain import Idea
from ideas.reference import require_known

DEFAULT_ROLE = "neighbourhood-officer"


def office_of(
    uow: UnitOfWork, idea: Idea, department: str | None, role: str | None
) -> tuple[str, str]:
    """(department, role): as given, else those that answer for the idea, else the actor's own.

    Raises ``Unprocessable`` where that leaves the department open or names one unknown.
    """
    own = next(iter(uow.actor.departments)) if len(uow.actor.departments) == 1 else None
    found = department or idea.department or own
    if found is None:
        raise Unprocessable("Say which department this is.", pointer="/department")
    require_known(found, uow.council.departments, "/department")
    return found, role or idea.role or DEFAULT_ROLE


def day_after_submission(uow: UnitOfWork, command: Command, idea: Idea) -> date:
    """The day a step took place; ``Unprocessable`` where that is before the idea was heard."""
    day = command.occurred(uow)
    if day < idea.submitted_on:
        raise Unprocessable(
            f"The idea was heard on {idea.submitted_on.isoformat()}.", pointer="/occurred_on"
        )
    return day


def day_after_every_step(uow: UnitOfWork, command: Command, idea: Idea) -> date:
    """The same for a step that others build on: nor is it before what was done about the idea."""
    day = day_after_submission(uow, command, idea)
    done = (idea.acknowledged_on, idea.adopted_on, idea.tested_on, idea.referred_on)
    last = max((one for one in done if one is not None), default=idea.submitted_on)
    if day < last:
        raise Unprocessable(
            f"Something was done about the idea on {last.isoformat()}.", pointer="/occurred_on"
        )
    return day
