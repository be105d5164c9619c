"""The pages of the dashboards."""

from __future__ import annotations

from uuid import UUID

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Page, Pages, Reading
from servicekit.web.fields import CodeText, WardText

from reporting.dashboards import areas, catalogue, charts, rows
from reporting.dashboards import reading as read
from reporting.dashboards.catalogue import KNOWN, MEASURING, POSTED, events_address
from reporting.log.telling import told_of
from reporting.projections import scheme_lists

pages = Pages()


@pages.get("/", permit=public)
async def city_page(reading: Reading, page: Page) -> Response:
    """The city's dashboard."""
    connection, council = reading.connection, reading.council
    city = await areas.city(connection, council, reading.today)
    times = await read.response_times_view(connection)
    return await page.render(
        "city.html",
        city=city,
        left=areas.left_in_ended(city.wards),
        known=KNOWN,
        heard=catalogue.HEARD,
        done=catalogue.DONE,
        given=catalogue.GIVEN,
        ledger=charts.LEDGER,
        measured=events_address(*MEASURING),
        ideas_over_time=charts.over_time("ideas", "Ideas", city, "ideas"),
        hours_over_time=charts.over_time("hours", "Volunteer hours", city, "volunteer-minutes"),
        money_by_ward=charts.money_of(
            "ward-money", "Money by ward", "Ward", city.wards, city.as_at
        ),
        by_ward=charts.parts(
            "by-ward",
            "Ideas and projects by ward",
            "Ward",
            city.wards,
            ("ideas", "projects-funded"),
            city.as_at,
        ),
        by_theme=charts.parts(
            "by-theme",
            "Ideas by theme",
            "Theme",
            city.themes,
            ("ideas", "ideas-funded"),
            city.as_at,
        ),
        milestones=charts.milestones(await read.milestones_view(connection, reading.today)),
        in_time=charts.in_time(times, dict(council.departments), city.as_at),
        ward_rows=rows.wards(city.wards),
        theme_rows=rows.themes(city.themes),
    )


@pages.get("/wards", permit=public)
async def wards_page(reading: Reading, page: Page) -> Response:
    """All wards side by side."""
    wards = await areas.wards(reading.connection, reading.council, reading.today)
    at = await areas.as_at(reading.connection)
    compared = ("ideas", "projects-funded", "projects-completed")
    return await page.render(
        "wards.html",
        at=at,
        by_ward=charts.parts("by-ward", "Ideas and projects by ward", "Ward", wards, compared, at),
        money_by_ward=charts.money_of("ward-money", "Money by ward", "Ward", wards, at),
        ward_rows=rows.wards(wards),
    )


@pages.get("/wards/{code}", permit=public)
async def ward_page(code: WardText, reading: Reading, page: Page) -> Response:
    """One ward's figures, money, measures and newest ideas."""
    area = await areas.ward(reading.connection, reading.council, code, reading.today)
    ledger = events_address(POSTED, ward=code)
    return await page.render(
        "area.html",
        kind="ward",
        area=area,
        ward=code,
        theme=None,
        known=KNOWN,
        codes=(*catalogue.HEARD, *catalogue.DONE, *catalogue.GIVEN),
        ledger=ledger,
        measured=events_address(*MEASURING, ward=code),
        ideas_over_time=charts.over_time("ideas", "Ideas", area, "ideas"),
        by_theme=charts.parts(
            "by-theme",
            "Ideas by theme",
            "Theme",
            area.themes,
            ("ideas", "ideas-funded"),
            area.as_at,
        ),
        idea_rows=rows.ideas(
            await scheme_lists.newest(reading.connection, "ward", code), reading.council
        ),
    )


@pages.get("/themes/{code}", permit=public)
async def theme_page(code: CodeText, reading: Reading, page: Page) -> Response:
    """One theme's figures, money, measures and newest ideas."""
    area = await areas.theme(reading.connection, reading.council, code, reading.today)
    return await page.render(
        "area.html",
        kind="theme",
        area=area,
        ward=None,
        theme=code,
        known=KNOWN,
        codes=catalogue.OF_A_THEME,
        ledger=events_address(POSTED, theme=code),
        measured=events_address(*MEASURING, theme=code),
        ideas_over_time=charts.over_time("ideas", "Ideas", area, "ideas"),
        by_theme=None,
        idea_rows=rows.ideas(
            await scheme_lists.newest(reading.connection, "theme", code), reading.council
        ),
    )


@pages.get("/ideas/{idea_id}", permit=public)
async def idea_page(idea_id: UUID, reading: Reading, page: Page) -> Response:
    """One idea's thread with its measures, as this service knows it."""
    idea = await read.idea_view(reading.connection, idea_id)
    # A posting repeats what an award or a payment says; the page of money has them.
    thread = await read.thread(reading.connection, idea_id)
    return await page.render(
        "idea.html",
        idea=idea,
        ward=read.ward_name(reading.council, idea.ward) if idea.ward else "",
        facts=rows.facts(idea, reading.council),
        steps=[told_of(entry) for entry in thread if entry.envelope.type != f"civic.{POSTED}.v1"],
    )


@pages.get("/milestones", permit=public)
async def milestones_page(reading: Reading, page: Page) -> Response:
    """The schemes against the milestones, with the forecast."""
    view = await read.milestones_view(reading.connection, reading.today)
    chart = charts.milestones(view)
    return await page.render("milestones.html", view=view, chart=chart, rows=rows.milestones(view))


@pages.get("/money", permit=public)
async def money_page(reading: Reading, page: Page) -> Response:
    """Every ward's money, and who was awarded it."""
    view = await read.money_view(reading.connection, reading.council)
    wards = await areas.wards(reading.connection, reading.council, reading.today)
    return await page.render(
        "money.html",
        view=view,
        left=areas.left_in_ended(wards),
        ledger=charts.LEDGER,
        money_by_ward=charts.money_of("ward-money", "Money by ward", "Ward", wards, view.as_at),
        organisations=charts.organisations(view.organisations, view.as_at),
        rows=rows.money(view),
    )


@pages.get("/volunteering", permit=public)
async def volunteering_page(reading: Reading, page: Page) -> Response:
    """Volunteers, staff time, groups and spaces."""
    connection, council = reading.connection, reading.council
    view = await read.volunteering_view(connection, reading.today)
    spaces = await read.spaces_view(connection, reading.today)
    city = await areas.city(connection, council, reading.today)
    return await page.render(
        "volunteering.html",
        view=view,
        spaces=spaces,
        known=KNOWN,
        codes=("opportunities", "volunteer-places", *catalogue.GIVEN, "staff-minutes"),
        hours_over_time=charts.over_time("hours", "Volunteer hours", city, "volunteer-minutes"),
        pledge=charts.pledge(spaces),
        department_rows=rows.departments(view.departments, council),
        group_rows=rows.groups(view.groups, council),
        space_rows=rows.spaces(spaces.spaces, council),
    )


@pages.get("/conversations", permit=public)
async def conversations_page(reading: Reading, page: Page) -> Response:
    """Conversations, urgent needs, barriers and response times."""
    view = await read.listening_view(reading.connection, reading.today)
    council = reading.council
    return await page.render(
        "conversations.html",
        view=view,
        known=KNOWN,
        codes=catalogue.LISTENING,
        in_time=charts.in_time(view.response_times, dict(council.departments), view.as_at),
        conversation_rows=rows.conversations(view.conversations),
        need_rows=rows.urgent_needs(view.urgent_needs, council),
        barrier_rows=rows.barriers(view.barriers, council),
        time_rows=rows.response_times(view.response_times, council),
    )
