"""The counters behind the dashboards, by ward, theme and month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.projections.model import Figure

ADD = text("""
    INSERT INTO figures AS known (code, ward, theme, day, value)
    SELECT * FROM unnest(
        cast(:codes AS text[]), cast(:wards AS text[]), cast(:themes AS text[]),
        cast(:days AS date[]), cast(:values AS bigint[]))
    ON CONFLICT (code, ward, theme, day) DO UPDATE SET value = known.value + excluded.value
    RETURNING value
""")

# A counter that is back at zero is as if it had never been, or a rebuild would differ.
DROP_ZERO = text("""
    DELETE FROM figures USING unnest(
        cast(:codes AS text[]), cast(:wards AS text[]), cast(:themes AS text[]),
        cast(:days AS date[])) AS moved (code, ward, theme, day)
    WHERE (figures.code, figures.ward, figures.theme, figures.day)
        = (moved.code, moved.ward, moved.theme, moved.day) AND figures.value = 0
""")

# What begins on one day and may be over on another: it counts as it stands on a day.
IN_FORCE = ("facilities-pledged", "minutes-pledged")

TOTALS = text("""
    SELECT code, sum(value)::bigint AS value FROM live.figures
    WHERE (code <> ALL(cast(:in_force AS text[])) OR day <= :today)
      AND (cast(:ward AS text) IS NULL OR ward = :ward)
      AND (cast(:theme AS text) IS NULL OR theme = :theme)
    GROUP BY code
""")

BY_WARD = text("""
    SELECT ward, code, sum(value)::bigint AS value FROM live.figures
    WHERE code = ANY(cast(:codes AS text[])) AND ward <> '' GROUP BY ward, code
""")

BY_THEME = text("""
    SELECT theme, code, sum(value)::bigint AS value FROM live.figures
    WHERE code = ANY(cast(:codes AS text[])) AND theme <> ''
      AND (cast(:ward AS text) IS NULL OR ward = :ward) GROUP BY theme, code
""")

BY_MONTH = text("""
    SELECT date_trunc('month', day)::date AS month, code, sum(value)::bigint AS value
    FROM live.figures
    WHERE code = ANY(cast(:codes AS text[])) AND (cast(:ward AS text) IS NULL OR ward = :ward)
      AND (cast(:theme AS text) IS NULL OR theme = :theme)
    GROUP BY 1, 2 ORDER BY 1
""")

BY_DAY = text("""
    SELECT day, sum(value)::bigint AS value FROM live.figures
    WHERE code = :code GROUP BY day ORDER BY day
""")


async def add(connection: AsyncConnection, moved: Counter[Figure]) -> None:
    """Moves the counters by these amounts."""
    changed = sorted((counted, amount) for counted, amount in moved.items() if amount)
    if not changed:
        return
    places = {
        "codes": [counted.code for counted, _ in changed],
        "wards": [counted.ward for counted, _ in changed],
        "themes": [counted.theme for counted, _ in changed],
        "days": [counted.day for counted, _ in changed],
    }
    amounts = {"values": [amount for _, amount in changed]}
    values = (await connection.execute(ADD, places | amounts)).scalars()
    if 0 in values:
        await connection.execute(DROP_ZERO, places)


async def totals(
    connection: AsyncConnection,
    today: date,
    *,
    ward: str | None = None,
    theme: str | None = None,
) -> Counter[str]:
    """All figures by code, for the city, a ward or a theme; what never happened counts zero."""
    asked = {"in_force": list(IN_FORCE), "today": today, "ward": ward, "theme": theme}
    rows = await connection.execute(TOTALS, asked)
    return Counter({row.code: row.value for row in rows})


async def by_ward(connection: AsyncConnection, codes: list[str]) -> Mapping[str, Counter[str]]:
    """Some figures for each ward that has any."""
    found: dict[str, Counter[str]] = {}
    for row in await connection.execute(BY_WARD, {"codes": codes}):
        found.setdefault(row.ward, Counter())[row.code] = row.value
    return found


async def by_theme(
    connection: AsyncConnection, codes: list[str], ward: str | None = None
) -> Mapping[str, Counter[str]]:
    """Some figures for each theme that has any, in the city or in a ward."""
    found: dict[str, Counter[str]] = {}
    for row in await connection.execute(BY_THEME, {"codes": codes, "ward": ward}):
        found.setdefault(row.theme, Counter())[row.code] = row.value
    return found


async def by_month(
    connection: AsyncConnection,
    codes: list[str],
    *,
    ward: str | None = None,
    theme: str | None = None,
) -> Mapping[date, Counter[str]]:
    """Some figures month by month, oldest first; a month without any is left out."""
    found: dict[date, Counter[str]] = {}
    asked = {"codes": codes, "ward": ward, "theme": theme}
    for row in await connection.execute(BY_MONTH, asked):
        found.setdefault(row.month, Counter())[row.code] = row.value
    return found


async def by_day(connection: AsyncConnection, code: str) -> list[tuple[date, int]]:
    """One figure day by day, oldest first, for a figure that is kept by the day."""
    return [(row.day, row.value) for row in await connection.execute(BY_DAY, {"code": code})]
