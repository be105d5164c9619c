"""Where a person sees in which browsers they are signed in to a service, and ends that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field

from servicekit.errors import Forbidden, NotFound
from servicekit.identity import a_person
from servicekit.unit_of_work import UnitOfWork
from servicekit.web.command import Command
from servicekit.web.declared_forms import Form
from servicekit.web.done import Silent
from servicekit.web.pages import Page, PageRenderer
from servicekit.web.routing import Pages

TEMPLATE = "pagekit/sessions.html"


class EndSession(Command):
    """End one of one's own sessions, or all others."""

    session: Annotated[str, Field(pattern=r"^(others|[0-9a-f]{64})$")]


class SessionsEnded(BaseModel):
    """How many."""

    ended: int


def session_pages() -> Pages:
    """``/sessions``."""
    pages = Pages()

    @pages.form("/sessions", permit=a_person, done=Silent("the list has one session less"))
    async def end_session(page: Page) -> Form:
        return Form(
            EndSession,
            lambda uow, command: _end(page, uow, command),
            then=lambda _: f"/{page.runtime.service}/sessions",
            template=TEMPLATE,
            shows=lambda _: _own(page),
        )

    return pages


async def _end(page: PageRenderer, uow: UnitOfWork, command: EndSession) -> SessionsEnded:
    """Ends them at once; only for whoever has just signed in anew.

    Whoever finds an open browser could otherwise lock its owner out everywhere else.
    """
    identity = page.runtime.identity
    here = await identity.session_of(page.request)
    if here is None or not identity.sessions.proved_lately(here):
        raise Forbidden("Sign in again first: it must be you who ends a session.")
    key = here.actor.person_key or ""
    ended = await identity.sessions.end_own(uow.connection, key, command.session, here=here.id)
    if not ended and command.session != "others":
        raise NotFound("session", command.session)
    return SessionsEnded(ended=ended)


async def _own(page: PageRenderer) -> Mapping[str, Any]:
    identity = page.runtime.identity
    here = await identity.session_of(page.request)
    return {
        "sessions": await identity.sessions.of_person(page.actor.person_key or ""),
        "may_rest": identity.settings.session_idle,
        "here": None if here is None else here.id,
        "may_end": identity.sessions.proved_lately(here),
    }
