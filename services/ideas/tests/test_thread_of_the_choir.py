"""The choir of Harrow Road on its thread: from a resident's words to a funder of its own."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from civic_contracts.events.budgets import (
    AgreementConditionMet,
    AgreementMonitoringRecorded,
    AgreementPaymentMade,
    AwardMade,
    ProjectContinued,
    ProjectReplicated,
    ProposalDecided,
)
from civic_contracts.events.ideas import IdeaReferred, IdeaSubmitted
from civic_contracts.events.money import AwardCondition, WardTally
from civic_contracts.events.volunteers import GroupRegistered, PlacementHoursLogged
from civic_contracts.fields import Measure, PublicText, WardShare
from ideas.answering.commands.owning import AdoptIdea, adopt_idea
from ideas.answering.commands.referring import ReferIdea, refer_idea
from ideas.intake.commands.moderating import ModerateIdea, moderate_idea
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.intake.commands.supporting import SupportIdea, support_idea
from ideas.intake.tables import find_idea
from ideas.promise import AnsweringPromise
from ideas.testing import MODERATOR, OFFICER, RESIDENT, Bench, resident
from ideas.threads.queries import StepView, figures_of, thread_of

HARROW_ROAD = "E05000635"
LATE = {"occurred_on": date(2009, 6, 1), "late_reason": "Entered from the files of 2009."}
PROMISE = AnsweringPromise()


def choir(**more: Any) -> SubmitIdea:
    values = {
        "title": "A community choir for Harrow Road",
        "summary": "Neighbours who sing together get to know each other.",
        "ward": HARROW_ROAD,
        "theme": "community-focused",
    }
    return SubmitIdea(**{**values, **more})


async def thread(bench: Bench, idea_id: UUID) -> list[StepView]:
    async with bench.work.engine.connect() as connection:
        idea = await find_idea(connection, idea_id)
        assert idea is not None
        return await thread_of(connection, idea)


async def test_a_residents_words_are_told_once_a_moderator_has_read_them(bench: Bench) -> None:
    ward = {"ward": "E05013794"} if date.today() > date(2022, 5, 4) else {}  # noqa: DTZ011 - the wards of today
    made = await bench.act(RESIDENT, lambda uow: submit_idea(uow, choir(**ward), PROMISE))
    assert made.moderation == "waiting"
    assert await bench.told() == []
    publish = ModerateIdea(outcome="published")
    await bench.act(MODERATOR, lambda uow: moderate_idea(uow, made.idea_id, publish))
    submitted, moderated = await bench.told()
    assert isinstance(submitted, IdeaSubmitted)
    assert submitted.title.text == "A community choir for Harrow Road"
    assert moderated.outcome == "published"
    for number in (1, 2, 3):
        await bench.act(
            resident(number), lambda uow: support_idea(uow, made.idea_id, SupportIdea())
        )
    assert [one.what for one in await thread(bench, made.idea_id)] == [
        "The idea was heard online",
        "Others support it",
    ]
    assert (await bench.told())[-1].supporters == 3


async def referred(bench: Bench) -> UUID:
    """The choir as officers entered it from 2009: submitted, adopted, referred."""
    made = await bench.act(OFFICER, lambda uow: submit_idea(uow, choir(**LATE), PROMISE))
    adopt = AdoptIdea(department="neighbourhoods", **LATE)
    await bench.act(OFFICER, lambda uow: adopt_idea(uow, made.idea_id, adopt))
    refer = ReferIdea(estimated=1_000_000, organisation="Wigmore Hall", **LATE)
    await bench.act(OFFICER, lambda uow: refer_idea(uow, made.idea_id, refer))
    told = (await bench.told())[-1]
    assert isinstance(told, IdeaReferred)
    assert (told.organisation, told.wards) == ("Wigmore Hall", (HARROW_ROAD,))
    return UUID(str(made.idea_id))


PROPOSAL, AWARD, AGREEMENT, PROJECT = uuid4(), uuid4(), uuid4(), uuid4()
SHARE = (WardShare(ward=HARROW_ROAD, amount=950_000),)


def decided_and_awarded(idea_id: UUID) -> list[tuple[Any, UUID]]:
    """The councillors' decision and the award, each with its subject."""
    tally = WardTally(ward=HARROW_ROAD, seats=3, required=2, in_favour=3, against=0)
    decided = ProposalDecided(
        occurred_on=date(2009, 7, 1),
        proposal_id=PROPOSAL,
        idea_id=idea_id,
        outcome="approved",
        method="councillors",
        amount=950_000,
        tallies=(tally,),
        reasons=PublicText(text="Residents asked for it."),
    )
    made = AwardMade(
        occurred_on=date(2009, 7, 2),
        award_id=AWARD,
        proposal_id=PROPOSAL,
        project_id=PROJECT,
        idea_id=idea_id,
        title=PublicText(text="Harrow Road Community Choir"),
        theme="community-focused",
        financial_year="2009-10",
        ward_shares=SHARE,
        amount=950_000,
        organisation="Wigmore Hall",
        conditions=(
            AwardCondition(code="committee", title=PublicText(text="A committee is set up")),
        ),
    )
    return [(decided, PROPOSAL), (made, AWARD)]


def sung_and_carried_on(idea_id: UUID, singers: int) -> list[tuple[Any, UUID]]:
    """What happened under the agreement, and Wigmore Hall's own money afterwards."""
    under: dict[str, Any] = {
        "agreement_id": AGREEMENT,
        "award_id": AWARD,
        "project_id": PROJECT,
        "idea_id": idea_id,
    }
    paid = AgreementPaymentMade(
        occurred_on=date(2009, 9, 1),
        payment_id=uuid4(),
        amount=950_000,
        paid_to_date=950_000,
        organisation="Wigmore Hall",
        ward_shares=SHARE,
        financial_year="2009-10",
        **under,
    )
    concert = AgreementMonitoringRecorded(
        occurred_on=date(2010, 3, 21),
        kind="concert",
        measures=(
            Measure(code="singers", value=singers, unit="people"),
            Measure(code="audience", value=366, unit="people"),
        ),
        **under,
    )
    met = AgreementConditionMet(occurred_on=date(2010, 3, 25), condition="committee", **under)
    continued = ProjectContinued(
        occurred_on=date(2010, 4, 1),
        project_id=PROJECT,
        award_id=AWARD,
        idea_id=idea_id,
        funder="Wigmore Hall",
    )
    return [(paid, AGREEMENT), (concert, AGREEMENT), (met, AGREEMENT), (continued, PROJECT)]


@pytest.mark.parametrize("singers", [44, 43])
async def test_the_whole_choir_in_order_with_its_figures(bench: Bench, singers: int) -> None:
    idea_id = await referred(bench)
    # In an order in which they may well arrive: each subject by itself, the latest first.
    *agreement, continued = sung_and_carried_on(idea_id, singers)
    decided, made = decided_and_awarded(idea_id)
    for event, subject in (continued, *agreement, made, decided):
        await bench.hear(event, subject)
    steps = await thread(bench, idea_id)
    assert [one.kind for one in steps] == [
        "idea.submitted",
        "idea.adopted",
        "idea.referred",
        "proposal.decided",
        "award.made",
        "agreement.payment-made",
        "agreement.monitoring-recorded",
        "agreement.condition-met",
        "project.continued",
    ]
    figures = figures_of(steps)
    measured = {one.code: one.value for one in figures.measures}
    assert (measured["singers"], measured["audience"]) == (singers, 366)
    assert {one.label: one.pence for one in figures.money}["paid"] == 950_000
    row = (await bench.rows("SELECT progress FROM ideas"))[0]
    assert row.progress == "continued"


async def test_hours_of_a_month_are_one_line(bench: Bench) -> None:
    idea_id = await referred(bench)
    placement, opportunity = uuid4(), uuid4()
    for day, minutes in ((3, 90), (10, 120), (17, 30)):
        event = PlacementHoursLogged(
            occurred_on=date(2010, 2, day),
            placement_id=placement,
            opportunity_id=opportunity,
            idea_id=idea_id,
            ward=HARROW_ROAD,
            entry_id=uuid4(),
            minutes=minutes,
            volunteer_kind="resident",
        )
        await bench.hear(event, placement)
    lines = [one for one in await thread(bench, idea_id) if one.kind == "placement.hours-logged"]
    assert len(lines) == 1
    assert (lines[0].on, lines[0].measures[0].value) == (date(2010, 2, 17), 240)
    assert lines[0].what == "Volunteers gave their time in February 2010"


async def test_a_replica_and_its_example_lead_to_each_other(bench: Bench) -> None:
    idea_id, replica = await referred(bench), await referred(bench)
    event = ProjectReplicated(
        occurred_on=date(2010, 9, 1),
        project_id=uuid4(),
        award_id=uuid4(),
        idea_id=idea_id,
        ward="E05000642",
        stage="planned",
        replica_idea_id=replica,
    )
    await bench.hear(event, event.project_id)
    assert (await thread(bench, idea_id))[-1].what == "Queen's Park plans to take it up"
    assert (await thread(bench, idea_id))[-1].link == f"/ideas/threads/{replica}"
    assert (await thread(bench, replica))[-1].link == f"/ideas/threads/{idea_id}"


async def test_a_group_without_an_idea_leaves_no_step(bench: Bench) -> None:
    event = GroupRegistered(
        occurred_on=date(2010, 3, 1),
        group_id=uuid4(),
        ward=HARROW_ROAD,
        organisation="Harrow Road Community Choir",
        kind="choir",
    )
    await bench.hear(event, event.group_id)
    assert await bench.rows("SELECT * FROM thread_steps") == []
