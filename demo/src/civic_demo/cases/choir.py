"""Harrow Road Community Choir: Wigmore Hall commissioned, 44 singers, 366 in the audience."""

from civic_demo.cases import commissioning as way
from civic_demo.cases.wards import HARROW_ROAD
from civic_demo.play import Case, Play

CASE = Case("choir", "Harrow Road Community Choir")


@CASE.step("2009-05-11", "Choir: a resident of Harrow Road asks for a community choir")
async def asked(play: Play) -> None:
    made = await play.post(
        "choir-member",
        "/ideas/api/ideas",
        {
            "title": "A community choir for Harrow Road",
            "summary": "Many of us would like to sing together and get to know our neighbours.",
            "ward": HARROW_ROAD,
            "theme": "community-focused",
            "area": "local-choices",
            "owner_kind": "resident",
            "channel": "online",
        },
    )
    play["choir.idea"] = made["idea_id"]
    await way.publish(play, "choir.idea")


@CASE.step("2009-05-12", "Choir: neighbours support it; an officer answers for it")
async def adopted(play: Play) -> None:
    await way.support(play, "choir.idea", range(101, 113))
    await way.adopt(play, "choir.idea", "neighbourhoods")


@CASE.step("2009-05-26", "Choir: the six questions are answered; it is referred for funding")
async def referred(play: Play) -> None:
    await way.test(play, "choir.idea")
    await way.refer(
        play, "choir.idea", estimated=1_250_000, organisation="Wigmore Hall", volunteer_places=6
    )


@CASE.step("2009-06-15", "Choir: researched, costed and judged by the six criteria")
async def researched(play: Play) -> None:
    await way.research(
        play,
        "choir.proposal",
        HARROW_ROAD,
        [
            ("Choir leader and accompanist", 720_000),
            ("Publicity and taster sessions", 180_000),
            ("Concert at Wigmore Hall", 350_000),
        ],
        organisation="Wigmore Hall",
        applicant_kind="organisation",
        summary="Wigmore Hall runs the project from September 2009.",
        financial_year="2009-10",
        starts_on="2009-09-01",
        ends_on="2010-03-31",
    )


@CASE.step("2009-07-06", "Choir: two of three councillors are in favour; the award has a condition")
async def awarded(play: Play) -> None:
    await way.decide(play, "choir.proposal", HARROW_ROAD, ("in-favour", "in-favour", "abstain"))
    await way.award(
        play,
        "choir",
        "choir.proposal",
        purpose="A community choir, open to everyone in Harrow Road",
        conditions=[
            {
                "code": "committee",
                "title": "Members are encouraged to set up a committee, so that the choir goes on",
                "due_on": "2010-03-31",
            }
        ],
        match_funding=0,
        volunteer_places=6,
        volunteer_roles=[
            {"code": "steward", "title": "Concert steward", "places": 6, "check_level": "none"}
        ],
        starts_on="2009-09-01",
        ends_on="2010-03-31",
    )


@CASE.step("2009-07-20", "Choir: the agreement with Wigmore Hall is signed")
async def signed(play: Play) -> None:
    await way.sign(
        play,
        "choir",
        payment_basis="by-instalments",
        instalments=[
            {"code": "start", "amount": 650_000, "due_on": "2009-09-07", "condition": None},
            {
                "code": "concert",
                "amount": 600_000,
                "due_on": "2010-03-26",
                "condition": "committee",
            },
        ],
    )


@CASE.step("2009-09-07", "Choir: the project begins with taster sessions; the first payment")
async def begun(play: Play) -> None:
    await way.pay(play, "choir", amount=650_000, instalment="start", evidence="Leader engaged")


@CASE.step("2010-01-11", "Choir: launched; weekly rehearsals over ten weeks")
async def launched(play: Play) -> None:
    await way.monitor(
        play,
        "choir",
        "visit",
        "The choir has been launched; rehearsals are weekly.",
        [("rehearsals-planned", play.figure("rehearsals", 10), "rehearsals")],
    )


@CASE.step("2010-03-08", "Choir: volunteers come forward as concert stewards")
async def stewards(play: Play) -> None:
    found = await play.until(
        f"/volunteers/api/opportunities?open=false&project_id={play['choir.project']}",
        lambda page: page["items"],
    )
    opportunity = found["items"][0]["id"]
    for number in range(1, 4):
        volunteer = f"volunteer-{number:04}"
        await play.post(
            volunteer,
            "/volunteers/api/profile",
            {
                "kind": "resident",
                "ward": HARROW_ROAD,
                "skills": ["stewarding"],
                "interests": ["music"],
                "languages": ["en"],
                "availability": ["sunday-afternoon"],
                "consent": True,
            },
        )
        asked = await play.post(volunteer, f"/volunteers/api/opportunities/{opportunity}/help")
        placement = asked["placement_id"]
        await play.post(
            "volunteer-coordinator", f"/volunteers/api/placements/{placement}/confirmation"
        )
        play[f"choir.placement.{number}"] = placement


@CASE.step("2010-03-21T21:00", "Choir: the concert at Wigmore Hall")
async def concert(play: Play) -> None:
    for number in range(1, 4):
        await play.post(
            f"volunteer-{number:04}",
            f"/volunteers/api/placements/{play[f'choir.placement.{number}']}/hours",
            {"minutes": 180},
        )
    await way.monitor(
        play,
        "choir",
        "report",
        "One hour of music from around the world, with a song that members wrote themselves.",
        [
            ("singers", play.figure("singers", 44), "people"),
            ("audience", play.figure("audience", 366), "people"),
            ("rehearsals", play.figure("rehearsals", 10), "rehearsals"),
            ("concerts", 1, "events"),
        ],
    )


@CASE.step("2010-03-26", "Choir: members set up a committee; the condition is met")
async def committee(play: Play) -> None:
    await way.known_to_volunteers(play, "ideas", play["choir.idea"])
    choir = await play.post(
        "volunteer-coordinator",
        "/volunteers/api/groups",
        {
            "name": "Harrow Road Community Choir",
            "kind": "choir",
            "ward": HARROW_ROAD,
            "members": play.figure("singers", 44),
            "idea_id": play["choir.idea"],
        },
    )
    await play.post(
        "volunteer-coordinator",
        "/volunteers/api/groups",
        {
            "name": "Harrow Road Community Choir committee",
            "kind": "committee",
            "ward": HARROW_ROAD,
            "parent_group_id": choir["group_id"],
            "members": 7,
            "idea_id": play["choir.idea"],
        },
    )
    await play.post(
        way.OFFICER,
        f"/budgets/api/agreements/{play['choir.agreement']}/conditions/committee/met",
        {"evidence": "A committee of volunteers from the choir was formed in March 2010."},
    )
    await way.pay(play, "choir", amount=600_000, instalment="concert", evidence="Concert report")


@CASE.step("2010-03-31", "Choir: the project is complete; you said, we did")
async def completed(play: Play) -> None:
    project = play["choir.project"]
    await play.post(
        way.OFFICER,
        f"/budgets/api/projects/{project}/complete",
        {"summary": "The choir has sung its first concert and goes on by itself."},
    )
    agreement = play["choir.agreement"]
    await play.post(
        way.OFFICER, f"/budgets/api/agreements/{agreement}/end", {"reason": "completed"}
    )
    await play.post(
        way.OFFICER,
        f"/ideas/api/ideas/{play['choir.idea']}/feedback",
        {
            "said": "Many of us would like to sing together.",
            "did": "The choir sang at Wigmore Hall on 21 March 2010, and goes on.",
        },
    )


@CASE.step("2010-04-19", "Choir: Wigmore Hall commits funds of its own")
async def continued(play: Play) -> None:
    await play.post(
        way.OFFICER,
        f"/budgets/api/projects/{play['choir.project']}/continuations",
        {"funder": "Wigmore Hall", "summary": "Support for the choir in the long term"},
    )


@CASE.step("2010-09-30", "Choir: six months on, it is still going")
async def still_going(play: Play) -> None:
    await play.post(
        way.OFFICER,
        f"/budgets/api/projects/{play['choir.project']}/follow-ups",
        {"months_after": 6, "still_going": True, "summary": "New members have joined."},
    )
