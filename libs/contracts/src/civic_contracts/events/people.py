"""What every service tells about a person's wish to be forgotten.

The subject is the person key, which only a service that knows the person can recognise.
"""

from typing import Annotated

from pydantic import Field

from civic_contracts.envelope import Event
from civic_contracts.fields import Code, Count


class PersonErasureRequested(Event):
    """A person asked to be forgotten: every service erases what it holds and answers."""

    reason: Code = "asked"


class PersonErased(Event):
    """This service has erased what it held. ``kept`` are statutory records that had to stay."""

    records_erased: Count
    kept: Annotated[tuple[Code, ...], Field(max_length=20)] = ()


class IdeasPersonErasureRequested(
    PersonErasureRequested, type="civic.ideas.person.erasure-requested.v1"
):
    """Asked for at the ideas service."""


class BudgetsPersonErasureRequested(
    PersonErasureRequested, type="civic.budgets.person.erasure-requested.v1"
):
    """Asked for at the budgets service."""


class VolunteersPersonErasureRequested(
    PersonErasureRequested, type="civic.volunteers.person.erasure-requested.v1"
):
    """Asked for at the volunteers service."""


class ReportingPersonErasureRequested(
    PersonErasureRequested, type="civic.reporting.person.erasure-requested.v1"
):
    """Asked for at the reporting service."""


class IdeasPersonErased(PersonErased, type="civic.ideas.person.erased.v1"):
    """Answered by the ideas service."""


class BudgetsPersonErased(PersonErased, type="civic.budgets.person.erased.v1"):
    """Answered by the budgets service."""


class VolunteersPersonErased(PersonErased, type="civic.volunteers.person.erased.v1"):
    """Answered by the volunteers service."""


class ReportingPersonErased(PersonErased, type="civic.reporting.person.erased.v1"):
    """Answered by the reporting service."""
