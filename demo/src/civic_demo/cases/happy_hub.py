"""Happy Hub: a Change Makers session that met an urgent need before its own topic.

The document gives neither the days nor the ward; Harrow Road and March 2023 are the
demonstration's choice.
"""

from uuid import UUID, uuid5

from civic_demo.cases import commissioning as way
from civic_demo.cases.grants import GRANTS, make_grant
from civic_demo.cases.wards import HARROW_ROAD_2022
from civic_demo.play import Case, Play

CASE = Case("hub", "Happy Hub")

SHEET = UUID("5c7f2f3a-5d0c-4c0e-8a53-2f1f5a7f0001")


@CASE.step("2023-03-01T09:00", "Hub: Change Makers, day one: officers only")
async def day_one(play: Play) -> None:
    made = await play.post(
        "facilitator",
        "/ideas/api/conversations",
        {
            "title": "Change Makers: improving access to health services",
            "kind": "change-makers",
            "department": "public-health",
            "wards": [HARROW_ROAD_2022],
            "starts_on": "2023-03-01",
            "ends_on": "2023-03-02",
        },
    )
    play["hub.conversation"] = made["conversation_id"]
    await play.post(
        "facilitator",
        f"/ideas/api/conversations/{made['conversation_id']}/events",
        {
            "session": "day-one",
            "ward": HARROW_ROAD_2022,
            "participants": 18,
            "facilitators": play.figure("facilitators", 3),
            "sectors": [
                {"sector": "council", "people": 9},
                {"sector": "nhs", "people": 6},
                {"sector": "police", "people": 3},
            ],
        },
    )


@CASE.step("2023-03-01T12:00", "Hub: the food bank has lost its building: an urgent need")
async def urgent(play: Play) -> None:
    made = await play.post(
        "facilitator",
        "/ideas/api/urgent-needs",
        {
            "ward": HARROW_ROAD_2022,
            "title": "The food bank has lost its building",
            "summary": "A community building was closed as unsafe. There is no community space.",
            "spaces_needed": 1,
            "people_needed": 0,
            "facilities": ["kitchen"],
            "conversation_id": play["hub.conversation"],
        },
    )
    play["hub.need"] = made["urgent_need_id"]


@CASE.step("2023-03-02T09:00", "Hub: day two: residents join, and choose another topic")
async def day_two(play: Play) -> None:
    made = await play.post(
        "facilitator",
        f"/ideas/api/conversations/{play['hub.conversation']}/events",
        {
            "session": "day-two",
            "ward": HARROW_ROAD_2022,
            "participants": play.figure("participants", 36),
            "facilitators": play.figure("facilitators", 3),
            "tables": 5,
            "listening_groups": 12,
            "sectors": [
                {"sector": "residents", "people": 18},
                {"sector": "council", "people": 9},
                {"sector": "nhs", "people": 6},
                {"sector": "police", "people": 3},
            ],
            "ladder_rung": "partnership",
            "topic_kept": False,
            "topic_change": "The food bank has just lost its building, so we speak about that.",
            "comments": ["You know I do actually think the workshop made a difference!"],
        },
    )
    play["hub.meeting"] = made["conversation_event_id"]


@CASE.step("2023-03-02T11:00", "Hub: a table's sheet: bring the empty council building into use")
async def table_sheet(play: Play) -> None:
    sheet = {
        "sheet_id": str(SHEET),
        "table": 3,
        "entries": [
            {
                "entry_id": str(uuid5(SHEET, "hub")),
                "title": "A community hub in the empty council building",
                "summary": "Such crises come often because there is no community space.",
                "ward": HARROW_ROAD_2022,
                "theme": "community-focused",
                "area": "sharing-service-delivery",
                "owner_kind": "resident",
            },
            {
                "entry_id": str(uuid5(SHEET, "families")),
                "title": "An artist and families decorate the hub together",
                "summary": "So that it feels like ours from the first day.",
                "ward": HARROW_ROAD_2022,
                "theme": "activities-for-children",
                "owner_kind": "resident",
            },
        ],
    }
    address = f"/ideas/api/conversations/{play['hub.conversation']}/table-sheets"
    # The sheet is synchronised twice, as a tablet does that has lost its network in between.
    await play.post("facilitator", address, sheet)
    taken = await play.post("facilitator", address, sheet)
    ideas = {entry["entry_id"]: entry["idea_id"] for entry in taken["entries"]}
    play["hub.idea"] = ideas[str(uuid5(SHEET, "hub"))]
    play["families.idea"] = ideas[str(uuid5(SHEET, "families"))]


@CASE.step("2023-03-02T15:00", "Hub: a temporary space is found within the two days")
async def space_found(play: Play) -> None:
    await way.known_to_volunteers(play, "ideas", play["hub.idea"])
    await play.until(f"/volunteers/api/urgent-needs/{play['hub.need']}", lambda _: True)
    space = await play.post(
        "volunteer-coordinator",
        "/volunteers/api/spaces",
        {
            "organisation": "Harrow Road church hall",
            "title": "Hall with a kitchen, for the food bank and the community",
            "kind": "hall",
            "ward": HARROW_ROAD_2022,
            "facilities": ["kitchen", "step-free"],
            "capacity": 60,
            "temporary": True,
            "available_from": "2023-03-02",
            "idea_id": play["hub.idea"],
        },
    )
    await play.post(
        "volunteer-coordinator",
        f"/volunteers/api/urgent-needs/{play['hub.need']}/assignments",
        {"space_id": space["space_id"], "despite": None},
    )
    await play.until(f"/ideas/api/urgent-needs/{play['hub.need']}", lambda need: need.get("met_at"))
    await play.post(
        "facilitator",
        f"/ideas/api/ideas/{play['hub.idea']}/measures",
        {
            "measures": [
                {"code": "days-to-temporary-space", "value": 2, "unit": "days"},
            ],
            "summary": "A temporary space for the hub and the food bank, within two days.",
        },
    )


@CASE.step("2023-03-03", "Hub: an officer answers for it; the kitchen is flood-damaged")
async def adopted(play: Play) -> None:
    await way.adopt(play, "hub.idea", "property")
    await way.adopt(play, "families.idea", "childrens-services")
    await way.answer(play, "families.idea", "An artist and families are part of the hub's budget.")
    await way.support(play, "hub.idea", range(401, 419))
    made = await play.post(
        way.OFFICER,
        "/ideas/api/barriers",
        {
            "idea_id": play["hub.idea"],
            "kind": "practical",
            "title": "The building has serious flood damage; its kitchen is unsafe",
            "owner_department": "property",
        },
    )
    play["hub.barrier"] = made["barrier_id"]
    await play.post(
        way.OFFICER,
        f"/ideas/api/conversations/{play['hub.conversation']}/close",
    )


@CASE.step("2023-03-20", "Hub: finance mentors the small charity that will manage the venue")
async def offers(play: Play) -> None:
    await way.test(play, "hub.idea")
    address = f"/ideas/api/ideas/{play['hub.idea']}/offers"
    mentoring = {
        "department": "finance",
        "kind": "mentoring",
        "offer": "The finance department mentors the charity that manages the venue.",
        "until": "2024-03-31",
    }
    await play.post("finance", address, mentoring)
    managing = {
        "department": "property",
        "kind": "venue-management",
        "offer": "A small charity manages the venue once it is refurbished.",
        "until": "2024-03-31",
    }
    await play.post(way.OFFICER, address, managing)
    await way.refer(play, "hub.idea", estimated=950_000, organisation="Happy Hub charity")


@CASE.step("2023-04-10", "Hub: researched, costed and judged")
async def researched(play: Play) -> None:
    await way.research(
        play,
        "hub.proposal",
        HARROW_ROAD_2022,
        [
            ("Equipment for the hub", 600_000),
            ("An artist works with families", 350_000),
        ],
        organisation="Happy Hub charity",
        applicant_kind="organisation",
        financial_year="2023-24",
        starts_on="2023-07-03",
        ends_on="2024-03-31",
    )


@CASE.step("2023-05-02", "Hub: the councillors fund it under today's policy")
async def awarded(play: Play) -> None:
    await way.decide(play, "hub.proposal", HARROW_ROAD_2022)
    await way.award(
        play,
        "hub",
        "hub.proposal",
        purpose="A community hub that the community runs",
        conditions=[],
        starts_on="2023-07-03",
        ends_on="2024-03-31",
    )
    await way.sign(play, "hub", payment_basis="in-arrears", instalments=[])


@CASE.step("2023-09-04", "Hub: refurbished; the barrier is removed; the artist is paid")
async def refurbished(play: Play) -> None:
    await play.post(
        way.OFFICER,
        f"/ideas/api/barriers/{play['hub.barrier']}/remove",
        {"how": "The building has been refurbished and its kitchen made safe."},
    )
    await way.pay(play, "hub", amount=350_000, evidence="Invoice of the artist, walls painted")


@CASE.step("2023-10-02", "Hub: grants to groups that are based at the hub")
async def grants(play: Play) -> None:
    for number, (title, group, amount) in enumerate(GRANTS, start=1):
        await make_grant(play, f"grant{number}", title, group, amount)


@CASE.step("2024-03-11", "Hub: complete; the community co-produces a permanent hub, The Exchange")
async def permanent(play: Play) -> None:
    await way.monitor(
        play,
        "hub",
        "visit",
        "The hub thrives; a permanent hub, The Exchange at Ernest Harriss House, is co-produced.",
        [
            ("permanent-hubs", 1, "hubs"),
            ("grants-to-groups", 3, "grants"),
        ],
    )
    await way.pay(play, "hub", amount=600_000, evidence="Invoices for equipment")
    project = play["hub.project"]
    await play.post(
        way.OFFICER,
        f"/budgets/api/projects/{project}/complete",
        {"summary": "A thriving community venue, run by the community."},
    )
    await play.post(
        way.OFFICER,
        f"/ideas/api/ideas/{play['hub.idea']}/feedback",
        {"did": "The Happy Hub opened, and The Exchange at Ernest Harriss House follows."},
    )
