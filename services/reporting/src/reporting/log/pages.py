"""The list of events behind the figures, and the page that renews itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field
from servicekit import public
from servicekit.web import CurrentRuntime, Page, Pages, Problem, Reading
from servicekit.web.fields import CodeText, WardText
from servicekit.web.runtime import Runtime

from reporting.log.live import Live, TooManyListeners
from reporting.log.routes import LAST_POSITION
from reporting.log.searching import Search, search
from reporting.log.telling import told_of
from reporting.settings import ReportingSettings

pages = Pages()

PAGE_SIZE = 50

TypeName = Annotated[str, Field(pattern=r"^civic(\.[a-z]+(-[a-z]+)*){3}\.v[0-9]{1,2}$")]
Types = Annotated[Sequence[TypeName], Query(max_length=10)]
Subject = Annotated[str, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.~-]{0,127}$")]
Before = Annotated[int, Query(ge=1, le=LAST_POSITION)]


@pages.get("/events", permit=public)
async def events_page(
    reading: Reading,
    page: Page,
    type: Types = (),  # noqa: A002 - the name in the address
    ward: Annotated[WardText | None, Query()] = None,
    theme: Annotated[CodeText | None, Query()] = None,
    idea: UUID | None = None,
    subject: Subject | None = None,
    before: Before | None = None,
) -> Response:
    """Events of the log that fit, the newest first, fifty at a time."""
    what = Search(
        types=tuple(type) or None,
        ward=ward,
        theme=theme,
        idea=idea,
        subject=subject,
        before=before,
    )
    found = await search(reading.connection, what, limit=PAGE_SIZE)
    filters = list(_filters(what))
    following = ""
    if len(found) == PAGE_SIZE:
        onwards = [*filters, ("before", str(found[-1].position))]
        following = f"/reporting/events?{urlencode(onwards)}"
    return await page.render(
        "events.html",
        events=[told_of(entry) for entry in found],
        filters=filters,
        next=following,
        first=before is None,
    )


def _filters(what: Search) -> Iterator[tuple[str, str]]:
    """What was asked for, as the address has it."""
    yield from (("type", one) for one in what.types or ())
    for name, value in what.given().items():
        if name not in {"types", "before"}:
            yield name, str(value)


@pages.get("/live", permit=public)
async def live(request: Request, runtime: CurrentRuntime) -> Response:
    """Server-sent events: one whenever the log has grown, at most one a second."""
    hub = _hub_of(request, runtime)
    stack = AsyncExitStack()
    try:
        grown = await stack.enter_async_context(hub.listener())
    except TooManyListeners:
        detail = "So many look on already that no more are taken; the page works without."
        again = {"Retry-After": "30"}
        raise Problem(
            503, "too-many-listeners", detail, title="Too many look on", headers=again
        ) from None

    async def stream() -> AsyncIterator[bytes]:
        async with stack:
            async for piece in hub.stream(grown):
                yield piece

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)


def _hub_of(request: Request, runtime: Runtime) -> Live:
    """The process's own, made when the first one looks on."""
    found: Live | None = getattr(request.app.state, "live", None)
    if found is None:
        settings = runtime.settings
        most = settings.live_listeners if isinstance(settings, ReportingSettings) else 100
        found = Live(runtime.engine, most=most, stopping=runtime.stopping)
        request.app.state.live = found
    return found
