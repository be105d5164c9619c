"""Row: fifty clients at once want a ward's last pound; the real ledger, over HTTP."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import httpx
from harness.fault_table import Dose, Finding, Part, fault
from harness.personas import signed_in

CLIENTS = 50
# A ward that has ended, and one of its successors: its money may go there and nowhere else.
WARD, YEAR, GIVEN_ON = "E05000635", "2021-22", "2022-03-01"
SUCCESSOR, OTHER_YEAR, MOVED_ON = "E05013795", "2022-23", "2022-06-01"
POUND = 100
ACCOUNTS = "/budgets/api/ward-accounts"


@fault(
    "the last pound, 50 clients at once",
    short=10,
    full=1_000,
    passes="one gets it, 49 are told why not, never overspent",
)
async def last_pound(dose: Dose) -> Finding:
    """A sponsor gives a pound; fifty clients move it to another ward; and again."""
    stack = await dose.worlds.whole()
    async with await signed_in(stack, "finance", connections=CLIENTS) as http:
        for part in dose.parts(of=50):
            for number in range(part.times):
                await _race(http, part, number)
            await _check(http, part)
    return dose.finding()


async def _race(http: httpx.AsyncClient, part: Part, number: int) -> None:
    pound = {"financial_year": YEAR, "amount": POUND, "late_reason": "Of a time that is over."}
    sponsored = {"funder": "Wigmore Hall", "occurred_on": GIVEN_ON}
    given = await _post(http, part, "sponsorships", pound | sponsored)
    if given.status_code != httpx.codes.CREATED:
        part.fail(f"no pound was given: {given.status_code} {given.text[:200]}")
        return
    moved = {
        "to_ward": SUCCESSOR,
        "to_financial_year": OTHER_YEAR,
        "reason": f"race {number}",
        "occurred_on": MOVED_ON,
    }
    answers = await asyncio.gather(
        *(_post(http, part, "redirections", pound | moved) for _ in range(CLIENTS))
    )
    told = Counter((answer.status_code, answer.json().get("rule")) for answer in answers)
    part.count("clients", CLIENTS)
    if told != {(201, None): 1, (409, "ward-money-overspent"): CLIENTS - 1}:
        part.fail(f"answers: {dict(told)}")
        part.found.doubled += max(0, told[(201, None)] - 1)


async def _post(
    http: httpx.AsyncClient, part: Part, what: str, body: dict[str, Any]
) -> httpx.Response:
    """One command until it has an answer: a busy service may put a client off, and says so."""
    headers = {"Idempotency-Key": f"{part.chance.getrandbits(128):032x}"}
    while True:
        answer = await http.post(f"{ACCOUNTS}/{WARD}/{what}", json=body, headers=headers)
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            return answer
        part.count("put off")
        await asyncio.sleep(float(answer.headers["Retry-After"]))


async def _check(http: httpx.AsyncClient, part: Part) -> None:
    """Every pound is where it was moved to, and the books balance."""
    balance = (await http.get("/budgets/api/ledger/trial-balance")).json()
    if not balance["is_sound"]:
        part.fail(f"the ledger is not sound: {balance}")
    years = (await http.get(f"{ACCOUNTS}/{WARD}")).json()["years"]
    left = next((one["available"] for one in years if one["financial_year"] == YEAR), 0)
    if left:
        part.fail(f"{left} pence are left where nothing can be")
