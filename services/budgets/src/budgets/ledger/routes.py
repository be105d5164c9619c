"""The API of ward accounts."""

from __future__ import annotations

from typing import Any

from fastapi.responses import Response
from servicekit import NotFound, public
from servicekit.web import Api, Execute, Reading
from servicekit.web.runtime import CurrentActor, CurrentRuntime, begin_reading

from budgets import policies
from budgets.ledger import commands, queries
from budgets.ledger.allocating import Allocate, allocate
from budgets.ledger.remembering import remembered_trial_balance
from budgets.parameters import PAGE, After, Limit, WardPath, YearQuery, page_of
from budgets.policy.rulebook import rulebook_of

api = Api()


@api.post("/ward-accounts/allocations", permit=policies.may_keep_accounts)
async def post_allocations(command: Allocate, execute: Execute) -> Response:
    """Gives wards their money of a financial year."""
    return await execute(lambda uow: allocate(uow, command))


@api.post("/ward-accounts/{ward}/carry-overs", permit=policies.may_keep_accounts)
async def post_carry_over(
    ward: WardPath, command: commands.CarryOver, execute: Execute
) -> Response:
    """Carries a ward's money over to the next year."""
    return await execute(lambda uow: commands.carry_over(uow, ward, command))


@api.post("/ward-accounts/{ward}/match-funding", permit=policies.may_keep_accounts)
async def post_match_funding(
    ward: WardPath, command: commands.TakeIn, execute: Execute
) -> Response:
    """Takes in match funding."""
    return await execute(lambda uow: commands.take_in(uow, ward, "match-funding", command))


@api.post("/ward-accounts/{ward}/sponsorships", permit=policies.may_keep_accounts)
async def post_sponsorship(ward: WardPath, command: commands.TakeIn, execute: Execute) -> Response:
    """Takes in a sponsorship."""
    return await execute(lambda uow: commands.take_in(uow, ward, "sponsorship", command))


@api.post("/ward-accounts/{ward}/redirections", permit=policies.may_keep_accounts)
async def post_redirection(
    ward: WardPath, command: commands.Redirect, execute: Execute
) -> Response:
    """Redirects a ward's money."""
    return await execute(lambda uow: commands.redirect(uow, ward, command))


@api.get("/ward-accounts", permit=public)
async def get_ward_accounts(
    reading: Reading, financial_year: YearQuery = None
) -> list[dict[str, Any]]:
    """Every ward's money, by ward and year."""
    found = await queries.ward_years(reading.connection, year=financial_year)
    return [queries.as_json(one) for one in found]


@api.get("/ward-accounts/{ward}", permit=public)
async def get_ward_account(ward: WardPath, reading: Reading) -> dict[str, Any]:
    """One ward's money, by year."""
    known = {one.code: one for one in rulebook_of(reading).council.wards}
    if ward not in known:
        raise NotFound("ward", ward)
    years = await queries.ward_years(reading.connection, ward=ward)
    return {
        "ward": ward,
        "name": known[ward].name,
        "years": [queries.as_json(one) for one in years],
    }


@api.get("/ward-accounts/{ward}/entries", permit=public)
async def get_entries(
    ward: WardPath, reading: Reading, after: After = None, limit: Limit = PAGE
) -> dict[str, Any]:
    """A ward's transactions, newest first."""
    found = await queries.entries(reading.connection, ward, after=after, limit=limit)
    return page_of(found, limit)


@api.get("/ledger/trial-balance", permit=public)
async def get_trial_balance(runtime: CurrentRuntime, actor: CurrentActor) -> dict[str, Any]:
    """The whole ledger, added up and compared."""
    found = await remembered_trial_balance(lambda: begin_reading(runtime, actor))
    return {
        "transactions": found.transactions,
        "postings": found.postings,
        "sum_of_balances": found.sum_of_balances,
        "sum_of_postings": found.sum_of_postings,
        "wards_not_zero": found.wards_not_zero,
        "accounts_off": found.accounts_off,
        "overspent": found.overspent,
        "is_sound": found.is_sound,
    }
