"""The pages that every council has to have."""

from __future__ import annotations

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Page, Pages

pages = Pages()


@pages.get("/accessibility", permit=public)
async def accessibility(page: Page) -> Response:
    """The accessibility statement."""
    return await page.render("pagekit/accessibility.html")


@pages.get("/privacy", permit=public)
async def privacy(page: Page) -> Response:
    """How people's data is treated."""
    return await page.render("pagekit/privacy.html")
