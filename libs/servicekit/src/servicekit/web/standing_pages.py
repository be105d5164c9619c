"""The pages that every page of a service leads to, and the council's own colours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Protocol

from fastapi import Query
from fastapi.responses import PlainTextResponse, Response
from jinja2 import Environment

from servicekit.errors import NotFound
from servicekit.identity import public
from servicekit.settings import Settings
from servicekit.web.pages import Page
from servicekit.web.routing import Pages
from servicekit.web.runtime import CurrentRuntime, Runtime
from servicekit.web.session_pages import session_pages

# An address of this site; it is shown, never followed.
About = Annotated[str, Query(max_length=2000, pattern=r"^(/[!-~]*)?$")]
SECURITY_TXT_LASTS = timedelta(days=90)


class Logo(Protocol):
    """A picture as the pages' environment has it under ``branding``."""

    @property
    def content(self) -> bytes:
        """The picture."""

    @property
    def media_type(self) -> str:
        """What it is."""

    @property
    def name(self) -> str:
        """Changes with the content."""

    @property
    def policy(self) -> str:
        """The content security policy in which it can only be looked at."""


def logo_of(environment: Environment) -> Logo | None:
    """The council's logo, where it has one."""
    logo: Logo | None = getattr(environment.globals.get("branding"), "logo", None)
    return logo


def every_services_pages(logo: Logo | None = None) -> tuple[Pages, ...]:
    """The pages that the kit adds to each service's own."""
    return session_pages(), standing_pages(logo)


def standing_pages(logo: Logo | None = None) -> Pages:
    """``/accessibility``, ``/privacy``, ``/other-formats``, ``/security.txt``, colours and logo.

    Its own routes come before these.
    """
    pages = Pages()

    @pages.get("/accessibility", permit=public)
    async def accessibility(page: Page) -> Response:
        return await page.render("pagekit/accessibility.html")

    @pages.get("/privacy", permit=public)
    async def privacy(page: Page) -> Response:
        return await page.render("pagekit/privacy.html", kept=_kept(page.runtime.settings))

    @pages.get("/security.txt", permit=public)
    async def security(runtime: CurrentRuntime) -> Response:
        return PlainTextResponse(_security_txt(runtime))

    @pages.get("/other-formats", permit=public)
    async def other_formats(page: Page, about: About = "") -> Response:
        return await page.render("pagekit/other_formats.html", about=about)

    @pages.get("/branding.css", permit=public)
    async def branding(runtime: CurrentRuntime) -> Response:
        text = runtime.environment.get_template("pagekit/branding.css").render()
        headers = {"Cache-Control": "public, max-age=3600"}
        return Response(text, media_type="text/css", headers=headers)

    if logo is not None:
        _serve(pages, logo)
    return pages


def _kept(settings: Settings) -> dict[str, Any]:
    """How long this service keeps what, as it is set; the session's times in minutes."""
    return {
        "idle": settings.session_idle // timedelta(minutes=1),
        "absolute": settings.session_absolute // timedelta(minutes=1),
        "outbox_months": settings.outbox_months,
    }


def _security_txt(runtime: Runtime) -> str:
    """Whom to tell of a weakness (RFC 9116); the front doors lead to it from /.well-known.

    Not found where the council has set no contact: a report must not go where nobody reads it.
    """
    branding: Any = runtime.environment.globals.get("branding")
    if not branding.has_own_contact:
        raise NotFound("page", "security.txt")
    # It must be looked after: a copy that somebody kept ends. By the machine's own time.
    expires = (datetime.now(UTC) + SECURITY_TXT_LASTS).replace(microsecond=0)
    lines = (
        f"Contact: mailto:{branding.contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(branding.languages)}",
        f"Canonical: {runtime.settings.public_url}/.well-known/security.txt",
    )
    return "".join(f"{line}\n" for line in lines)


def _serve(pages: Pages, logo: Logo) -> None:
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Security-Policy": logo.policy,
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    @pages.get("/branding/{name}", permit=public)
    async def picture(name: str) -> Response:
        if name != logo.name:
            raise NotFound("logo", name)
        return Response(logo.content, media_type=logo.media_type, headers=headers)
