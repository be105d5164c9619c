"""The page that says where programs find the figures."""

from __future__ import annotations

from fastapi.responses import Response
from pagekit.wording import spoken
from servicekit import public
from servicekit.web import Page, Pages

from reporting.dashboards.rows import link

pages = Pages()

ADDRESSES = (
    ("The city, with wards and themes side by side", "city"),
    ("A ward", "wards/E05000635"),
    ("A theme", "themes/greening"),
    ("Milestones, with the forecast", "milestones"),
    ("Money by ward and financial year, and by organisation", "money"),
    ("Volunteers, hours, staff time, groups", "volunteering"),
    ("Spaces, and the hours pledged", "spaces"),
    ("Conversations, urgent needs, barriers, response times", "conversations"),
    ("What was measured", "measures"),
)


@pages.get("/open-data", permit=public)
async def open_data_page(page: Page) -> Response:
    """Every address, with what it answers."""
    api = "/reporting/api"
    rows = [(spoken(what), link(f"{api}/{path}", f"{api}/{path}")) for what, path in ADDRESSES]
    return await page.render("open_data.html", rows=rows)
