"""The forms on which an agreement is suspended, let run again, or ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pagekit import marked
from servicekit.web import Form, Pages
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.agreements.commands.stopping import (
    EndAgreement,
    ResumeAgreement,
    SuspendAgreement,
    end_agreement,
    resume_agreement,
    suspend_agreement,
)
from budgets.agreements.domain import DONE
from budgets.agreements.queries import agreement

pages = Pages()

# What a form offers; over the API a reason is any code.
SUSPENDED_FOR = ("late-report", "evidence-missing", "conditions-not-kept", "other-reasons")
ENDED_FOR = (DONE, "applicant-asked", "conditions-not-kept", "unlawful", "other-reasons")


@pages.form(
    "/agreements/{agreement_id}/suspend",
    permit=policies.may_commission,
    done=marked("The agreement is suspended: nothing is paid until it runs again."),
)
async def suspending(agreement_id: UUID) -> Form:
    """Stops payments."""
    return Form(
        SuspendAgreement,
        lambda uow, command: suspend_agreement(uow, agreement_id, command),
        then=_address,
        template="suspend.html",
        shows=lambda reading: _shown(reading, agreement_id, SUSPENDED_FOR),
    )


@pages.form(
    "/agreements/{agreement_id}/resume",
    permit=policies.may_commission,
    done=marked("The agreement runs again."),
)
async def resuming(agreement_id: UUID) -> Form:
    """Lets payments go on."""
    return Form(
        ResumeAgreement,
        lambda uow, command: resume_agreement(uow, agreement_id, command),
        then=_address,
        template="resume.html",
        shows=lambda reading: _shown(reading, agreement_id, ()),
    )


@pages.form(
    "/agreements/{agreement_id}/end",
    permit=policies.may_end_agreement,
    done=marked("The agreement is ended. What was not paid is available to the wards again."),
)
async def ending(agreement_id: UUID) -> Form:
    """Shows what would be released, because it is for good; once that is confirmed, ends it."""
    return Form(
        EndAgreement,
        lambda uow, command: end_agreement(uow, agreement_id, command),
        then=_address,
        template="end.html",
        shows=lambda reading: _shown(reading, agreement_id, ENDED_FOR),
        check="end_check.html",
    )


def _address(made: Any) -> str:
    return f"/budgets/agreements/{made.agreement_id}"


async def _shown(
    reading: ReadingTransaction, agreement_id: UUID, reasons: tuple[str, ...]
) -> Mapping[str, Any]:
    found = await agreement(reading.connection, agreement_id, reading.actor)
    return {"agreement": found, "reasons": reasons}
