"""The documents' figures, looked for where people see them: on threads and on the dashboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from civic_demo.api import NeverCame
from civic_demo.play import Play

# case: (code of the measure, the documents' figure), as the case's thread must show it.
MEASURES: dict[str, tuple[tuple[str, int], ...]] = {
    "growing": (
        ("core-residents", 30),
        ("seed-planting-workshops", 2),
        ("bee-hives", 1),
        ("urban-farms", 1),
        ("food-co-ops", 1),
    ),
    "planters": (("groups-with-planter", 12), ("fetes", 1)),
    "choir": (("singers", 44), ("audience", 366), ("rehearsals", 10), ("concerts", 1)),
    "hub": (("days-to-temporary-space", 2), ("permanent-hubs", 1), ("grants-to-groups", 3)),
}

# case: what its thread must tell of, by the kind of step.
STEPS: dict[str, tuple[str, ...]] = {
    "growing": ("project.replicated", "project.completed", "staff-time.given"),
    "planters": ("group.registered", "project.completed", "agreement.monitoring-recorded"),
    "choir": ("agreement.condition-met", "project.continued", "project.sustained"),
    "hub": ("urgent-need.met", "barrier.removed", "idea.support-offered"),
}

AWARDS = {"growing": 1_800_000, "planters": 400_000, "choir": 1_250_000, "hub": 950_000}


@dataclass(frozen=True)
class Check:
    """One thing that must be so after a play, and what was found."""

    what: str
    expected: object
    found: object

    @property
    def holds(self) -> bool:
        """Whether it is so."""
        return self.expected == self.found


async def check_all(play: Play) -> list[Check]:
    """Every figure of the cases that were played, and the state of the money."""
    cases = [case for case in MEASURES if f"{case}.idea" in play.names]
    checks: list[Check] = []
    for case in cases:
        checks += await _thread(play, case)
        checks += await _dashboard(play, case)
    checks += await _urgent_need(play)
    checks += await _money(play, cases)
    return checks


async def _eventually(
    play: Play, path: str, look: Callable[[Any], object], expected: object
) -> object:
    """What an answer comes to show: events take a moment, but no more than that."""
    try:
        found = await play.until(path, lambda answer: look(answer) == expected)
    except NeverCame:
        found = await play.get(path)
    return look(found)


def _measure(code: str, within: str | None = None) -> Callable[[Any], object]:
    def look(answer: Any) -> object:
        measures = (answer if within is None else answer[within])["measures"]
        values = {one["code"]: one["value"] for one in measures}
        return values.get(code)

    return look


async def _thread(play: Play, case: str) -> list[Check]:
    path = f"/ideas/api/ideas/{play[f'{case}.idea']}/thread"
    checks = []
    for code, documents in MEASURES[case]:
        expected = play.figure(code, documents)
        found = await _eventually(play, path, _measure(code, within="figures"), expected)
        checks.append(Check(f"{case}: {code} on its thread", expected, found))
    told = {step["kind"] for step in (await play.get(path))["steps"]}
    checks += [
        Check(f"{case}: its thread tells of {kind}", True, kind in told) for kind in STEPS[case]
    ]
    return checks


async def _dashboard(play: Play, case: str) -> list[Check]:
    idea = f"/reporting/api/ideas/{play[f'{case}.idea']}"
    checks = []
    for code, documents in MEASURES[case]:
        expected = play.figure(code, documents)
        found = await _eventually(play, idea, _measure(code), expected)
        checks.append(Check(f"{case}: {code} in reporting", expected, found))
        city = await _eventually(play, "/reporting/api/city", _measure(code), expected)
        checks.append(Check(f"{case}: {code} on the city's dashboard", expected, city))
    return checks


async def _urgent_need(play: Play) -> list[Check]:
    if "hub.need" not in play.names:
        return []
    need = await play.get(f"/ideas/api/urgent-needs/{play['hub.need']}")
    within = need["hours_taken"] is not None and need["hours_taken"] <= 48
    return [Check("hub: a temporary space within 48 hours", True, within)]


async def _money(play: Play, cases: Sequence[str]) -> list[Check]:
    balance = await play.get("/budgets/api/ledger/trial-balance")
    money = await play.get("/reporting/api/money")
    checks = [
        Check("every ward's ledger sums to zero", [], list(balance["wards_not_zero"])),
        Check("the ledger's postings sum to zero", 0, balance["sum_of_postings"]),
        Check("nothing is overspent", 0, balance["overspent"]),
        Check("reporting's money sums to zero", 0, money["sum"]),
        Check("reporting and the ledger agree on the wards", True, _agree(money)),
    ]
    for case in cases:
        path = f"/reporting/api/ideas/{play[f'{case}.idea']}"
        found = await _eventually(play, path, _awarded, AWARDS[case])
        checks.append(Check(f"{case}: pence awarded", AWARDS[case], found))
    return checks


async def check_this_year(play: Play, given: Mapping[str, Any]) -> list[Check]:
    """Whoever looks around can spend: each ward that was to have this year's money has it."""
    year = given["financial_year"]
    wards = sorted({*given["allocated"], *given["left_out"]})
    found = await play.get(f"/budgets/api/ward-accounts?financial_year={year}")
    having = sorted(one["ward"] for one in found if one["received"] > 0)
    return [Check(f"every ward has its money of {year}", wards, having)]


def _awarded(answer: Any) -> object:
    return answer["awarded"]


def _agree(money: Any) -> bool:
    return all(
        one["money"]["received"]
        == sum(one["money"][part] for part in ("available", "reserved", "committed", "paid"))
        for one in money["wards"]
    )
