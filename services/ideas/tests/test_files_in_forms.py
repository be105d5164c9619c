"""No form takes a file: one that is sent all the same is refused, whatever it calls itself."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from ideas.testing import OFFICER, Site
from sqlalchemy import text

FIELDS = {
    "title": "A bench",
    "summary": "There is nowhere to sit.",
    "ward": "E05013794",
    "theme": "public-realm",
}
FILES = {
    "a picture that is markup": ("bench.png", b"<svg onload=alert(1)>", "image/png"),
    "a picture": ("bench.png", b"\x89PNG\r\n\x1a\n", "image/png"),
    "a program": ("bench.jpg", b"MZ\x90\x00", "image/jpeg"),
    "a path": ("../../etc/passwd", b"root:x", "text/plain"),
    "nothing": ("empty.png", b"", "image/png"),
}


async def sent(site: Site, file: tuple[str, bytes, str]) -> tuple[int, str]:
    """The answer to a whole form with a file in it."""
    async with site.browser(OFFICER) as browser:
        page = (await browser.get("/ideas/new/details?title=A+bench&ward=E05013794")).text
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        assert token is not None
        fields = {**FIELDS, "csrf": token[1], "command_id": str(uuid4())}
        answer = await browser.post("/ideas/new/details", data=fields, files={"picture": file})
        return answer.status_code, answer.headers["content-type"]


async def count(site: Site) -> int:
    async with site.process.engine.connect() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM ideas"))).scalar_one())


@pytest.mark.parametrize("kind", FILES)
async def test_a_file_in_a_form_is_refused(site: Site, kind: str) -> None:
    assert await sent(site, FILES[kind]) == (400, "text/html; charset=utf-8")
    assert await count(site) == 0


async def test_a_file_that_is_too_large_is_refused_before_it_is_read(site: Site) -> None:
    large = ("bench.png", b"x" * 1_100_000, "image/png")
    assert await sent(site, large) == (413, "text/html; charset=utf-8")
    assert await count(site) == 0
