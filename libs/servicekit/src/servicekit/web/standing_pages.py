"""The pages that every page of a service leads to, and the council's own colours."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from servicekit.identity import public
from servicekit.web.pages import Page
from servicekit.web.routing import Pages
from servicekit.web.runtime import CurrentRuntime

# An address of this site; it is shown, never followed.
About = Annotated[str, Query(max_length=2000, pattern=r"^(/[!-~]*)?$")]


def standing_pages() -> Pages:
    """``/accessibility``, ``/privacy``, ``/other-formats`` and ``/branding.css`` of a service.

    Its own routes come before these.
    """
    pages = Pages()

    @pages.get("/accessibility", permit=public)
    async def accessibility(page: Page) -> Response:
        return await page.render("pagekit/accessibility.html")

    @pages.get("/privacy", permit=public)
    async def privacy(page: Page) -> Response:
        return await page.render("pagekit/privacy.html")

    @pages.get("/other-formats", permit=public)
    async def other_formats(page: Page, about: About = "") -> Response:
        return await page.render("pagekit/other_formats.html", about=about)

    @pages.get("/branding.css", permit=public)
    async def branding(runtime: CurrentRuntime) -> Response:
        text = runtime.environment.get_template("pagekit/branding.css").render()
        headers = {"Cache-Control": "public, max-age=3600"}
        return Response(text, media_type="text/css", headers=headers)

    return pages
