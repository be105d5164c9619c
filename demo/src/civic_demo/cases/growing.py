"""Let's Go, Let's Grow (Church Street): one resident's seedlings become a growing project."""

from civic_demo.cases import commissioning as way
from civic_demo.cases.wards import ABBEY_ROAD, CHURCH_STREET, QUEENS_PARK
from civic_demo.play import Case, Play

CASE = Case("growing", "Let's Go, Let's Grow")


@CASE.step("2008-06-09", "Growing: a resident shows how easily food grows on a balcony")
async def asked(play: Play) -> None:
    made = await play.post(
        "garden-founder",
        "/ideas/api/ideas",
        {
            "title": "Let's Go, Let's Grow",
            "summary": "Let us turn disused corners of the estate into gardens and grow our food.",
            "ward": CHURCH_STREET,
            "theme": "greening",
            "area": "local-choices",
            "owner_kind": "resident",
            "channel": "online",
        },
    )
    play["growing.idea"] = made["idea_id"]
    await way.publish(play, "growing.idea")


@CASE.step("2008-06-10", "Growing: neighbours support it; an officer answers for it")
async def adopted(play: Play) -> None:
    await way.support(play, "growing.idea", range(201, 231))
    await way.adopt(play, "growing.idea", "parks")


@CASE.step("2008-06-24", "Growing: the six questions are answered; it is referred for funding")
async def referred(play: Play) -> None:
    await way.test(play, "growing.idea")
    await play.post(
        "neighbourhood-officer-2",
        f"/ideas/api/ideas/{play['growing.idea']}/offers",
        {
            "department": "youth-offending-team",
            "kind": "people",
            "offer": "Young people install and help to plant balcony boxes for older residents.",
        },
    )
    await way.refer(
        play,
        "growing.idea",
        estimated=1_800_000,
        organisation="Let's Go, Let's Grow",
        volunteer_places=8,
    )


@CASE.step("2008-07-14", "Growing: researched, costed and judged by the six criteria")
async def researched(play: Play) -> None:
    await way.research(
        play,
        "growing.proposal",
        CHURCH_STREET,
        [
            ("Improvements to the kitchen garden", 550_000),
            ("A girls' growing group", 210_000),
            ("Balcony boxes for older residents", 340_000),
            ("Urban farm over sheds and garages, with a bee hive", 480_000),
            ("Starting up a food co-op", 220_000),
        ],
        organisation="Let's Go, Let's Grow",
        applicant_kind="group",
        summary="A community gardening initiative founded by a resident.",
        financial_year="2008-09",
        starts_on="2008-09-01",
        ends_on="2010-06-30",
    )


@CASE.step("2008-07-28", "Growing: all three councillors are in favour; the award is made")
async def awarded(play: Play) -> None:
    await way.decide(play, "growing.proposal", CHURCH_STREET)
    await way.award(
        play,
        "growing",
        "growing.proposal",
        purpose="Disused spaces become community gardens",
        conditions=[],
        volunteer_places=8,
        volunteer_roles=[
            {"code": "gardener", "title": "Help in the gardens", "places": 8, "check_level": "none"}
        ],
        starts_on="2008-09-01",
        ends_on="2010-06-30",
    )
    await way.sign(
        play,
        "growing",
        payment_basis="in-advance",
        instalments=[
            {"code": "all", "amount": 1_800_000, "due_on": "2008-09-01", "condition": None}
        ],
    )


@CASE.step("2008-09-01", "Growing: the money is paid; the work begins")
async def begun(play: Play) -> None:
    await way.pay(play, "growing", amount=1_800_000, instalment="all", evidence="Start of work")


@CASE.step("2009-04-18", "Growing: a gardener helps, and logs the hours")
async def helped(play: Play) -> None:
    found = await play.until(
        f"/volunteers/api/opportunities?open=false&project_id={play['growing.project']}",
        lambda page: page["items"],
    )
    opportunity = found["items"][0]["id"]
    profile = {
        "kind": "resident",
        "ward": CHURCH_STREET,
        "skills": ["gardening"],
        "interests": ["greening"],
        "languages": ["en"],
        "availability": ["saturday-morning"],
        "consent": True,
    }
    await play.post("volunteer-0011", "/volunteers/api/profile", profile)
    asked = await play.post("volunteer-0011", f"/volunteers/api/opportunities/{opportunity}/help")
    placement = asked["placement_id"]
    await play.post("volunteer-coordinator", f"/volunteers/api/placements/{placement}/confirmation")
    await play.post(
        "volunteer-0011", f"/volunteers/api/placements/{placement}/hours", {"minutes": 150}
    )


@CASE.step("2009-05-16", "Growing: young offenders' team gives time for the balcony boxes")
async def staff_time(play: Play) -> None:
    await way.known_to_volunteers(play, "ideas", play["growing.idea"])
    await play.post(
        "volunteer-coordinator",
        "/volunteers/api/staff-time",
        {
            "department": "youth-offending-team",
            "ward": CHURCH_STREET,
            "idea_id": play["growing.idea"],
            "people": 2,
            "minutes": 720,
        },
    )


@CASE.step("2010-05-22", "Growing: 30 residents, two workshops, a bee hive, an urban farm")
async def monitored(play: Play) -> None:
    await way.monitor(
        play,
        "growing",
        "visit",
        "Herbs and salad leaves are being planted; a bee hive stands on the urban farm.",
        [
            ("core-residents", play.figure("core-residents", 30), "people"),
            ("seed-planting-workshops", play.figure("seed-planting-workshops", 2), "workshops"),
            ("bee-hives", 1, "hives"),
            ("urban-farms", 1, "farms"),
            ("food-co-ops", 1, "co-ops"),
        ],
    )
    await play.post(
        "volunteer-coordinator",
        "/volunteers/api/groups",
        {
            "name": "Let's Go, Let's Grow",
            "kind": "gardening",
            "ward": CHURCH_STREET,
            "members": play.figure("core-residents", 30),
            "idea_id": play["growing.idea"],
        },
    )


@CASE.step("2010-06-30", "Growing: the project is complete; you said, we did")
async def completed(play: Play) -> None:
    project = play["growing.project"]
    await play.post(
        way.OFFICER,
        f"/budgets/api/projects/{project}/complete",
        {"summary": "Disused corners have become gardens that residents look after."},
    )
    await play.post(
        way.OFFICER,
        f"/budgets/api/agreements/{play['growing.agreement']}/end",
        {"reason": "completed"},
    )
    await play.post(
        way.OFFICER,
        f"/ideas/api/ideas/{play['growing.idea']}/feedback",
        {"did": "Balcony boxes, a kitchen garden, an urban farm with bees and a food co-op."},
    )


@CASE.step("2010-09-06", "Growing: St John's Wood and Queen's Park want to copy it")
async def copied(play: Play) -> None:
    project = play["growing.project"]
    wishes = {
        ABBEY_ROAD: "The St John's Wood area is keen to start a food growing project of its own.",
        QUEENS_PARK: "Councillors have plans for a growing site on one of the estates.",
    }
    for ward, summary in wishes.items():
        await play.post(
            way.OFFICER,
            f"/budgets/api/projects/{project}/replications",
            {"ward": ward, "stage": "planned", "summary": summary},
        )
