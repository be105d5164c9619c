"""Money counts where its accounts, awards and payments say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from civic_contracts import READER
from civic_contracts.events import budgets
from civic_contracts.fields import Posting, PublicText, WardShare
from civic_contracts.sampling import sample_of
from reporting.projections import money, scheme_lists
from reporting.testing import Bench
from test_read_models import submitted

pytestmark = pytest.mark.stack

HARROW_ROAD, CHURCH_STREET = "E05000635", "E05000634"
SHARES = [{"ward": HARROW_ROAD, "amount": 700}]


async def test_money_is_the_fold_of_postings_where_their_accounts_say(bench: Bench) -> None:
    def posted(kind: str, *lines: tuple[str, int]) -> budgets.LedgerPosted:
        return budgets.LedgerPosted(
            transaction_id=uuid4(),
            ward=HARROW_ROAD,
            kind=kind,
            financial_year="2009-10",
            theme="greening",
            postings=tuple(Posting(account=account, amount=amount) for account, amount in lines),
            occurred_on=date(2009, 7, 1),
        )

    here = f"ward:{HARROW_ROAD}:2009-10"
    await bench.hear(
        posted("allocation", (f"{here}:council", -100), (f"{here}:available", 100)),
        posted("commitment", (f"{here}:available", -60), (f"{here}:committed", 60)),
        posted("payment", (f"ward:{HARROW_ROAD}:committed", -20), (f"{here}:paid", 20)),
        posted(
            "carry-over", (f"{here}:available", -5), (f"ward:{HARROW_ROAD}:2010-11:available", 5)
        ),
        posted(
            "redirection", (f"{here}:available", -7), (f"ward:{CHURCH_STREET}:2009-10:available", 7)
        ),
    )
    async with bench.work.engine.connect() as connection:
        found = await money.balances(connection)
        by_theme = await money.by_theme(connection)
        assert await money.trial(connection) == 0
    first = found[HARROW_ROAD, "2009-10"]
    assert (first["available"], first["committed"], first["paid"]) == (28, 40, 20)
    # What is corrected is as if it had never been booked: an account is the sum of its lines.
    await bench.hear(
        posted("correction", (f"{here}:paid", -20), (f"{here}:committed", 20)),
        posted("correction", (f"{here}:available", -28), (f"{here}:council", 28)),
    )
    async with bench.work.engine.connect() as connection:
        after = (await money.balances(connection))[HARROW_ROAD, "2009-10"]
        assert await money.trial(connection) == 0
    assert [after[one] for one in ("available", "committed", "paid", "council")] == [0, 60, 0, -72]
    assert money.awarded(first) == 60
    assert found[HARROW_ROAD, "2010-11"]["available"] == 5
    assert found[CHURCH_STREET, "2009-10"]["available"] == 7
    assert by_theme["greening"]["paid"] == 20


async def test_a_project_of_several_wards_is_one_project(bench: Bench) -> None:
    award = budgets.AwardMade(
        award_id=uuid4(),
        proposal_id=uuid4(),
        project_id=uuid4(),
        title=PublicText(text="Food growing"),
        theme="greening",
        financial_year="2009-10",
        ward_shares=(
            WardShare(ward=HARROW_ROAD, amount=40),
            WardShare(ward=CHURCH_STREET, amount=60),
        ),
        amount=100,
        organisation="Groundwork",
        occurred_on=date(2009, 9, 1),
    )
    await bench.hear(award)
    assert await bench.figure("projects-funded") == 1
    assert await bench.figure("projects-funded", CHURCH_STREET) == 1


def of_one_award(kind: type[Any], **changed: Any) -> Any:
    """The golden sample of an event, about the award, project and idea of the samples."""
    sample = READER.event_in(sample_of(kind))
    return kind.model_validate({**sample.to_data(), **changed})


async def test_what_came_back_of_a_payment_is_not_paid(bench: Bench) -> None:
    paid = of_one_award(budgets.AgreementPaymentMade, amount=500)
    back = of_one_award(budgets.AgreementPaymentRepaid, amount=200, released=200)
    await bench.hear(paid)
    await bench.hear(back)
    (project,) = await bench.rows("SELECT paid, released FROM live.projects")
    assert (project.paid, project.released) == (300, 200)
    (scheme,) = await bench.rows("SELECT paid FROM live.schemes")
    assert scheme.paid == 300


async def test_an_award_that_was_taken_back_funds_nothing(bench: Bench) -> None:
    first = of_one_award(budgets.AwardMade, amount=700, match_funding=50, ward_shares=SHARES)
    second = of_one_award(
        budgets.AwardMade,
        amount=700,
        ward_shares=SHARES,
        award_id=str(uuid4()),
        project_id=str(uuid4()),
    )
    back = of_one_award(budgets.AwardRevoked, amount=700, match_funding=50, ward_shares=SHARES)
    await bench.hear(submitted(idea_id=first.idea_id))
    await bench.hear(first)
    assert await bench.figure("projects-funded") == 1
    assert await bench.figure("ideas-funded") == 1
    await bench.hear(back)
    assert await bench.figure("projects-funded") == 0
    assert await bench.figure("match-funding") == 0
    assert await bench.figure("ideas-funded") == 0
    # Of several awards of an idea the others stand.
    await bench.hear(second)
    (scheme,) = await bench.rows("SELECT awarded, match_funding FROM live.schemes")
    assert (scheme.awarded, scheme.match_funding) == (700, second.match_funding)
    assert await bench.figure("ideas-funded") == 1
    async with bench.work.engine.connect() as connection:
        (project,) = await scheme_lists.projects_of(connection, first.idea_id)
        assert str(project.project_id) == str(second.project_id)
        (line,) = await scheme_lists.by_organisation(connection)
        assert (line.projects, line.awarded) == (1, 700)


async def test_an_idea_is_funded_whose_agreement_ended_before_anything_was_paid(
    bench: Bench,
) -> None:
    award = of_one_award(budgets.AwardMade, amount=700, ward_shares=SHARES)
    ended = of_one_award(budgets.AgreementEnded, paid=0, released=700)
    await bench.hear(submitted(idea_id=award.idea_id))
    # Agreements are subjects of their own, and may be heard of first.
    await bench.hear(ended, award)
    assert await bench.figure("projects-funded") == 1
    assert await bench.figure("ideas-funded") == 1
    (scheme,) = await bench.rows("SELECT awarded FROM live.schemes")
    assert scheme.awarded == 0


@pytest.mark.parametrize("late", [False, True])
async def test_of_two_decisions_of_one_day_the_last_one_stands(bench: Bench, late: bool) -> None:
    returned = of_one_award(budgets.ProposalDecided, outcome="returned")
    approved = of_one_award(budgets.ProposalDecided, outcome="approved")
    before = of_one_award(
        budgets.ProposalDecided,
        outcome="declined",
        proposal_id=str(uuid4()),
        occurred_on=returned.occurred_on - timedelta(days=1),
    )
    news = [[before], [returned], [approved]]
    for batch in [*news[1:], news[0]] if late else news:
        await bench.hear(*batch)
    (scheme,) = await bench.rows("SELECT decision, decided_on FROM live.schemes")
    assert (scheme.decision, scheme.decided_on) == ("approved", approved.occurred_on)
