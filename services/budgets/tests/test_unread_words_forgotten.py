"""What somebody wrote and nobody has read is erased with them, and nobody can publish it."""

from __future__ import annotations

from budgets_awarding import WARD
from budgets_client import PEOPLE, ApiClient
from civic_contracts.events.people import VolunteersPersonErasureRequested
from test_heard_and_ended import ON


async def forget(api: ApiClient, who: str) -> None:
    key = str(PEOPLE[who].person_key)
    await api.hear(VolunteersPersonErasureRequested(occurred_on=ON), subject=key, sequence=1)


async def test_unread_words_of_somebody_forgotten_are_erased(api: ApiClient) -> None:
    words = {"title": "For Ann Smith", "summary": "Her roses", "theme": "greening"}
    words |= {"organisation": "Ann Smith's roses", "applicant_kind": "group"}
    made = [
        (await api.post("other-group", "/proposals", wards=[WARD], **words))["proposal_id"]
        for _ in range(3)
    ]
    waits, declined, published = made
    await api.sql("UPDATE proposals SET notes = 'Ann said so.' WHERE title = 'For Ann Smith'")
    why = {"reason": "not-local", "reasons": "It is elsewhere."}
    await api.post("officer", f"/proposals/{declined}/decline", **why)
    await api.post("moderator", f"/proposals/{published}/accept")
    said = len(await api.said())
    await forget(api, "other-group")
    found = {str(row.id): row for row in await api.sql("SELECT * FROM proposals")}
    for proposal, state in ((waits, "withdrawn"), (declined, "declined")):
        row = found[proposal]
        assert (row.title, row.summary, row.notes) == ("Words withdrawn", None, None)
        assert row.organisation is None
        assert row.state == state
        answer = await api.send("moderator", f"/proposals/{proposal}/accept", {})
        assert (answer.status, answer.body["rule"]) == (409, "proposal-in-another-state")
    # What was read is public, and stays; who wrote it is named nowhere.
    assert (found[published].title, found[published].state) == ("For Ann Smith", "opened")
    assert found[published].organisation == "Ann Smith's roses"
    assert all(row.opened_by.startswith("forgotten:") for row in found.values())
    # What was never published is not told to have been taken back.
    assert [one["type"] for one in (await api.said())[said:]] == ["civic.budgets.person.erased.v1"]
