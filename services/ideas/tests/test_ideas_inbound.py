"""Every event that this service hears: each golden sample becomes a line that people can read."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid4

import pytest
from civic_contracts import parse
from civic_contracts.envelope import Envelope, Event
from civic_contracts.events.budgets import (
    AgreementPaymentMade,
    AgreementPaymentRepaid,
    LedgerPosted,
)
from civic_contracts.events.volunteers import (
    ListingPosted,
    OpportunityFilled,
    SpaceReleased,
    SpaceUseCorrected,
    SpaceUsed,
    StaffTimeCorrected,
    StaffTimeGiven,
)
from ideas.app import SERVICE
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.promise import AnsweringPromise
from ideas.testing import FACILITATOR, OFFICER, Bench
from ideas.threads.queries import figures_of, step_view
from ideas.threads.showing import entry
from ideas.threads.withdrawing import WITHDRAWN
from ideas.urgent_needs.commands import RaiseUrgentNeed, raise_urgent_need
from servicekit import UnknownReference

HEARD = sorted(SERVICE.all_handlers().one_by_one, key=lambda one: one.event_type)
LATE: dict[str, Any] = {"occurred_on": date(2009, 6, 1), "late_reason": "From the files."}

# Told on a thread by other events, or only where it comes from outside the council.
QUIET = {"civic.budgets.ward-account.ledger-posted.v1"}
WITHDRAWALS = [kind for kind in HEARD if kind.event_type.endswith(".text-withdrawn.v1")]
# What is told of a person is no line on any thread: see test_person_forgotten.py.
OF_PERSONS = [kind for kind in HEARD if kind.subject_kind == "person"]
HEARD = [kind for kind in HEARD if kind not in WITHDRAWALS + OF_PERSONS]


def sample(kind: type[Event]) -> tuple[Envelope, Event]:
    """The golden sample of an event type."""
    folder = files("civic_contracts") / "samples"
    body = (folder / f"{kind.event_type}.json").read_bytes()
    return parse(body)


async def an_idea(bench: Bench) -> UUID:
    command = SubmitIdea(
        title="Boxes", summary="On balconies.", ward="E05000634", theme="greening", **LATE
    )
    made = await bench.act(OFFICER, lambda uow: submit_idea(uow, command, AnsweringPromise()))
    return UUID(str(made.idea_id))


def about(event: Event, **values: Any) -> Event:
    """The event with other values, checked as a reader checks it."""
    return type(event).model_validate({**event.to_data(), **values})


@pytest.mark.parametrize("kind", HEARD, ids=lambda one: one.event_type)
async def test_an_event_becomes_one_line(bench: Bench, kind: type[Event]) -> None:
    envelope, event = sample(kind)
    idea_id = await an_idea(bench)
    fields = type(event).model_fields
    own = {name: None for name in ("urgent_need_id", "replica_idea_id") if name in fields}
    await bench.hear(about(event, idea_id=str(idea_id), **own), envelope.subject)
    rows = await bench.rows("SELECT * FROM thread_steps WHERE kind <> 'idea.submitted'")
    if kind.event_type in QUIET:
        assert rows == []
        return
    (row,) = rows
    assert row.idea_id == idea_id
    shown = entry(step_view(row._mapping))
    assert shown.what
    assert shown.who
    assert "None" not in f"{shown.what} {shown.who} {shown.text}"
    # A correction stands in the line of the day that it corrects.
    assert shown.on == (getattr(event, "given_on", None) or event.occurred_on)


@pytest.mark.parametrize("kind", HEARD, ids=lambda one: one.event_type)
async def test_an_idea_not_known_here_holds_the_event(bench: Bench, kind: type[Event]) -> None:
    envelope, event = sample(kind)
    fields = type(event).model_fields
    stranger = about(
        event,
        idea_id="00000000-0000-4000-8000-000000000001",
        **({"urgent_need_id": None} if "urgent_need_id" in fields else {}),
    )
    if kind.event_type in QUIET:
        stranger = about(stranger, kind="sponsorship")
    with pytest.raises(UnknownReference):
        await bench.hear(stranger, envelope.subject)
    assert await bench.rows("SELECT * FROM thread_steps") == []


@pytest.mark.parametrize("kind", HEARD, ids=lambda one: one.event_type)
async def test_what_no_idea_caused_leaves_no_line(bench: Bench, kind: type[Event]) -> None:
    envelope, event = sample(kind)
    fields = type(event).model_fields
    alone = {name: None for name in ("idea_id", "urgent_need_id") if name in fields}
    await bench.hear(about(event, **alone), envelope.subject)
    assert await bench.rows("SELECT * FROM thread_steps") == []


async def test_a_thread_tells_a_space_that_is_free_again_from_one_that_is_gone(
    bench: Bench,
) -> None:
    idea_id = await an_idea(bench)
    envelope, event = sample(SpaceReleased)
    for stays in (True, False):
        told = about(
            event,
            idea_id=str(idea_id),
            urgent_need_id=None,
            reason="need-is-over",
            stays_offered=stays,
        )
        await bench.hear(told, envelope.subject)
    rows = await bench.rows("SELECT what FROM thread_steps WHERE kind = 'space.released'")
    assert sorted(row.what for row in rows) == [
        "A space is free again: need is over",
        "A space is no longer offered: need is over",
    ]


async def test_corrections_change_the_line_that_was_wrong(bench: Bench) -> None:
    idea_id = await an_idea(bench)
    own = {"idea_id": str(idea_id), "urgent_need_id": None, "purpose": "meeting"}
    hall, used = sample(SpaceUsed)
    right = sample(SpaceUseCorrected)[1]
    for minutes in (1200, 60):
        told = about(used, **own, minutes=minutes, occurred_on="2023-03-15")
        await bench.hear(told, hall.subject)
    for minutes, change in ((120, -1080), (0, -60)):
        told = about(right, **own, minutes=minutes, change=change, given_on="2023-03-15")
        await bench.hear(told, hall.subject)
    desk, given = sample(StaffTimeGiven)
    wrong = sample(StaffTimeCorrected)[1]
    when = {"idea_id": str(idea_id), "department": "libraries"}
    await bench.hear(about(given, **when, minutes=900, occurred_on="2010-01-18"), desk.subject)
    await bench.hear(about(wrong, **when, change=-810, given_on="2010-01-18"), desk.subject)
    rows = await bench.rows("SELECT kind, measures FROM thread_steps WHERE slot IS NOT NULL")
    figures = {row.kind: {one["code"]: one["value"] for one in row.measures} for row in rows}
    assert figures == {
        "space.used": {"space-time": 120, "times-used": 1},
        "staff-time.given": {"staff-time": 90},
    }


async def test_people_found_meet_a_need_for_people_alone(bench: Bench) -> None:
    command = RaiseUrgentNeed(
        ward="E05000634", title="Sandbags", spaces_needed=0, people_needed=12, **LATE
    )
    need = await bench.act(
        FACILITATOR, lambda uow: raise_urgent_need(uow, command, AnsweringPromise())
    )
    _, event = sample(OpportunityFilled)
    five, seven = str(uuid4()), str(uuid4())
    # One of the five fell ill, and somebody else took the place: they are five as before.
    for opportunity, places, met in ((five, 5, 0), (five, 5, 0), (seven, 7, 1), (seven, 8, 1)):
        found = about(
            event,
            idea_id=None,
            opportunity_id=opportunity,
            urgent_need_id=str(need.urgent_need_id),
            places=places,
            occurred_on="2009-06-02",
        )
        await bench.hear(found, found.to_data()["opportunity_id"])
        told = [one for one in await bench.told() if one.event_type.endswith("urgent-need.met.v1")]
        assert len(told) == met
    (kept,) = await bench.rows("SELECT people_found FROM urgent_needs")
    assert kept.people_found == 13


async def test_money_that_goes_back_is_taken_off_what_a_thread_comes_to(bench: Bench) -> None:
    idea_id = await an_idea(bench)
    for kind, accounts in (
        ("match-funding", ("match-funding", "available")),
        ("correction", ("available", "match-funding")),
        ("correction", ("paid", "committed")),
    ):
        envelope, event = sample(LedgerPosted)
        lines = [
            {"account": f"ward:E05000635:{account}", "amount": amount}
            for account, amount in zip(accounts, (-700, 700), strict=True)
        ]
        posted = about(event, idea_id=str(idea_id), kind=kind, postings=lines)
        await bench.hear(posted, envelope.subject)
    for happened in (AgreementPaymentMade, AgreementPaymentRepaid):
        envelope, event = sample(happened)
        await bench.hear(about(event, idea_id=str(idea_id), amount=500), envelope.subject)
    rows = await bench.rows(
        "SELECT * FROM thread_steps WHERE service = 'budgets' ORDER BY position"
    )
    steps = [step_view(row._mapping) for row in rows]
    assert [one.what for one in steps] == [
        "Match funding came in",
        "Match funding was booked back",
        "Wigmore Hall was paid",
        "A payment to Wigmore Hall came back",
    ]
    sums = {one.label: one.pence for one in figures_of(steps).money}
    assert (sums["match-funding"], sums["paid"]) == (0, 0)


@pytest.mark.parametrize("kind", WITHDRAWALS, ids=lambda one: one.event_type)
@pytest.mark.parametrize("words_first", [True, False])
async def test_withdrawn_words_are_gone_in_whatever_order_news_arrives(
    bench: Bench, kind: type[Event], words_first: bool
) -> None:
    idea_id, event_id = await an_idea(bench), uuid4()
    _, listing = sample(ListingPosted)
    posted = about(listing, idea_id=str(idea_id))
    _, withdrawal = sample(kind)
    gone = about(withdrawal, event_ids=[str(event_id)])
    news = [(posted, event_id), (gone, uuid4())]
    for event, known_as in news if words_first else reversed(news):
        await bench.hear(event, event.to_data()[event.subject_field], known_as)
    (row,) = await bench.rows("SELECT * FROM thread_steps WHERE service = 'volunteers'")
    assert (row.text, row.what) == ("", WITHDRAWN)
