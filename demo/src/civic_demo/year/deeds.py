"""What is done for one idea of the busy year, step by step, through the public API."""

from __future__ import annotations

from collections.abc import Mapping

from civic_demo.api import JSON
from civic_demo.cases import commissioning as way
from civic_demo.play import Play
from civic_demo.year.plan import PlannedIdea


async def submit(play: Play, idea: PlannedIdea) -> None:
    """It is heard, published and supported."""
    persona = f"resident-{1500 + idea.number % 4000:04}" if idea.online else idea.officer
    body = {
        "title": idea.title,
        "summary": f"{idea.title}: several of us would help, if somebody got it going.",
        "ward": idea.ward,
        "theme": idea.theme,
        "area": idea.area,
        "owner_kind": "group" if idea.organisation else "resident",
        "owner_organisation": idea.organisation,
        "channel": "online" if idea.online else "area-forum",
    }
    made = await play.post(persona, "/ideas/api/ideas", body, key=f"{idea.name}/submit")
    play[idea.name] = made["idea_id"]
    address = f"/ideas/api/ideas/{made['idea_id']}"
    if made["moderation"] == "waiting":
        approval = {"outcome": "published"}
        await play.post("moderator", f"{address}/moderation", approval, key=f"{idea.name}/moderate")
    for number in idea.supporters:
        resident = f"resident-{number:04}"
        await play.post(resident, f"{address}/support", key=f"{idea.name}/support/{number}")


async def acknowledge(play: Play, idea: PlannedIdea) -> None:
    """An officer acknowledges it and takes responsibility."""
    address = f"/ideas/api/ideas/{play[idea.name]}"
    office = {"department": idea.department, "role": "neighbourhood-officer"}
    for deed in ("acknowledge", "adopt"):
        await play.post(idea.officer, f"{address}/{deed}", office, key=f"{idea.name}/{deed}")
    if idea.funded is not None:
        referral = {
            "estimated": idea.cost,
            "organisation": _organisation(idea),
            "volunteer_places": idea.places,
        }
        await play.post(idea.officer, f"{address}/refer", referral, key=f"{idea.name}/refer")


async def answer(play: Play, idea: PlannedIdea) -> None:
    """It is answered in public, with reasons."""
    reply = {
        "outcome": "taken-up" if idea.number % 3 == 0 else "not-now",
        "reasons": "The department has looked into it and says why on this page.",
    }
    address = f"/ideas/api/ideas/{play[idea.name]}/answer"
    await play.post(idea.officer, address, reply, key=f"{idea.name}/answer")


async def fund(play: Play, idea: PlannedIdea, year: str, starts: str, ends: str) -> None:
    """It is researched, judged, decided, awarded, agreed and paid."""
    found = await play.until(
        f"/budgets/api/proposals?idea_id={play[idea.name]}", lambda page: page["items"]
    )
    address = f"/budgets/api/proposals/{found['items'][0]['proposal_id']}"
    research = {
        "lines": [{"title": idea.title, "amount": idea.cost}],
        "ward_shares": [{"ward": idea.ward, "amount": idea.cost}],
        "organisation": _organisation(idea),
        "applicant_kind": "group",
        "financial_year": year,
        "starts_on": starts,
        "ends_on": ends,
    }
    judgements = [
        {"criterion": criterion, "judgement": "met", "reason": reason}
        for criterion, reason in way.CRITERIA.items()
    ]
    await _do(play, idea, f"{address}/research", research)
    await _do(play, idea, f"{address}/criteria", {"judgements": judgements})
    await _do(play, idea, f"{address}/decision", {})
    for seat in (1, 2):
        vote = {"interest": "none", "choice": "in-favour", "reason": "Wanted in the ward."}
        councillor = f"councillor-{idea.ward}-{seat}"
        await play.post(
            councillor, f"{address}/decision/votes", vote, key=f"{idea.name}/vote/{seat}"
        )
    await _do(play, idea, f"{address}/decision/close", {"reasons": "Residents asked for it."})
    await _award(play, idea, address, starts, ends)


async def _award(play: Play, idea: PlannedIdea, address: str, starts: str, ends: str) -> None:
    roles = [{"code": "helper", "title": "Helper", "places": idea.places, "check_level": "none"}]
    award = {
        "purpose": idea.title,
        "conditions": [],
        "volunteer_places": idea.places,
        "volunteer_roles": roles if idea.places else [],
        "starts_on": starts,
        "ends_on": ends,
    }
    made = await _do(play, idea, f"{address}/award", award)
    play[f"year{idea.number}.project"] = made["project_id"]
    signing = {
        "payment_basis": "in-advance",
        "instalments": [{"code": "all", "amount": idea.cost, "due_on": starts, "condition": None}],
    }
    agreed = await _do(play, idea, f"/budgets/api/awards/{made['award_id']}/agreement", signing)
    play[f"year{idea.number}.agreement"] = agreed["agreement_id"]
    request = {"amount": idea.cost, "instalment": "all", "evidence": "Start of the project"}
    asked = await _do(
        play, idea, f"/budgets/api/agreements/{agreed['agreement_id']}/payment-requests", request
    )
    paid = f"/budgets/api/payments/{asked['payment_id']}/pay"
    await play.post("finance", paid, key=f"{idea.name}/pay")


async def complete(play: Play, idea: PlannedIdea) -> None:
    """It is monitored and completed; those who asked are told."""
    found = {
        "kind": "report",
        "measures": [{"code": "people-taking-part", "value": idea.takes_part, "unit": "people"}],
        "summary": "The project did what it set out to do.",
    }
    agreement = play[f"year{idea.number}.agreement"]
    await _do(play, idea, f"/budgets/api/agreements/{agreement}/monitoring", found)
    project = play[f"year{idea.number}.project"]
    await _do(play, idea, f"/budgets/api/projects/{project}/complete", {"summary": "Done."})
    feedback = {"did": f"{idea.title}: {idea.takes_part} people took part."}
    await _do(play, idea, f"/ideas/api/ideas/{play[idea.name]}/feedback", feedback)


async def _do(
    play: Play, idea: PlannedIdea, address: str, body: Mapping[str, JSON]
) -> dict[str, str]:
    """An officer's command; the kind of command is the last word of its address."""
    deed = address.rpartition("/")[2]
    made: dict[str, str] = await play.post(
        idea.officer, address, body, key=f"{idea.name}/{address.count('/')}/{deed}"
    )
    return made


def _organisation(idea: PlannedIdea) -> str:
    return idea.organisation or "Neighbours' association"
