"""What every service tells about a person's wish to be forgotten.

The subject is the person key, which only a service that knows the person can recognise. People ask
at the volunteers service, which alone has a page for it. The other three requests are part of the
contract, and heard by every service, so that a service can take the wish in itself one day without
a change anywhere else.
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
    """Asked for at the ideas service.

    Not told yet: people ask at the volunteers service. All services hear it already, so that this
    one can take the wish in without a change anywhere else.
    """


class BudgetsPersonErasureRequested(
    PersonErasureRequested, type="civic.budgets.person.erasure-requested.v1"
):
    """Asked for at the budgets service.

    Not told yet: people ask at the volunteers service. All services hear it already, so that this
    one can take the wish in without a change anywhere else.
    """


class VolunteersPersonErasureRequested(
    PersonErasureRequested, type="civic.volunteers.person.erasure-requested.v1"
):
    """Asked for at the volunteers service, where everybody who has signed in can ask."""


class ReportingPersonErasureRequested(
    PersonErasureRequested, type="civic.reporting.person.erasure-requested.v1"
):
    """Asked for at the reporting service.

    Not told yet: people ask at the volunteers service. All services hear it already, so that this
    one can take the wish in without a change anywhere else.
    """


class IdeasPersonErased(PersonErased, type="civic.ideas.person.erased.v1"):
    """Answered by the ideas service."""


class BudgetsPersonErased(PersonErased, type="civic.budgets.person.erased.v1"):
    """Answered by the budgets service."""


class VolunteersPersonErased(PersonErased, type="civic.volunteers.person.erased.v1"):
    """Answered by the volunteers service."""


class ReportingPersonErased(PersonErased, type="civic.reporting.person.erased.v1"):
    """Answered by the reporting service."""
