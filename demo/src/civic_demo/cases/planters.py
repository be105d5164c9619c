"""Glastonbury House planters (Warwick): twelve groups, two financial years, and a fete."""

from civic_demo.cases import commissioning as way
from civic_demo.cases.wards import WARWICK
from civic_demo.play import Case, Play

CASE = Case("planters", "Glastonbury House planters")

# Twelve groups of residents of the block, neighbours and voluntary organisations such as Open Age;
# the documents name only Open Age.
GROUPS = 12


@CASE.step("2009-04-20", "Planters: residents of sheltered housing want to use empty planters")
async def asked(play: Play) -> None:
    made = await play.post(
        "planters-resident",
        "/ideas/api/ideas",
        {
            "title": "Fill the planters outside Glastonbury House",
            "summary": "The planters stand empty. Groups of us could each look after one.",
            "ward": WARWICK,
            "theme": "older-people",
            "area": "volunteering",
            "owner_kind": "resident",
            "channel": "online",
        },
    )
    play["planters.idea"] = made["idea_id"]
    await way.publish(play, "planters.idea")
    await way.support(play, "planters.idea", range(301, 310))


@CASE.step("2009-04-21", "Planters: an officer answers for it")
async def adopted(play: Play) -> None:
    await way.adopt(play, "planters.idea", "housing")


@CASE.step("2009-05-05", "Planters: tested and referred for funding")
async def referred(play: Play) -> None:
    await way.test(play, "planters.idea")
    await way.refer(play, "planters.idea", estimated=320_000, organisation="Glastonbury House")


@CASE.step("2009-05-18", "Planters: tools, seeds, manure, a windowsill greenhouse and trays")
async def researched(play: Play) -> None:
    await way.research(
        play,
        "planters.proposal",
        WARWICK,
        [
            ("Hand tools", 90_000),
            ("Seeds and seed trays", 80_000),
            ("Manure", 50_000),
            ("A windowsill greenhouse", 100_000),
        ],
        organisation="Glastonbury House",
        applicant_kind="group",
        financial_year="2009-10",
        starts_on="2009-06-15",
        ends_on="2010-03-31",
    )


@CASE.step("2009-06-08", "Planters: the councillors fund the first year")
async def awarded(play: Play) -> None:
    await way.decide(play, "planters.proposal", WARWICK)
    await way.award(
        play,
        "planters",
        "planters.proposal",
        purpose="Planters that groups look after together",
        conditions=[],
        starts_on="2009-06-15",
        ends_on="2010-03-31",
    )
    await way.sign(
        play,
        "planters",
        payment_basis="in-advance",
        instalments=[
            {"code": "tools", "amount": 320_000, "due_on": "2009-06-15", "condition": None}
        ],
    )
    await way.pay(play, "planters", amount=320_000, instalment="tools", evidence="Order placed")


@CASE.step("2009-09-14", "Planters: twelve groups each look after a planter")
async def groups(play: Play) -> None:
    await way.known_to_volunteers(play, "ideas", play["planters.idea"])
    number_of_groups = play.figure("groups-with-planter", GROUPS)
    for number in range(1, number_of_groups + 1):
        name = "Open Age" if number == 1 else f"Glastonbury House planter group {number}"
        await play.post(
            "volunteer-coordinator",
            "/volunteers/api/groups",
            {
                "name": name,
                "kind": "gardening",
                "ward": WARWICK,
                "members": 4,
                "idea_id": play["planters.idea"],
            },
        )
    await way.monitor(
        play,
        "planters",
        "visit",
        "Residents of the block, neighbours and local voluntary groups manage the planters.",
        [("groups-with-planter", number_of_groups, "groups")],
    )


@CASE.step("2010-03-31", "Planters: the first year's project is complete")
async def completed(play: Play) -> None:
    await play.post(
        way.OFFICER,
        f"/budgets/api/projects/{play['planters.project']}/complete",
        {"summary": "The planters are in bloom and looked after."},
    )
    await play.post(
        way.OFFICER,
        f"/budgets/api/agreements/{play['planters.agreement']}/end",
        {"reason": "completed"},
    )


@CASE.step("2010-05-10", "Planters: the councillors fund prizes and refreshments for a fete")
async def second_year(play: Play) -> None:
    first = play["planters.proposal"]
    await play.post(
        way.OFFICER,
        f"/ideas/api/ideas/{play['planters.idea']}/refer",
        {"estimated": 80_000, "organisation": "Glastonbury House"},
    )
    found = await play.until(
        f"/budgets/api/proposals?idea_id={play['planters.idea']}",
        lambda page: len(page["items"]) == 2,
    )
    (second,) = (one for one in found["items"] if one["proposal_id"] != first)
    play["fete.proposal"] = second["proposal_id"]
    await way.research(
        play,
        "fete.proposal",
        WARWICK,
        [("Prizes", 30_000), ("Refreshments", 50_000)],
        organisation="Glastonbury House",
        applicant_kind="group",
        financial_year="2010-11",
        starts_on="2010-06-01",
        ends_on="2010-09-30",
    )


@CASE.step("2010-05-24", "Planters: the second award, in the second financial year")
async def second_award(play: Play) -> None:
    await way.decide(play, "fete.proposal", WARWICK)
    await way.award(
        play,
        "fete",
        "fete.proposal",
        purpose="A garden fete for everyone who took part",
        conditions=[],
        starts_on="2010-06-01",
        ends_on="2010-09-30",
    )
    await way.sign(
        play,
        "fete",
        payment_basis="in-advance",
        instalments=[{"code": "fete", "amount": 80_000, "due_on": "2010-06-07", "condition": None}],
    )
    await way.pay(play, "fete", amount=80_000, instalment="fete", evidence="Fete announced")


@CASE.step("2010-08-14T17:00", "Planters: the garden fete; Open Age wins the best planter")
async def fete(play: Play) -> None:
    await way.monitor(
        play,
        "fete",
        "visit",
        "The area would have been a jungle without what the residents have created.",
        [
            ("fetes", 1, "events"),
            ("groups-with-planter", play.figure("groups-with-planter", GROUPS), "groups"),
        ],
        prizes=[{"code": "best-planter", "organisation": "Open Age"}],
    )


@CASE.step("2010-09-27", "Planters: a resident sets up a gardening club; you said, we did")
async def club(play: Play) -> None:
    await play.post(
        "volunteer-coordinator",
        "/volunteers/api/groups",
        {
            "name": "Glastonbury House gardening club",
            "kind": "gardening",
            "ward": WARWICK,
            "members": 12,
            "idea_id": play["planters.idea"],
        },
    )
    await play.post(
        way.OFFICER,
        f"/budgets/api/projects/{play['fete.project']}/complete",
        {"summary": "A fete in August, with prizes for the best planters."},
    )
    await play.post(
        way.OFFICER,
        f"/ideas/api/ideas/{play['planters.idea']}/feedback",
        {"did": "Twelve groups look after the planters, and a gardening club goes on."},
    )
