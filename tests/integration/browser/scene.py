"""What the pages show beside the demonstration's cases: work that waits, one piece of each kind.

It is May 2024, after the last of the cases, whenever the suite runs.
"""

from __future__ import annotations

from datetime import UTC, datetime

from civic_demo.api import Client
from civic_demo.cases import CASES
from civic_demo.cases import commissioning as way
from civic_demo.cases.wards import HARROW_ROAD_2022
from civic_demo.play import Case, Play

WARD = HARROW_ROAD_2022
WARD_NAME = "Harrow Road"
NEIGHBOURS = "Harrow Road Neighbours"
RUNS = {"starts_on": "2024-09-02", "ends_on": "2025-03-21"}
SCENE = Case("scene", "What waits")
TODAY = datetime(2024, 5, 13, 10, tzinfo=UTC)


async def played(client: Client) -> Play:
    """Everything that the pages are to show; the services' clocks then stand at ``TODAY``."""
    play = Play(client)
    await play.run([*CASES, SCENE])
    await play.set_clock(TODAY)
    return play


@SCENE.step("2024-04-02T08:00", "A new year of ward money")
async def year(play: Play) -> None:
    allocation = {"financial_year": "2024-25"}
    await play.post("finance", "/budgets/api/ward-accounts/allocations", allocation)


@SCENE.step("2024-04-08", "An idea that nobody has answered yet; one with a barrier")
async def unanswered(play: Play) -> None:
    await say(play, "late", "A crossing by the school", "Children could cross without fear.")
    await say(play, "barred", "Chairs in the churchyard", "A quiet place to sit at noon.")
    barrier = {
        "kind": "procedural",
        "title": "A licence for furniture on the street takes ten weeks",
        "owner_department": "planning",
        "idea_id": play["barred.idea"],
    }
    made = await play.post(way.OFFICER, "/ideas/api/barriers", barrier)
    play["barred.barrier"] = made["barrier_id"]


async def say(play: Play, name: str, title: str, summary: str, *, published: bool = True) -> None:
    """A resident says an idea; a moderator publishes it, or has not read it yet."""
    said = {
        "title": title,
        "summary": summary,
        "ward": WARD,
        "theme": "public-realm",
        "owner_kind": "resident",
        "channel": "online",
    }
    made = await play.post("choir-member", "/ideas/api/ideas", said)
    play[f"{name}.idea"] = made["idea_id"]
    if published:
        await way.publish(play, f"{name}.idea")


@SCENE.step("2024-04-12", "A group that Open Age acts for makes itself known")
async def group(play: Play) -> None:
    known = {"name": NEIGHBOURS, "kind": "charity", "ward": WARD, "members": 31}
    made = await play.post("open-age", "/volunteers/api/groups", known)
    play["neighbours.group"] = made["group_id"]
    await play.post("moderator", f"/volunteers/api/groups/{made['group_id']}/approval")
    await play.until(
        f"/budgets/api/groups?ward={WARD}",
        lambda groups: made["group_id"] in [one["id"] for one in groups],
    )


@SCENE.step("2024-04-15", "Four proposals, each as far as the next")
async def proposals(play: Play) -> None:
    await propose(play, "opened", "Football for girls on Saturdays")
    await propose(play, "judged", "A repair café every month", researched=True)
    await propose(play, "voting", "Music lessons for beginners", researched=True)
    await propose(play, "running", "A walking club for older people", researched=True)
    address = f"/budgets/api/proposals/{play['voting.proposal']}/decision"
    await play.post(way.OFFICER, address)
    vote = {"interest": "none", "choice": "in-favour", "reason": "It was asked for in the ward."}
    await play.post(f"councillor-{WARD}-1", f"{address}/votes", vote)


async def propose(
    play: Play,
    name: str,
    title: str,
    *,
    researched: bool = False,
    who: str = way.OFFICER,
    pence: int = 240_000,
) -> None:
    """A direct proposal, and if so wished its costs and criteria; a group's is accepted first."""
    proposal = {
        "title": title,
        "summary": "Neighbours have asked for it, and a group would run it.",
        "wards": [WARD],
        "theme": "community-focused",
        "estimated": pence,
        "applicant_kind": "organisation",
        "organisation": NEIGHBOURS,
    }
    if who != way.OFFICER:
        proposal["group_id"] = play["neighbours.group"]
    made = await play.post(who, "/budgets/api/proposals", proposal)
    play[f"{name}.proposal"] = made["proposal_id"]
    if who != way.OFFICER:
        await play.post("moderator", f"/budgets/api/proposals/{made['proposal_id']}/accept")
    if researched:
        room = pence // 4
        lines = [("A leader for thirty evenings", pence - room), ("A room", room)]
        await way.research(
            play,
            f"{name}.proposal",
            WARD,
            lines,
            organisation=NEIGHBOURS,
            applicant_kind="organisation",
            financial_year="2024-25",
            **RUNS,
        )


@SCENE.step("2024-04-22", "One is awarded and agreed, and a payment is asked for")
async def agreed(play: Play) -> None:
    await way.decide(play, "running.proposal", WARD)
    await way.award(
        play,
        "running",
        "running.proposal",
        purpose="A walking club for older people",
        conditions=[{"code": "insurance", "title": "The club is insured", "due_on": "2024-09-02"}],
        volunteer_places=3,
        volunteer_roles=[
            {"code": "steward", "title": "Walk leader", "places": 3, "check_level": "none"}
        ],
        **RUNS,
    )
    await way.sign(play, "running", payment_basis="in-arrears", instalments=[])
    asked = {"amount": 60_000, "evidence": "Invoice for the room"}
    agreement = play["running.agreement"]
    address = f"/budgets/api/agreements/{agreement}/payment-requests"
    play["running.payment"] = (await play.post(way.OFFICER, address, asked))["payment_id"]


@SCENE.step("2024-04-23", "One is approved; one that a group proposed waits for its signature")
async def to_sign(play: Play) -> None:
    await propose(play, "approved", "Chess for beginners", researched=True)
    await way.decide(play, "approved.proposal", WARD)
    await propose(play, "signing", "Songs of the war years", researched=True, who="open-age")
    await way.decide(play, "signing.proposal", WARD)
    await way.award(
        play,
        "signing",
        "signing.proposal",
        conditions=[{"title": "Everybody may come", "due_on": "2024-09-02"}],
        **RUNS,
    )
    terms = {"payment_basis": "in-arrears"}
    await play.post(
        way.OFFICER, f"/budgets/api/awards/{play['signing.award']}/agreement/terms", terms
    )


@SCENE.step("2024-04-24", "One that legal must approve too, and one that is referred elsewhere")
async def decided_elsewhere(play: Play) -> None:
    await propose(play, "dear", "A minibus for outings", researched=True, pence=1_100_000)
    await way.decide(play, "dear.proposal", WARD)
    await propose(play, "referred", "A roof for the bandstand", researched=True)
    address = f"/budgets/api/proposals/{play['referred.proposal']}/decision"
    await play.post(way.OFFICER, address)
    for seat in (1, 2):
        declared = {"interest": "pecuniary", "interest_detail": "A seat on its board"}
        await play.post(f"councillor-{WARD}-{seat}", f"{address}/votes", declared)


@SCENE.step("2024-04-25", "A project that is over, and an agreement that is suspended")
async def over(play: Play) -> None:
    for name, title in (("due", "A concert in the park"), ("stopped", "A band of beginners")):
        await propose(play, name, title, researched=True)
        await way.decide(play, f"{name}.proposal", WARD)
        days = {**RUNS, "ends_on": "2024-09-02"} if name == "due" else RUNS
        await way.award(play, name, f"{name}.proposal", conditions=[], **days)
        await way.sign(play, name, payment_basis="in-arrears", instalments=[])
    stop = f"/budgets/api/agreements/{play['stopped.agreement']}/suspend"
    await play.post(way.OFFICER, stop, {"reason": "late-report", "reasons": "No report came."})


@SCENE.step("2024-05-02", "Volunteers: places, hours, things offered and wanted")
async def volunteering(play: Play) -> None:
    opening = {
        "title": "Walk leaders on Thursdays",
        "about": "An hour in the morning, along the canal.",
        "role": "volunteer",
        "places": 4,
        "ward": WARD,
    }
    made = await play.post("volunteer-coordinator", "/volunteers/api/opportunities", opening)
    play["walks.opportunity"] = made["opportunity_id"]
    for number in (21, 22):
        await ask_to_help(play, f"volunteer-{number:04}", confirmed=number == 21)
    hours = f"/volunteers/api/placements/{play['volunteer-0021.placement']}/hours"
    play["walks.entry"] = (await play.post("volunteer-0021", hours, {"minutes": 75}))["entry_id"]
    for persona, name in (("choir-member", "waiting"), ("volunteer-coordinator", "piano")):
        listing = {
            "kind": "skill-offered",
            "title": "Piano lessons for a first year",
            "about": "On Saturday mornings, for anybody who would like to begin.",
            "ward": WARD,
            "expires_on": "2024-09-30",
        }
        posted = await play.post(persona, "/volunteers/api/listings", listing)
        play[f"{name}.listing"] = posted["listing_id"]
    reply = {"message": "My daughter would like to begin."}
    replies = f"/volunteers/api/listings/{play['piano.listing']}/replies"
    await play.post("volunteer-0021", replies, reply)
    await offer_space(play)
    groups = await play.get("/volunteers/api/groups?words=choir")
    play["choir.group"] = groups["items"][-1]["id"]


async def ask_to_help(play: Play, persona: str, *, confirmed: bool) -> None:
    """A volunteer registers and asks for a place."""
    profile = {
        "kind": "resident",
        "ward": WARD,
        "skills": ["first-aid"],
        "interests": ["older-people"],
        "languages": ["en"],
        "availability": ["thursday-morning"],
        "consent": True,
    }
    await play.post(persona, "/volunteers/api/profile", profile)
    address = f"/volunteers/api/opportunities/{play['walks.opportunity']}/help"
    placement = (await play.post(persona, address))["placement_id"]
    play[f"{persona}.placement"] = placement
    if confirmed:
        confirming = f"/volunteers/api/placements/{placement}/confirmation"
        await play.post("volunteer-coordinator", confirming)


async def offer_space(play: Play) -> None:
    """A hall that is pledged, and an urgent need that wants one."""
    space = {
        "organisation": NEIGHBOURS,
        "title": "Ground floor hall",
        "kind": "hall",
        "ward": WARD,
        "facilities": ["kitchen", "step-free"],
        "capacity": 60,
    }
    made = await play.post("volunteer-coordinator", "/volunteers/api/spaces", space)
    play["hall.space"] = made["space_id"]
    use = {"purpose": "meeting", "minutes": 90, "people": 12}
    uses = f"/volunteers/api/spaces/{made['space_id']}/uses"
    play["hall.use"] = (await play.post("volunteer-coordinator", uses, use))["use_id"]


@SCENE.step("2024-05-13T08:00", "Something urgent, and an idea that waits for a moderator")
async def today(play: Play) -> None:
    need = {
        "title": "A dry room for the nursery",
        "summary": "A pipe has burst; thirty children have nowhere to go tomorrow.",
        "ward": WARD,
        "spaces_needed": 1,
        "people_needed": 4,
        "facilities": ["step-free"],
    }
    made = await play.post("facilitator", "/ideas/api/urgent-needs", need)
    play["nursery.need"] = made["urgent_need_id"]
    await play.until(f"/volunteers/api/urgent-needs/{play['nursery.need']}", lambda _: True)
    await say(
        play, "unread", "Story time on the bus", "Long rides would be short.", published=False
    )
