"""A payment that bounced or was repaid is booked back: committed again, or the ward's again."""

from __future__ import annotations

from typing import Any

from budgets_client import ApiClient
from budgets_journey import Journey
from test_corrections import DAY, YEAR, confirm, take_in

NEIGHBOURS = ("E05000631", "E05000632")


async def paid(api: ApiClient, journey: Journey, shares: dict[str, int]) -> dict[str, Any]:
    """An agreement in one instalment that was paid; returns the ids."""
    for ward in shares:
        await take_in(api, ward, 10_000)
    proposal = await journey.approved(DAY, shares)
    award = await api.on(DAY).post("officer", f"/proposals/{proposal}/award")
    whole = {"code": "first", "amount": sum(shares.values())}
    signed = await api.on(DAY).post(
        "officer",
        f"/awards/{award['award_id']}/agreement",
        payment_basis="by-instalments",
        instalments=[whole],
    )
    names = {"proposal_id": proposal, **award, **signed}
    return {**names, "payment_id": await pay(api, names, whole["amount"])}


async def pay(api: ApiClient, names: dict[str, Any], amount: int) -> str:
    asked = await api.on(DAY).post(
        "officer",
        f"/agreements/{names['agreement_id']}/payment-requests",
        amount=amount,
        instalment="first",
    )
    await api.on(DAY).post("finance", f"/payments/{asked['payment_id']}/pay")
    return str(asked["payment_id"])


async def came_back(api: ApiClient, payment: str, **amount: int) -> None:
    path = f"/payments/{payment}/repayments"
    made = await api.on(DAY).post("finance", path, reason="It bounced.", **amount)
    await api.on(DAY).post("finance-2", confirm(made["correction_id"]))


async def balances(journey: Journey, wards: Any) -> list[tuple[int, int]]:
    found = [await journey.money(ward, YEAR) for ward in wards]
    return [(one["committed"], one["paid"]) for one in found]


async def test_a_payment_that_bounced_is_committed_again_and_can_be_paid_again(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    shares = dict(zip(NEIGHBOURS, (501, 400), strict=True))
    names = await paid(api, journey, shares)
    await came_back(api, names["payment_id"], amount=2)
    assert await balances(journey, NEIGHBOURS) == [(1, 500), (1, 399)]
    # What came back in part of an instalment waits for the end of the agreement, and that is said.
    officer, page = await browse("officer"), f"/agreements/{names['agreement_id']}"
    requests = f"{page}/payment-requests"
    for left in (2, 901):
        again = {"amount": left, "instalment": "first"}
        assert (await api.on(DAY).send("officer", requests, again)).status == 409
    shown = await officer.see(page)
    assert "£0.02 of instalments came back in part" in shown
    assert "Ask for a payment" not in shown
    await came_back(api, names["payment_id"])
    assert await balances(journey, NEIGHBOURS) == [(501, 0), (400, 0)]
    shown = await officer.see(page)
    assert "came back in part" not in shown
    assert "Ask for a payment" in shown
    agreement = await api.get(f"/agreements/{names['agreement_id']}")
    assert agreement["paid"] == 0
    assert [one["state"] for one in agreement["payments"]] == ["repaid"]
    told = [one["data"] for one in await api.said() if one["type"].endswith("payment-repaid.v1")]
    assert [(one["amount"], one["paid_to_date"]) for one in told] == [(2, 899), (899, 0)]
    path = f"/payments/{names['payment_id']}/repayments"
    rule = await api.on(DAY).refused("finance", path, reason="Again.")
    assert rule == "not-so-much-to-book-back"
    # One that was made anew on that day by the same person is another.
    again = await pay(api, names, 901)
    await came_back(api, again)
    assert await balances(journey, NEIGHBOURS) == [(501, 0), (400, 0)]
    await pay(api, names, 901)
    assert await balances(journey, NEIGHBOURS) == [(0, 501), (0, 400)]


async def test_what_is_repaid_once_the_agreement_has_ended_is_the_ward_s_again(
    api: ApiClient, journey: Journey
) -> None:
    ward = "E05000636"
    names = await paid(api, journey, {ward: 700})
    end = f"/agreements/{names['agreement_id']}/end"
    await api.on(DAY).post("officer", end, reason="organisation-dissolved")
    before = (await journey.money(ward, YEAR))["available"]
    await came_back(api, names["payment_id"], amount=300)
    money = await journey.money(ward, YEAR)
    assert (money["committed"], money["paid"], money["available"]) == (0, 400, before + 300)
    agreement = await api.get(f"/agreements/{names['agreement_id']}")
    assert (agreement["paid"], agreement["released"]) == (400, 300)


async def test_of_two_payments_alike_each_comes_back_whole(
    api: ApiClient, journey: Journey
) -> None:
    """Also where the one that was asked for last was made first, and has come back by then."""
    ward = "E05000639"
    await take_in(api, ward, 10_000)
    agreed = await journey.agreed(DAY, {ward: 900}, "in-advance")
    path = f"/agreements/{agreed['agreement_id']}/payment-requests"
    first, second = [
        (await api.on(DAY).post("officer", path, amount=400))["payment_id"] for _ in range(2)
    ]
    for payment in (second, first):
        await api.on(DAY).post("finance", f"/payments/{payment}/pay")
        await came_back(api, payment, amount=100)
        await came_back(api, payment)
    assert await balances(journey, [ward]) == [(900, 0)]


async def test_what_was_not_paid_does_not_come_back(api: ApiClient, journey: Journey) -> None:
    ward = "E05000637"
    await take_in(api, ward, 10_000)
    agreed = await journey.agreed(DAY, {ward: 900}, "in-advance")
    asked = await api.on(DAY).post(
        "officer", f"/agreements/{agreed['agreement_id']}/payment-requests", amount=900
    )
    path = f"/payments/{asked['payment_id']}/repayments"
    assert await api.on(DAY).refused("finance", path, reason="No.") == "nothing-was-paid"
