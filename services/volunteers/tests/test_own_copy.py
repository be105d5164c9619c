"""Whoever volunteers takes a copy of what is kept about them from their own page."""

from __future__ import annotations

from volunteers_browser import browser
from volunteers_house import HARROW_ROAD, LEILA, House


async def test_the_profile_leads_to_a_copy_of_it(house: House) -> None:
    leila = await browser(house, LEILA)
    assert "/profile/export" not in await leila.open("/volunteers/profile")
    await leila.sends(
        "/volunteers/profile", kind="resident", ward=HARROW_ROAD, skills="singing", consent="yes"
    )
    page = await leila.open("/volunteers/profile")
    assert 'href="/volunteers/api/profile/export"' in page
    copy = await leila.client.get("/volunteers/api/profile/export")
    assert copy.status_code == 200
    assert "singing" in copy.text
