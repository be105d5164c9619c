"""The pages of payments: asked before anything is paid, and told afterwards what was."""

from __future__ import annotations

import re
from typing import Any

import pytest_asyncio
from budgets_awarding import CONDITIONS, WARD, YEAR, awarded, drawn_up, groups_proposal
from budgets_browser import Browser
from budgets_client import ApiClient
from budgets_journey import Journey


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def _money(journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2026-04-01")


async def agreed(
    api: ApiClient, journey: Journey, officer: Browser, group: Browser, **typed: str
) -> str:
    """A group's agreement in arrears; returns its address."""
    page = await awarded(officer, await groups_proposal(api, journey), **typed)
    await drawn_up(officer, page)
    signed = await group.send(f"{page}/signature", f"{page}/signature", accepted="yes")
    return str(signed.headers["location"].removeprefix("/budgets"))


async def asked_for(group: Browser, agreement: str, pounds: str) -> None:
    """The group asks, with evidence."""
    page = f"{agreement}/payments"
    sent = await group.send(page, page, **{"amount-pounds": pounds}, evidence="A receipt")
    assert sent.status_code == 303, sent.text


async def test_a_payment_is_asked_about_before_it_is_made_and_told_after(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, group, finance = [await browse(who) for who in ("officer", "group", "finance")]
    agreement = await agreed(api, journey, officer, group, **CONDITIONS)
    await asked_for(group, agreement, "2,400")
    waiting = await finance.see("/payments")
    assert "Nothing has been paid yet." in waiting
    found = re.search(r'href="/budgets(/payments/[0-9a-f-]+/pay)"', waiting)
    assert found is not None
    pay = found[1]
    await officer.see(pay, 403)
    asked = await finance.see(pay)
    for told in (
        f'href="/budgets{agreement}"',
        "Walkers",
        "£2,400.00",
        "A receipt",
        "The &lt;club&gt; is insured and Members set up a committee",
        "Not begun: it begins on 1 March 2099",
        "The project has not begun yet.",
        "does not wait for them",
    ):
        assert told in asked, told
    # Looking, or sending the form without saying yes, pays nothing.
    assert (await finance.send(pay, pay)).status_code == 200
    assert "Asked for, and waiting to be paid" in await group.see(agreement)
    sent = await finance.send(pay, pay, confirmed="yes")
    assert sent.status_code == 303, sent.text
    shown = await finance.see(sent.headers["location"].removeprefix("/budgets"))
    assert "£2,400.00 was paid to Walkers for: A walking club." in shown
    assert "Nothing waits to be paid." in shown
    assert "was paid to" not in await finance.see("/payments")
    assert "This was paid on" in await finance.see(pay)
    assert (await api.get("/payments?state=paid", "finance"))["items"][0]["amount"] == 240_000


async def test_payments_made_are_listed_newest_first(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, group, finance = [await browse(who) for who in ("officer", "group", "finance")]
    agreement = await agreed(api, journey, officer, group)
    for pounds in ("100", "200"):
        await asked_for(group, agreement, pounds)
        (waiting,) = (await api.get("/payments?state=requested", "finance"))["items"]
        pay = f"/payments/{waiting['payment_id']}/pay"
        asked = await finance.see(pay)
        assert "does not wait for them" not in asked
        assert (await finance.send(pay, pay, confirmed="yes")).status_code == 303
    made = await finance.see("/payments")
    table = made[made.index("Payments made, newest first") :]
    assert table.index("£200.00") < table.index("£100.00")


async def test_the_agreement_says_what_is_asked_for_and_offers_no_more_than_is_left(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, group = await browse("officer"), await browse("group")
    agreement = await agreed(api, journey, officer, group, **CONDITIONS)
    offer = f'href="/budgets{agreement}/payments"'
    assert "£2,400 is still to be paid" in await group.see(agreement)
    assert "does not wait for them" in await group.see(f"{agreement}/payments")
    await asked_for(group, agreement, "1,400")
    shown = await group.see(agreement)
    assert "£1,400 has been asked for, and waits to be paid by finance." in shown
    assert "£1,000 is still to be paid" in shown
    assert offer in shown
    await asked_for(group, agreement, "1,000")
    shown = await group.see(agreement)
    assert "£2,400 has been asked for" in shown
    assert "is still to be paid" not in shown
    assert offer not in shown


async def test_a_payment_that_is_refused_waits_no_longer(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, group, finance = [await browse(who) for who in ("officer", "group", "finance")]
    agreement = await agreed(api, journey, officer, group)
    await asked_for(group, agreement, "150")
    waiting = (await api.get("/payments?state=requested", "finance"))["items"]
    (payment,) = [one for one in waiting if one["amount"] == 15_000]
    refuse = f"/payments/{payment['payment_id']}/refuse"
    sent = await finance.send("/payments", refuse, reason="The receipt is of another year.")
    assert await finance.told(sent) == "The payment is refused."
    assert f'action="/budgets{refuse}"' not in await finance.see("/payments")
    # Why, the parties and officials read; it may name people.
    why = "The receipt is of another year."
    for reader in (group, officer, finance):
        shown = await reader.see(agreement)
        assert "Payments refused" in shown
        assert why in shown
    for who in ("other-group", "resident"):
        shown = await (await browse(who)).see(agreement)
        assert "Payments refused" not in shown
        assert why not in shown
    for who, told in {"group": why, "officer": why, "auditor": why, "nobody": None}.items():
        (one,) = (await api.get(agreement, who))["payments"]
        assert one.get("reason") == told, who
    assert why in await finance.see(f"/payments/{payment['payment_id']}/pay")
    (listed,) = (await api.get("/payments?state=refused", "finance"))["items"]
    assert listed["reason"] == why


async def test_the_pages_say_what_of_a_payment_came_back(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, group, finance = [await browse(who) for who in ("officer", "group", "finance")]
    agreement = await agreed(api, journey, officer, group)
    await asked_for(group, agreement, "310")
    (*_, waiting) = (await api.get("/payments?state=requested", "finance"))["items"]
    payment = f"/payments/{waiting['payment_id']}"
    pay = f"{payment}/pay"
    await finance.send(pay, pay, confirmed="yes")
    assert "come back" not in await finance.see(pay)
    for amount, told in ((11_000, "£110.00"), (20_000, "£310.00")):
        made = await api.post("finance", f"{payment}/repayments", amount=amount, reason="Bounced.")
        await api.post("finance-2", f"/ledger/corrections/{made['correction_id']}/confirm")
        shown = await finance.see(pay)
        assert "This was paid on" in shown
        assert f"{told} of it has come back." in shown
        for page in (await finance.see("/payments"), await group.see(agreement)):
            table = page[page.index("Payments made") :]
            assert "£310.00" in table
            assert "Came back" in table
            assert told in table


async def test_a_payment_that_is_not_there_cannot_be_paid(browse: Any) -> None:
    finance = await browse("finance")
    await finance.see("/payments/11111111-1111-4111-8111-111111111111/pay", 404)
