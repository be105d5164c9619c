"""Which language a request is answered in, and what a form's errors say."""

from typing import Literal

import pytest
from pydantic import BaseModel, Field
from servicekit.web.fields import Count, Day, Text
from servicekit.web.forms import FormInvalid, parse_form
from servicekit.web.languages import accepted, language_of, remember
from starlette.requests import Request
from starlette.responses import Response

OFFERED = ("en", "cy")


def asking(query: str = "", cookie: str = "", accept: str = "") -> Request:
    headers = [(b"cookie", cookie.encode()), (b"accept-language", accept.encode())]
    scope = {"type": "http", "method": "GET", "path": "/ideas/", "scheme": "https"}
    return Request(
        {**scope, "query_string": query.encode(), "headers": headers, "server": ("x", 1)}
    )


@pytest.mark.parametrize(
    ("request_", "language"),
    [
        (asking(), "en"),
        (asking(query="lang=cy", cookie="__Host-civic-language=en", accept="en"), "cy"),
        (asking(query="lang=fr", cookie="__Host-civic-language=cy"), "cy"),
        (asking(accept="cy-GB,cy;q=0.9,en;q=0.8"), "cy"),
        (asking(accept="fr, en;q=0.3, cy;q=0.7"), "cy"),
        (asking(accept="cy;q=0, en"), "en"),
        (asking(query="lang=%00", cookie="__Host-civic-language=../x", accept=";;q=,*"), "en"),
    ],
)
def test_the_address_then_the_cookie_then_the_browser(request_: Request, language: str) -> None:
    assert language_of(request_, OFFERED) == language


def test_a_header_of_any_length_is_looked_at_briefly() -> None:
    assert len(accepted(",".join(["cy"] * 10_000))) == 20


def test_only_a_language_asked_for_in_the_address_is_remembered() -> None:
    for query, kept in (("lang=cy", True), ("lang=fr", False), ("", False)):
        response = Response()
        remember(asking(query, accept="cy"), response, OFFERED)
        assert ("civic-language=cy" in response.headers.get("set-cookie", "")) == kept


class Sent(BaseModel):
    title: Text
    number: Count = Field(ge=1, le=9)
    on: Day
    kind: Literal["a", "b"]
    amount: Count


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({}, dict.fromkeys(("title", "number", "on", "kind", "amount"), "must be filled in")),
        (
            {
                "title": "x" * 301,
                "number": "12",
                "on-day": "31",
                "on-month": "2",
                "on-year": "2010",
                "kind": "c",
                "amount-pounds": "1.5",
            },
            {
                "title": "must be 300 characters or fewer",
                "number": "must be 9 or less",
                "on": "must be a real day",
                "kind": "must be one of the choices",
                "amount-pounds": "must be an amount in pounds, such as 1,250 or 99.50",
            },
        ),
        (
            {"title": "a\nb", "number": "x"},
            {"title": "must be a single line", "number": "must be a whole number"},
        ),
    ],
)
def test_an_error_says_what_its_field_must_be(
    values: dict[str, str], errors: dict[str, str]
) -> None:
    with pytest.raises(FormInvalid) as refused:
        parse_form(Sent, values)
    assert {name: refused.value.errors[name] for name in errors} == errors
