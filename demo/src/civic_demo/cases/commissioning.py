"""The way that every funded idea of the cases takes, from answering for it to the agreement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from civic_demo.play import Play

OFFICER = "neighbourhood-officer-1"

QUESTIONS = (
    ("empower-communities", "yes", "Residents run it themselves, for their own street."),
    ("increase-responsibility", "yes", "Those who take part take it on."),
    ("self-sustaining-delivery", "partly", "It needs a start; after that its members go on."),
    ("break-the-monopoly", "partly", "A community body delivers, not the council."),
    ("promote-voluntary-organisations", "yes", "A voluntary organisation leads it."),
    ("smaller-state-bigger-society", "yes", "The council helps and then steps back."),
)

CRITERIA = {
    "locally-derived": "It comes from residents of the ward.",
    "meets-an-identified-need": "Residents have told the council of the need.",
    "improves-well-being": "It improves social well-being.",
    "additional-to-existing-provision": "Nothing like it is provided in the ward.",
    "does-not-undermine-policy": "It is in keeping with the council's policies.",
    "lawful": "The council has the power to fund it.",
}


async def publish(play: Play, idea: str) -> None:
    """A moderator approves a resident's words."""
    await play.post(
        "moderator", f"/ideas/api/ideas/{play[idea]}/moderation", {"outcome": "published"}
    )


async def support(play: Play, idea: str, residents: range) -> None:
    """Residents support an idea, once each."""
    for number in residents:
        await play.post(f"resident-{number:04}", f"/ideas/api/ideas/{play[idea]}/support")


async def adopt(play: Play, idea: str, department: str) -> None:
    """An officer acknowledges an idea and takes responsibility for it."""
    address = f"/ideas/api/ideas/{play[idea]}"
    role = {"department": department, "role": "neighbourhood-officer"}
    await play.post(OFFICER, f"{address}/acknowledge", role)
    await play.post(OFFICER, f"{address}/adopt", role)


async def answer(play: Play, idea: str, reasons: str) -> None:
    """An officer answers in public that an idea is taken up."""
    told = {"outcome": "taken-up", "reasons": reasons}
    await play.post(OFFICER, f"/ideas/api/ideas/{play[idea]}/answer", told)


async def test(play: Play, idea: str) -> None:
    """The six Civic Community questions are answered."""
    answers = [
        {"question": question, "answer": answer, "reason": reason}
        for question, answer, reason in QUESTIONS
    ]
    await play.post(OFFICER, f"/ideas/api/ideas/{play[idea]}/test", {"answers": answers})


async def refer(play: Play, idea: str, **details: Any) -> None:
    """The idea is referred for funding, and its owner is told so in public.

    ``<case>.proposal`` is what budgets opened for it.
    """
    await play.post(OFFICER, f"/ideas/api/ideas/{play[idea]}/refer", details)
    await answer(play, idea, "It is referred for ward money: the ward's councillors decide.")
    found = await play.until(
        f"/budgets/api/proposals?idea_id={play[idea]}", lambda page: page["items"]
    )
    play[f"{idea.partition('.')[0]}.proposal"] = found["items"][0]["proposal_id"]


async def research(
    play: Play, proposal: str, ward: str, lines: Sequence[tuple[str, int]], **details: Any
) -> None:
    """A proposal is costed line by line, in pence, and judged by the six criteria."""
    address = f"/budgets/api/proposals/{play[proposal]}"
    cost = sum(amount for _, amount in lines)
    body = {
        "lines": [{"title": title, "amount": amount} for title, amount in lines],
        "ward_shares": [{"ward": ward, "amount": cost}],
        **details,
    }
    await play.post(OFFICER, f"{address}/research", body)
    judgements = [
        {"criterion": criterion, "judgement": "met", "reason": reason}
        for criterion, reason in CRITERIA.items()
    ]
    await play.post(OFFICER, f"{address}/criteria", {"judgements": judgements})


async def decide(
    play: Play, proposal: str, ward: str, choices: Sequence[str] = ("in-favour",) * 3
) -> None:
    """The ward's councillors vote, each for themselves; the decision is closed with reasons."""
    address = f"/budgets/api/proposals/{play[proposal]}/decision"
    await play.post(OFFICER, address)
    for seat, choice in enumerate(choices, start=1):
        vote = {"interest": "none", "choice": choice, "reason": "It was asked for in the ward."}
        await play.post(f"councillor-{ward}-{seat}", f"{address}/votes", vote)
    closing = {"reasons": "Residents asked for it, and all criteria are met."}
    await play.post(OFFICER, f"{address}/close", closing)


async def award(play: Play, case: str, proposal: str, **details: Any) -> None:
    """The award is made; ``<case>.award`` and ``<case>.project`` name what came of it."""
    made = await play.post(OFFICER, f"/budgets/api/proposals/{play[proposal]}/award", details)
    play[f"{case}.award"], play[f"{case}.project"] = made["award_id"], made["project_id"]


async def sign(play: Play, case: str, **details: Any) -> None:
    """The agreement is signed; ``<case>.agreement`` names it."""
    made = await play.post(
        OFFICER, f"/budgets/api/awards/{play[f'{case}.award']}/agreement", details
    )
    play[f"{case}.agreement"] = made["agreement_id"]


async def pay(play: Play, case: str, **request: Any) -> None:
    """A payment is asked for by an officer and made by finance."""
    agreement = play[f"{case}.agreement"]
    made = await play.post(
        OFFICER, f"/budgets/api/agreements/{agreement}/payment-requests", request
    )
    await play.post("finance", f"/budgets/api/payments/{made['payment_id']}/pay")


async def monitor(
    play: Play,
    case: str,
    kind: str,
    summary: str,
    measures: Sequence[tuple[str, int, str]],
    **details: Any,
) -> None:
    """What a visit or a report found: measures with their units."""
    body = {
        "kind": kind,
        "summary": summary,
        "measures": [
            {"code": code, "value": value, "unit": unit} for code, value, unit in measures
        ],
        **details,
    }
    await play.post(
        OFFICER, f"/budgets/api/agreements/{play[f'{case}.agreement']}/monitoring", body
    )


async def known_to_volunteers(play: Play, kind: str, identifier: str) -> None:
    """Waits until volunteers has heard of an idea or a project."""
    await play.until(f"/volunteers/api/{kind}/{identifier}", lambda _: True)
