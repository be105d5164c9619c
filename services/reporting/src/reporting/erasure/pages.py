"""Who has carried out which request to be forgotten; for operators and auditors."""

from __future__ import annotations

import json

from civic_contracts.topology import SERVICES
from fastapi.responses import Response
from pagekit.languages import gettext
from pagekit.wording import day, words
from servicekit import any_of
from servicekit.web import Page, Pages, Reading

from reporting.erasure.commands import LIST

pages = Pages()

SHOWN = 200

may_see_erasures = any_of("operator", "auditor")


@pages.get("/erasures", permit=may_see_erasures)
async def erasures_page(reading: Reading, page: Page) -> Response:
    """The newest requests, by a reference that says nothing of the person."""
    rows = []
    for asked in await reading.connection.execute(LIST, {"limit": SHOWN}):
        answers = json.loads(asked.answers)
        done = [
            gettext("Yes") if service in answers else gettext("Not yet") for service in SERVICES
        ]
        rows.append((asked.reference, day(asked.asked_on), words(asked.asked_at), *done))
    return await page.render("erasures.html", rows=rows, services=SERVICES)
