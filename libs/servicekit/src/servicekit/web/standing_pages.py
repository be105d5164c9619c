"""The pages that every page of a service leads to: accessibility and privacy."""

from __future__ import annotations

from fastapi.responses import Response

from servicekit.identity import public
from servicekit.web.pages import Page
from servicekit.web.routing import Pages


def standing_pages() -> Pages:
    """``/accessibility`` and ``/privacy`` of a service; its own routes come before these."""
    pages = Pages()

    @pages.get("/accessibility", permit=public)
    async def accessibility(page: Page) -> Response:
        return await page.render("pagekit/accessibility.html")

    @pages.get("/privacy", permit=public)
    async def privacy(page: Page) -> Response:
        return await page.render("pagekit/privacy.html")

    return pages
