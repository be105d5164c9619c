"""A visitor whom a sibling service may know is looked up at the issuer before a page is shown."""

import pytest
from kit_house import Example
from servicekit.identity.secrets_at_rest import new_secret

pytestmark = pytest.mark.stack

SIBLING = f"__Host-civic-budgets={new_secret()}"
PAGE = "/ideas/accessibility"


async def _asked(example: Example, cookie: str, accept: str = "text/html", path: str = PAGE) -> str:
    """Where a request is sent to; nothing where the page itself would have been shown."""
    headers = {"Cookie": cookie, "Accept": accept}
    try:
        answer = await example.client.get(path, headers=headers)
    except LookupError:  # the example has no templates to show
        return ""
    return answer.headers.get("location", "")


async def test_a_visitor_with_a_siblings_cookie_is_looked_up_once(anonymous: Example) -> None:
    wanted = "/ideas/sign-in?silent=true&return_to=/ideas/accessibility%3Fa%3Db"
    assert await _asked(anonymous, SIBLING, path=f"{PAGE}?a=b") == wanted
    tried = f"{SIBLING}; __Host-civic-ideas-tried={new_secret()}"
    assert await _asked(anonymous, tried) == ""


async def test_others_are_shown_the_page_at_once(anonymous: Example) -> None:
    assert await _asked(anonymous, "") == ""
    assert await _asked(anonymous, f"__Host-civic-ideas={new_secret()}") == ""
    assert await _asked(anonymous, SIBLING, accept="application/json") == ""


async def test_whoever_is_signed_in_here_is_not_looked_up(example: Example) -> None:
    assert await _asked(example, SIBLING) == ""


async def test_an_issuer_that_is_away_keeps_nobody_from_a_page(anonymous: Example) -> None:
    path = f"/ideas/sign-in?silent=true&return_to={PAGE}"
    answer = await anonymous.client.get(path, headers={"Cookie": SIBLING})
    assert answer.status_code == 303
    assert answer.headers["location"] == PAGE
    assert "__Host-civic-ideas-tried" in answer.headers["set-cookie"]
