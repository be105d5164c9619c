"""A volunteer's own data: with consent, seen by few, gone on request, never in an event."""

from civic_contracts.events.people import IdeasPersonErasureRequested
from volunteers_house import (
    COORDINATOR,
    EDWIN,
    LEILA,
    MACHINE,
    OFFICER,
    OPEN_AGE,
    OPPORTUNITY,
    PROFILE,
    SPACE,
    House,
    opportunity,
    person,
    placed,
    volunteer,
)

CANARY = "zanzibar-canary"

FULL = {
    **PROFILE,
    "known_as": f"{CANARY} name",
    "contact": f"{CANARY} telephone",
    "interests": [f"{CANARY}-interest"],
    "languages": ["en"],
    "availability": ["saturday-morning"],
    "travel_metres": 3200,
}


async def test_without_consent_nothing_is_kept(house: House) -> None:
    body = {**PROFILE, "consent": False}
    assert await house.refused("/profile", body, by=LEILA) == (409, "consent-comes-first")
    assert await house.run("SELECT 1 FROM volunteers") == []


async def test_a_profile_is_ones_own_and_can_be_changed(house: House) -> None:
    first = await house.made("/profile", FULL, by=LEILA)
    second = await house.made("/profile", {**PROFILE, "skills": ["cooking"]}, by=LEILA)
    assert (first["registered"], second["registered"]) == (True, False)
    assert first["volunteer_id"] == second["volunteer_id"]
    assert (await house.seen("/profile", by=LEILA))["skills"] == ["cooking"]
    assert (await house.get("/profile", by=EDWIN)).status_code == 404
    assert (await house.get("/profile", by=MACHINE)).status_code == 403
    path = f"/volunteers/{first['volunteer_id']}"
    assert (await house.get(path, by=LEILA)).status_code == 403
    assert (await house.get(path, by=OFFICER)).status_code == 403
    assert (await house.seen(path, by=COORDINATOR))["skills"] == ["cooking"]


async def test_staff_name_a_department_and_companies_themselves(house: House) -> None:
    staff = {**PROFILE, "kind": "council-staff"}
    answer = await house.post("/profile", staff, by=LEILA)
    assert answer.json()["errors"][0]["pointer"] == "/department"
    await house.made("/profile", {**staff, "department": "parks"}, by=LEILA)
    company = {**PROFILE, "kind": "company"}
    answer = await house.post("/profile", company, by=EDWIN)
    assert answer.json()["errors"][0]["pointer"] == "/company"
    await house.made("/profile", {**company, "company": "A bank"}, by=EDWIN)


async def test_a_coordinator_enters_who_signed_up_on_paper(house: House) -> None:
    paper = {**PROFILE, "subject": "choir-member"}
    made = await house.made("/volunteers", paper, by=COORDINATOR)
    again = await house.refused("/volunteers", paper, by=COORDINATOR)
    assert again == (409, "profile-is-taken")
    key = house.process.identity.person_key("choir-member")
    rows = await house.run("SELECT person_key FROM volunteers")
    assert rows == [(key,)]
    found = await house.seen("/volunteers?words=singing", by=COORDINATOR)
    assert [one["id"] for one in found["items"]] == [made["volunteer_id"]]
    nothing = await house.seen("/volunteers?words=juggling", by=COORDINATOR)
    assert nothing["items"] == []
    assert (await house.get("/volunteers", by=LEILA)).status_code == 403


async def test_withdrawing_ends_places_and_keeps_hours(house: House) -> None:
    one = await volunteer(house, LEILA)
    role = await opportunity(house, attendance="by-arrangement")
    placement = await placed(house, role, one)
    await house.made(f"/placements/{placement}/hours", {"minutes": 60}, by=LEILA)
    other = await opportunity(house)
    await house.made(f"/opportunities/{other}/help", by=LEILA)
    done = await house.made("/profile/withdrawal", by=LEILA)
    assert done["placements_ended"] == 1
    told = (await house.told("placement.ended"))[0]
    assert (told["reason"], told["minutes"]) == ("volunteer-withdrew", 60)
    assert (await house.seen(f"/opportunities/{role}"))["filled"] == 0
    gone = (409, "volunteer-has-withdrawn")
    assert await house.refused(f"/opportunities/{other}/help", by=LEILA) == gone
    assert await house.refused("/profile/withdrawal", by=LEILA) == gone
    body = {"volunteer_id": one}
    assert await house.refused(f"/opportunities/{other}/placements", body, by=COORDINATOR) == gone
    await house.made("/profile", PROFILE, by=LEILA)
    await house.made(f"/opportunities/{other}/help", by=LEILA)


async def give_everything(house: House) -> str:
    """A volunteer with something in every table."""
    one = await volunteer(house, LEILA, **FULL)
    check = {"level": "basic", "issued_on": "2020-01-01", "expires_on": "2090-01-01"}
    await house.made(f"/volunteers/{one}/checks", check, by=COORDINATOR)
    role = await opportunity(house, attendance="by-arrangement")
    asked = await house.made(
        f"/opportunities/{role}/help", {"message": f"{CANARY} message"}, by=LEILA
    )
    path = f"/placements/{asked['placement_id']}"
    await house.made(f"{path}/confirmation", by=COORDINATOR)
    entry = await house.made(f"{path}/hours", {"minutes": 60}, by=LEILA)
    fix = {"minutes": 50, "reason": "wrong-length", "note": f"{CANARY} note"}
    await house.made(f"/hours/{entry['entry_id']}/corrections", fix, by=LEILA)
    group = {"name": "Our group", "kind": "choir", "ward": PROFILE["ward"], "members": 3}
    await house.made("/groups", group, by=LEILA)
    await house.made("/spaces", SPACE, by=LEILA)
    listing = {
        "kind": "skill-offered",
        "title": "Guitar lessons",
        "about": "Ask me",
        "ward": PROFILE["ward"],
        "expires_on": str((await house.run("SELECT now()::date + 30"))[0][0]),
    }
    posted = await house.made("/listings", listing, by=LEILA)
    await house.made(f"/listings/{posted['listing_id']}/approval", by=COORDINATOR)
    other = await house.made("/listings", listing, by=COORDINATOR)
    reply = {"message": f"{CANARY} reply"}
    await house.made(f"/listings/{other['listing_id']}/replies", reply, by=LEILA)
    return one


async def everything_stored(house: House) -> str:
    """Every row of every table of the service's own, as text."""
    tables = await house.run(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    )
    rows = [await house.run(f"SELECT t::text FROM {name} t") for (name,) in tables]
    return "\n".join(row[0] for found in rows for row in found)


async def test_erasure_leaves_nothing_of_a_person_but_uncounted_hours(house: House) -> None:
    await give_everything(house)
    before = await everything_stored(house)
    assert CANARY in before
    assert str(LEILA.person_key) in before
    export = await house.seen("/profile/export", by=LEILA)
    assert str(export).count(CANARY) == 7
    assert export["groups_registered"] == ["Our group"]

    erased = await house.made("/profile/erasure", by=LEILA)
    # What other tests had refused to her is kept too: nothing ever leaves the audit log.
    assert erased["kept"][:1] == ["hours-without-a-person"]
    assert set(erased["kept"][1:]) <= {"audit-records"}
    assert (await house.told("person.erased"))[-1]["kept"] == erased["kept"]
    after = await everything_stored(house)
    assert CANARY not in after
    assert str(LEILA.person_key) not in after
    for kept in ("sessions WHERE person_key", "idempotency WHERE scope"):
        assert await house.run(f"SELECT 1 FROM kit.{kept} = '{LEILA.person_key}'") == []
    assert "Guitar lessons" in after
    assert after.count("Guitar lessons") == 1
    assert await house.run("SELECT sum(minutes) FROM hours") == [(50,)]
    assert (await house.get("/profile", by=LEILA)).status_code == 404

    requested = await house.envelopes("erasure-requested")
    answered = await house.envelopes("person.erased")
    assert [one["subject"] for one in requested + answered] == [LEILA.person_key] * 2
    assert answered[0]["data"]["records_erased"] == erased["records_erased"]
    withdrawn = (await house.told("listing.text-withdrawn"))[0]
    posted = (await house.envelopes("listing.posted"))[0]
    assert withdrawn["event_ids"] == [posted["id"]]


async def test_no_event_tells_who_anybody_is(house: House) -> None:
    await give_everything(house)
    for envelope in await house.envelopes():
        assert CANARY not in str(envelope)
        assert str(LEILA.person_key) not in str(envelope)


async def test_another_services_request_erases_and_is_answered(house: House) -> None:
    await give_everything(house)
    event = IdeasPersonErasureRequested(occurred_on="2026-01-01")  # type: ignore[arg-type]  # read from text
    for key in (str(LEILA.person_key), str(OPEN_AGE.person_key)):
        await house.hear(event, key)
    assert CANARY not in await everything_stored(house)
    answered = {one["subject"]: one["data"] for one in await house.envelopes("person.erased")}
    assert answered[str(LEILA.person_key)]["records_erased"] > 5
    assert answered[str(OPEN_AGE.person_key)]["records_erased"] == 0
    assert await house.told("erasure-requested") == []


async def test_what_the_audit_log_keeps_of_a_person_is_told_as_kept(house: House) -> None:
    refused, other = person(991), person(992)
    assert (await house.refused("/opportunities", OPPORTUNITY, by=refused))[0] == 403
    event = IdeasPersonErasureRequested(occurred_on="2026-01-01")  # type: ignore[arg-type]  # read from text
    for one in (refused, other):
        await house.hear(event, str(one.person_key))
    told = {one["subject"]: one["data"]["kept"] for one in await house.envelopes("person.erased")}
    assert told == {refused.person_key: ["audit-records"], other.person_key: []}
    assert (await house.made("/profile/erasure", by=COORDINATOR))["kept"] == ["audit-records"]
