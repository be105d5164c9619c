"""The figures of the city, of a ward or of a theme, together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from civic_reference import Council, UnknownWard, Ward
from pagekit.languages import gettext
from pydantic import BaseModel
from servicekit import NotFound
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.dashboards.catalogue import COMPARED, COMPARED_THEMES, KNOWN, MONTHLY
from reporting.log import entries
from reporting.projections import figures, money

MEASURED = "measured:"
SOURCES = ("council", "match-funding", "sponsorship")


class AsAt(BaseModel):
    """The end of the log when the figures were read: its position, and its last event's time."""

    position: int
    time: datetime | None


class MeasureView(BaseModel):
    """A recorded figure summed over ideas: 44 singers."""

    code: str
    unit: str
    value: int


class MoneyView(BaseModel):
    """Pence. ``awarded`` is what is committed and what is paid together."""

    available: int
    reserved: int
    committed: int
    paid: int
    awarded: int
    received: int

    @classmethod
    def of(cls, accounts: money.Accounts) -> MoneyView:
        """The balances of accounts; what was received is what its sources gave."""
        return cls(
            available=accounts["available"],
            reserved=accounts["reserved"],
            committed=accounts["committed"],
            paid=accounts["paid"],
            awarded=money.awarded(accounts),
            received=-sum(accounts[source] for source in SOURCES),
        )


class MonthView(BaseModel):
    """The figures of one month; ``month`` is its first day."""

    month: date
    figures: dict[str, int]


class PartView(BaseModel):
    """A ward or a theme among others; an ``ended`` ward has no more to spend."""

    code: str
    name: str
    ended: bool = False
    figures: dict[str, int]
    money: MoneyView


class AreaView(BaseModel):
    """The city, a ward or a theme: every figure by its code; minutes and pence are whole."""

    code: str
    name: str
    as_at: AsAt
    figures: dict[str, int]
    measures: list[MeasureView]
    money: MoneyView
    months: list[MonthView]
    wards: list[PartView] = []
    themes: list[PartView] = []


async def as_at(connection: AsyncConnection) -> AsAt:
    """The end of the log, as this transaction sees it."""
    end = await entries.newest(connection)
    return AsAt(position=end.position, time=end.time)


async def city(connection: AsyncConnection, council: Council, today: date) -> AreaView:
    """The whole city, with its wards and themes side by side."""
    by_account = await money.balances(connection)
    return AreaView(
        code=council.code,
        name=council.name,
        money=MoneyView.of(_summed(by_account)),
        wards=await wards(connection, council, today),
        themes=await themes(connection, council),
        **await _figures(connection, today),
    )


async def ward(connection: AsyncConnection, council: Council, code: str, today: date) -> AreaView:
    """One ward, of whatever time; ``NotFound`` where there was none of this code."""
    try:
        found = council.ward(code)
    except UnknownWard:
        raise NotFound("ward", code) from None
    return AreaView(
        code=found.code,
        name=_name(found, today),
        money=MoneyView.of(_summed(await money.balances(connection, found.code))),
        themes=await themes(connection, council, found.code),
        **await _figures(connection, today, ward=found.code),
    )


async def theme(connection: AsyncConnection, council: Council, code: str, today: date) -> AreaView:
    """One theme; ``NotFound`` where the council has none of this code."""
    if code not in council.themes:
        raise NotFound("theme", code)
    by_theme = await money.by_theme(connection)
    return AreaView(
        code=code,
        name=council.themes[code],
        money=MoneyView.of(by_theme.get(code, Counter())),
        **await _figures(connection, today, theme=code),
    )


async def wards(connection: AsyncConnection, council: Council, today: date) -> list[PartView]:
    """Every ward there is, and every ended one that has figures, by name."""
    counted = await figures.by_ward(connection, list(COMPARED))
    accounts: dict[str, Counter[str]] = {}
    for (code, _), balances in (await money.balances(connection)).items():
        accounts.setdefault(code, Counter()).update(balances)
    shown = [
        one
        for one in council.wards
        if one.is_valid_on(today) or one.code in counted or one.code in accounts
    ]
    return [
        PartView(
            code=one.code,
            name=_name(one, today),
            ended=_has_ended(one, today),
            figures=_complete(counted.get(one.code, Counter()), COMPARED),
            money=MoneyView.of(accounts.get(one.code, Counter())),
        )
        for one in sorted(shown, key=lambda one: (one.valid_until is not None, one.name))
    ]


def _name(ward: Ward, today: date) -> str:
    """A ward's name; with its last year where it has ended, for another may have the name now."""
    if ward.valid_until is None or not _has_ended(ward, today):
        return ward.name
    told = {"name": ward.name, "year": ward.valid_until.year}
    return gettext("%(name)s (until %(year)s)") % told


def _has_ended(ward: Ward, today: date) -> bool:
    return ward.valid_until is not None and ward.valid_until < today


def left_in_ended(wards: Iterable[PartView]) -> int:
    """Pence that stand in the accounts of wards that have ended: nobody can spend them there."""
    return sum(one.money.available for one in wards if one.ended)


async def themes(
    connection: AsyncConnection, council: Council, ward: str | None = None
) -> list[PartView]:
    """The council's themes, in its order; of the city or of one ward."""
    counted = await figures.by_theme(connection, list(COMPARED_THEMES), ward)
    accounts = await money.by_theme(connection, ward)
    return [
        PartView(
            code=code,
            name=name,
            figures=_complete(counted.get(code, Counter()), COMPARED_THEMES),
            money=MoneyView.of(accounts.get(code, Counter())),
        )
        for code, name in council.themes.items()
    ]


async def told(
    connection: AsyncConnection, today: date, *, ward: str | None = None, theme: str | None = None
) -> tuple[dict[str, int], list[MeasureView]]:
    """(figures by code, measures summed over ideas) of the city, a ward or a theme.

    A figure that never happened is 0.
    """
    totals = sorted((await figures.totals(connection, today, ward=ward, theme=theme)).items())
    return (
        dict.fromkeys(KNOWN, 0)
        | {code: value for code, value in totals if not code.startswith(MEASURED)},
        [_measure(code, value) for code, value in totals if code.startswith(MEASURED)],
    )


async def _figures(
    connection: AsyncConnection, today: date, *, ward: str | None = None, theme: str | None = None
) -> dict[str, Any]:
    counted, measures = await told(connection, today, ward=ward, theme=theme)
    months = await figures.by_month(connection, list(MONTHLY), ward=ward, theme=theme)
    return {
        "as_at": await as_at(connection),
        "figures": counted,
        "measures": measures,
        "months": [MonthView(month=month, figures=dict(one)) for month, one in months.items()],
    }


def _measure(code: str, value: int) -> MeasureView:
    _, name, unit = code.split(":")
    return MeasureView(code=name, unit=unit, value=value)


def _complete(counted: Mapping[str, int], codes: tuple[str, ...]) -> dict[str, int]:
    return {code: counted.get(code, 0) for code in codes}


def _summed(accounts: Mapping[tuple[str, str], money.Accounts]) -> money.Accounts:
    whole: Counter[str] = Counter()
    for one in accounts.values():
        whole.update(one)
    return whole
