"""What officers and councillors said in words can be withdrawn; what they decided stays."""

from __future__ import annotations

import json
import runpy
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from budgets.app import SERVICE
from budgets_client import PEOPLE, ApiClient
from budgets_journey import Journey
from budgets_words import DAY, LATER, OTHER, SAID, WARD, YEAR, costed, said_everywhere
from servicekit.identity.actor import system
from servicekit.messaging.redacting import redact
from servicekit.unit_of_work import Cause

TITLE = "A community choir"
GONE = "Words withdrawn"
WHY = {"reason": "names-somebody"}
TOLD_IN = [
    *("research", "criteria", "decision", "award", "condition", "monitoring", "suspension"),
    *("completion", "continuation", "replication", "follow-up"),
]
ROWS = """
    SELECT quote_ident(table_name) AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""


async def told(api: ApiClient, proposal: str) -> list[dict[str, Any]]:
    found = await api.get(f"/proposals/{proposal}/words", "moderator")
    return list(found["items"])


async def withdraw(api: ApiClient, proposal: str, event: str, who: str = "moderator") -> Any:
    return await api.post(who, f"/proposals/{proposal}/words/{event}/withdrawal", **WHY)


async def tables_with(api: ApiClient, said: str) -> set[str]:
    """Every table of the service's own that has these words."""
    found = set()
    for row in await api.sql(ROWS):
        query = f"SELECT 1 FROM {row.name} AS t WHERE t::text LIKE :said LIMIT 1"
        if await api.sql(query, said=f"%{said}%"):
            found.add(row.name)
    return found


async def test_every_event_with_words_is_listed_for_those_who_withdraw_them(
    api: ApiClient, journey: Journey
) -> None:
    ids = await said_everywhere(api, journey)
    found = await told(api, ids["proposal_id"])
    assert [one["told_in"] for one in found] == TOLD_IN
    said = {one["id"] for one in await api.said() if ids["said"] in json.dumps(one)}
    assert {one["event_id"] for one in found} == said
    abouts = {one["told_in"]: one["about"] for one in found}
    assert (abouts["condition"], abouts["follow-up"]) == ("committee", "6")
    assert (abouts["continuation"], abouts["replication"]) == ("Wigmore Hall", f"{OTHER}/planned")
    for who in ("group", "finance", "resident", "nobody"):
        status = 401 if who == "nobody" else 403
        await api.get(f"/proposals/{ids['proposal_id']}/words", who, status)


async def test_all_words_leave_the_rows_and_the_outbox_and_nothing_else_does(
    api: ApiClient, journey: Journey
) -> None:
    ids = await said_everywhere(api, journey)
    proposal, said = ids["proposal_id"], ids["said"]
    before = await everything(api, ids)
    assert await tables_with(api, said) == {
        *("proposal_lines", "proposal_judgements", "decisions", "awards", "award_conditions"),
        *("monitoring", "projects", "continuations", "replications", "follow_ups"),
    }
    for one in await told(api, proposal):
        await withdraw(api, proposal, one["event_id"])
    assert await tables_with(api, said) == set()
    await api.sql("UPDATE kit.outbox SET published_at = now()")
    await redacted(api)
    told_now = json.dumps([one for one in await api.said() if proposal in json.dumps(one)])
    assert said not in told_now
    assert TITLE in told_now
    after = await everything(api, ids)
    assert json.loads(json.dumps(before).replace(said, GONE)) == after


async def everything(api: ApiClient, ids: dict[str, str]) -> list[Any]:
    """All that is public of a proposal, its award, agreement and project."""
    kinds = ("proposal", "award", "agreement", "project")
    return [await api.get(f"/{kind}s/{ids[f'{kind}_id']}") for kind in kinds]


async def redacted(api: ApiClient) -> None:
    """The kit's own job, as it runs after a withdrawal."""
    due = await api.sql("SELECT payload FROM kit.jobs WHERE name = 'kit-redact'")
    for row in due:
        async with api.work.begin(system("budgets"), Cause.new()) as uow:
            await redact(uow, row.payload)


async def test_it_is_told_as_a_withdrawal_and_kept_without_the_words(
    api: ApiClient, journey: Journey
) -> None:
    ids = await said_everywhere(api, journey)
    proposal = ids["proposal_id"]
    event = {one["told_in"]: one["event_id"] for one in await told(api, proposal)}["condition"]
    answer = await withdraw(api, proposal, event)
    assert (answer["event_id"], answer["told_in"]) == (event, "condition")
    last = (await api.said())[-1]
    assert (last["type"], last["subject"]) == (
        *("civic.budgets.proposal.text-withdrawn.v1", proposal),
    )
    data = last["data"]
    assert (data["event_ids"], data["reason"]) == ([event], "names-somebody")
    assert (data["project_id"], data["title"]) == (ids["project_id"], None)
    [kept] = await api.sql(
        "SELECT actor, target, facts::text FROM kit.audit"
        " WHERE action = 'proposal.told-words-withdrawn' AND target = :proposal",
        proposal=proposal,
    )
    assert (kept.actor, kept.target) == (PEOPLE["moderator"].identifier, proposal)
    assert {event, "condition", "names-somebody"} <= set(json.loads(kept.facts).values())
    assert ids["said"] not in kept.facts


@pytest.mark.parametrize("told_in", ["award", "completion"])
async def test_a_title_that_was_said_beside_them_stands(
    api: ApiClient, journey: Journey, told_in: str
) -> None:
    ids = await said_everywhere(api, journey)
    proposal = ids["proposal_id"]
    event = {one["told_in"]: one["event_id"] for one in await told(api, proposal)}[told_in]
    await withdraw(api, proposal, event)
    first = (await api.said())[-1]
    assert first["data"]["title"]["text"] == TITLE
    assert (await api.get(f"/proposals/{proposal}"))["title"] == TITLE
    # And is withdrawn with all that said it, should it be the next that has to go.
    await api.post("moderator", f"/proposals/{proposal}/words/withdrawal", **WHY)
    assert {event, first["id"]} <= set((await api.said())[-1]["data"]["event_ids"])


async def test_a_title_that_is_gone_is_not_said_again(api: ApiClient, journey: Journey) -> None:
    ids = await said_everywhere(api, journey)
    proposal = ids["proposal_id"]
    await api.post("moderator", f"/proposals/{proposal}/words/withdrawal", **WHY)
    event = {one["told_in"]: one["event_id"] for one in await told(api, proposal)}["award"]
    await withdraw(api, proposal, event)
    assert (await api.said())[-1]["data"]["title"] is None


async def test_only_the_words_of_that_event_go(api: ApiClient, journey: Journey) -> None:
    """A proposal is costed twice: the words of the first time stand nowhere but in its event."""
    proposal = await journey.open(DAY, WARD)
    await costed(api, proposal)
    await costed(api, proposal, "A singing leader")
    first, second = [one["event_id"] for one in await told(api, proposal)]
    await withdraw(api, proposal, first, "officer")
    assert (await api.said())[-1]["data"]["event_ids"] == [first]
    [line] = (await api.get(f"/proposals/{proposal}"))["lines"]
    assert (line["title"], line["amount"]) == ("A singing leader", 500)
    await withdraw(api, proposal, second, "operator")
    [line] = (await api.get(f"/proposals/{proposal}"))["lines"]
    assert (line["title"], line["amount"]) == (GONE, 500)


async def test_reasons_of_a_proposal_that_was_declined(api: ApiClient, journey: Journey) -> None:
    proposal = await journey.open(DAY, WARD)
    why = {"reason": "not-eligible", "reasons": SAID}
    await api.on(DAY).post("officer", f"/proposals/{proposal}/decline", **why)
    [one] = await told(api, proposal)
    assert one["told_in"] == "decline"
    await withdraw(api, proposal, one["event_id"])
    found = await api.get(f"/proposals/{proposal}")
    assert (found["state"], found["reason"], found["reasons"]) == ("declined", "not-eligible", GONE)


async def test_reasons_of_a_suspension_that_still_holds(api: ApiClient, journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2009-04-01")
    agreed = await journey.agreed(DAY, {WARD: 500}, "in-arrears")
    agreement = f"/agreements/{agreed['agreement_id']}"
    why = {"reason": "late-report", "reasons": SAID}
    await api.on(DAY).post("officer", f"{agreement}/suspend", **why)
    event = (await told(api, agreed["proposal_id"]))[-1]
    await withdraw(api, agreed["proposal_id"], event["event_id"])
    found = await api.get(agreement)
    assert (found["state"], found["suspended_for"]) == ("suspended", "late-report")
    assert found["suspended_reasons"] == GONE


async def test_words_are_withdrawn_once_and_by_who_may(
    api: ApiClient, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = await journey.open(DAY, WARD)
    await costed(api, proposal)
    [one] = await told(api, proposal)
    path = f"/proposals/{proposal}/words/{one['event_id']}/withdrawal"
    for who in ("group", "finance", "legal", "councillor", "resident", "auditor"):
        assert (await api.send(who, path, WHY)).status == 403
    officer = replace(PEOPLE["officer"], wards=frozenset({OTHER}))
    monkeypatch.setitem(PEOPLE, "officer-elsewhere", officer)
    assert (await api.send("officer-elsewhere", path, WHY)).status == 403
    early = await api.on("2009-05-31").refused("officer", path, **WHY)
    assert early == "before-what-it-follows"
    key = str(uuid4())
    sent = [await api.send("moderator", path, WHY, key) for _ in range(2)]
    assert [answer.status for answer in sent] == [200, 200]
    assert await api.refused("moderator", path, **WHY) == "words-withdrawn-already"
    mine = [one for one in await api.said() if one["subject"] == proposal]
    withdrawn = [one for one in mine if "text-withdrawn" in one["type"]]
    assert len(withdrawn) == 1
    assert (await told(api, proposal))[0]["withdrawn_on"] is not None


async def test_there_is_nothing_to_withdraw_of_an_unknown_event(
    api: ApiClient, journey: Journey
) -> None:
    proposal, other = [await journey.open(DAY, WARD) for _ in range(2)]
    await costed(api, proposal)
    [one] = await told(api, proposal)
    opened = next(one["id"] for one in await api.said() if one["subject"] == proposal)
    unknown = [(proposal, uuid4()), (proposal, opened), (other, one["event_id"])]
    for of, event in [*unknown, (uuid4(), one["event_id"])]:
        answer = await api.send("moderator", f"/proposals/{of}/words/{event}/withdrawal", WHY)
        assert answer.status == 404
    await api.get(f"/proposals/{uuid4()}/words", "moderator", 404)


async def test_what_was_told_before_is_remembered_from_the_outbox(
    api: ApiClient, journey: Journey
) -> None:
    ids = await said_everywhere(api, journey)
    agreement = f"/agreements/{ids['agreement_id']}"
    await api.on(LATER).post("officer", f"{agreement}/monitoring", kind="visit", summary="Fine")
    await api.on(LATER).post("officer", f"{agreement}/monitoring", kind="visit")
    known = (
        "SELECT event_id, proposal_id, told_in, about, told_on FROM told_words"
        " WHERE proposal_id = :id ORDER BY position"
    )
    before = await api.sql(known, id=ids["proposal_id"])
    assert len(before) == len(TOLD_IN) + 1
    await api.sql("DELETE FROM told_words")
    [path] = (SERVICE.migrations / "versions").glob("0017_*.py")
    remembered = runpy.run_path(str(path))["REMEMBERED"]
    async with api.engine.begin() as connection:
        await connection.exec_driver_sql(remembered)
    assert await api.sql(known, id=ids["proposal_id"]) == before
