"""The applicant of a proposal is one value: another takes its place as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from budgets.proposals.applicant import Applicant
from budgets_client import ApiClient
from budgets_journey import Journey
from civic_contracts.events.volunteers import GroupRegistered

WARD, DAY = "E05000648", "2009-06-01"
HALL = Applicant(
    applicant_kind="organisation",
    organisation="Wigmore Hall",
    charity_number="1024838",
    company_number="03065898",
)
FRIENDS = Applicant(
    applicant_kind="group", organisation="Friends", charity_number="1111111", group_id=uuid4()
)
OTHER = Applicant(applicant_kind="organisation", organisation="A quite other body")
NOBODY = Applicant(applicant_kind="organisation")


@pytest.mark.parametrize(
    ("known", "named", "then"),
    [
        (HALL, OTHER, OTHER),
        (FRIENDS, OTHER, OTHER),
        # A number is cleared where the name is said without it.
        (HALL, replace(HALL, charity_number=None), replace(HALL, charity_number=None)),
        # Where nobody is named it is said of who was known.
        (HALL, NOBODY, HALL),
        (HALL, replace(NOBODY, charity_number="7"), replace(HALL, charity_number="7")),
        # A registered group's own name is still that group, with the numbers of the register.
        (FRIENDS, replace(NOBODY, charity_number="7", applicant_kind="group"), FRIENDS),
        (FRIENDS, replace(OTHER, organisation="Friends", applicant_kind="group"), FRIENDS),
    ],
)
def test_who_is_named_takes_the_place_of_who_was_known(
    known: Applicant, named: Applicant, then: Applicant
) -> None:
    assert known.replaced_by(named) == then


async def applicant(api: ApiClient, proposal: str) -> dict[str, Any]:
    found = await api.get(f"/proposals/{proposal}")
    names = ("applicant_kind", "organisation", "charity_number", "company_number", "group_id")
    return {name: found[name] for name in names}


async def test_another_applicant_has_nothing_of_the_first(api: ApiClient, journey: Journey) -> None:
    proposal = await journey.open(DAY, WARD, charity_number="1024838")
    await journey.research(proposal, DAY, {WARD: 100}, organisation="A quite other body")
    found = await applicant(api, proposal)
    assert (found["organisation"], found["charity_number"]) == ("A quite other body", None)


async def test_a_registered_group_is_as_the_register_has_it(
    api: ApiClient, journey: Journey
) -> None:
    group = uuid4()
    event = GroupRegistered(
        group_id=group,
        organisation="Friends",
        ward=WARD,
        kind="community-group",
        charity_number="1111111",
        members=5,
        occurred_on=date(2009, 5, 1),
    )
    await api.hear(event, subject=group, sequence=1)
    registered = {
        "applicant_kind": "group",
        "organisation": "Friends",
        "charity_number": "1111111",
        "company_number": None,
        "group_id": str(group),
    }
    own = {"applicant_kind": "group", "group_id": str(group), "company_number": "03065898"}
    opened = await journey.open(DAY, WARD, charity_number="1024838", **own)
    assert await applicant(api, opened) == registered
    # The form of research says the name again.
    await journey.research(opened, DAY, {WARD: 100}, organisation="Friends")
    assert await applicant(api, opened) == registered
    proposal = await journey.open(DAY, WARD, charity_number="1024838", company_number="03065898")
    await journey.research(proposal, DAY, {WARD: 100}, group_id=str(group))
    assert await applicant(api, proposal) == registered
    await journey.research(proposal, DAY, {WARD: 100}, organisation="Wigmore Hall")
    found = await applicant(api, proposal)
    assert (found["group_id"], found["charity_number"]) == (None, None)


async def test_research_tells_all_that_it_changes(api: ApiClient, journey: Journey) -> None:
    """A subscriber's copy is that of the proposal, before there is an award."""
    proposal = await journey.open(DAY, WARD, charity_number="1024838", company_number="03065898")
    days = {"starts_on": "2010-05-01", "ends_on": "2010-09-30"}
    told = ("financial_year", "starts_on", "ends_on", "charity_number", "company_number")
    for costs in (
        {**days, "financial_year": "2010-11"},
        {"organisation": "A quite other body"},
    ):
        await journey.research(proposal, DAY, {WARD: 100}, **costs)
        found = await api.get(f"/proposals/{proposal}")
        said = (await api.said())[-1]
        assert said["type"].endswith("proposal.researched.v1")
        assert {name: said["data"][name] for name in told} == {name: found[name] for name in told}
    assert found["charity_number"] is None
