"""A proposal on the whole of its way, with words of officers and councillors at every step."""

from __future__ import annotations

from uuid import uuid4

from budgets_client import ApiClient
from budgets_journey import CRITERIA, Journey

WARD, OTHER, YEAR, DAY = "E05000635", "E05000642", "2009-10", "2009-06-01"
AFTER, LATER = "2009-12-07", "2010-06-14"
SAID = "Mrs Jones of 12 Elgin Avenue is ill"


async def judged(api: ApiClient, proposal: str, said: str) -> None:
    judgements = [{"criterion": one, "judgement": "met", "reason": said} for one in CRITERIA]
    await api.on(DAY).post("officer", f"/proposals/{proposal}/criteria", judgements=judgements)


async def costed(api: ApiClient, proposal: str, said: str = SAID) -> None:
    await api.on(DAY).post(
        "officer",
        f"/proposals/{proposal}/research",
        lines=[{"title": said, "amount": 500}],
        ward_shares=[{"ward": WARD, "amount": 500}],
        summary=said,
    )


async def said_everywhere(api: ApiClient, journey: Journey) -> dict[str, str]:
    """A proposal on the whole of its way, with the same words, its own, at every step of it."""
    said = f"{SAID} {uuid4()}"
    await journey.give_money(WARD, YEAR, "2009-04-01")
    await journey.seat_councillors(WARD, "2006-05-04")
    proposal = await journey.open(DAY, WARD)
    day = api.on(DAY)
    await costed(api, proposal, said)
    await judged(api, proposal, said)
    await day.post("officer", f"/proposals/{proposal}/decision")
    for seat in (1, 2):
        await journey.vote(proposal, DAY, WARD, seat, "in-favour")
    await day.post("officer", f"/proposals/{proposal}/decision/close", reasons=said)
    made = await day.post(
        "officer",
        f"/proposals/{proposal}/award",
        purpose=said,
        conditions=[{"code": "committee", "title": said}],
        volunteer_roles=[{"code": "steward", "title": said, "places": 2}],
    )
    signed = await day.post(
        "officer", f"/awards/{made['award_id']}/agreement", payment_basis="in-arrears"
    )
    agreement, project = f"/agreements/{signed['agreement_id']}", f"/projects/{made['project_id']}"
    await day.post("officer", f"{agreement}/conditions/committee/met", evidence=said)
    singers = {"code": "singers", "value": 44, "unit": "people"}
    await day.post(
        "officer", f"{agreement}/monitoring", kind="visit", summary=said, measures=[singers]
    )
    await day.post("officer", f"{agreement}/suspend", reason="late-report", reasons=said)
    done, long_after = api.on(AFTER), api.on(LATER)
    # Then the agreement says no longer why it was suspended; its event does.
    await done.post("officer", f"{agreement}/resume")
    await done.post("officer", f"{project}/complete", summary=said)
    await done.post("officer", f"{project}/continuations", funder="Wigmore Hall", summary=said)
    await done.post("officer", f"{project}/replications", ward=OTHER, stage="planned", summary=said)
    asked = {"months_after": 6, "still_going": True}
    await long_after.post("officer", f"{project}/follow-ups", summary=said, **asked)
    return {"proposal_id": proposal, "said": said, **made, **signed}
