"""Which language a request is answered in, and what a form's errors say."""

from typing import Any, Literal
from unicodedata import normalize

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from servicekit.web.fields import CodeText, Count, Day, LongText, Pence, Text
from servicekit.web.forms import FormInvalid, as_typed, message_of, parse_form
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


class Row(BaseModel):
    title: Text


class Several(BaseModel):
    skills: tuple[CodeText, ...] = ()
    conditions: tuple[Row, ...] = ()
    number: Count = 0
    amount: Pence = Field(default=0, ge=1, le=250_050)
    on: Day | None = None


TURNED = "must not hold characters that change the direction of text"
EMPTY = "must be filled in"


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        *((Text, f"pay {mark}001", TURNED) for mark in "\u200e\u200f\u061c\u202e\u2066"),
        *((LongText, f"pay {mark}001", TURNED) for mark in "\u200e\u200f\u061c"),
        *((Text, f"a{end}b", "must be a single line") for end in "\n\u2028\u2029"),
        *((Text, nothing, EMPTY) for nothing in "\u2060\u200b\u200c\u200d\ufeff\u3164\u2800\u00ad"),
        (LongText, "\u2060 \n\u200d", EMPTY),
        (Text, "\u0301", EMPTY),
    ],
)
def test_what_cannot_be_seen_or_turns_a_text_is_refused(kind: Any, typed: str, told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(typed)
    assert [message_of(one) for one in refused.value.errors()] == [told]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Text, "می\u200cخواهم"),  # Persian, which joins no letters there
        (Text, "ශ්\u200dරී ලංකා"),  # Sinhala
        (Text, "\U0001f469\u200d\U0001f33e"),  # a farmer
        (Text, "naïve e\u0301té"),
        (Text, "\ue000"),
        (LongText, "one\u2028two\nthree"),
    ],
)
def test_words_of_every_language_are_taken(kind: Any, typed: str) -> None:
    assert TypeAdapter(kind).validate_python(typed) == normalize("NFC", typed)


NINES = "9" * 5_000
NOT_OURS = {"": "This form is not one of ours."}
REAL_DAY = {"on": "must be a real day"}
AN_AMOUNT = {"amount-pounds": "must be an amount in pounds, such as 1,250 or 99.50"}
AS_ASKED = "must be in the form that is asked for"


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"skills": "NOT A CODE"}, {"skills": AS_ASKED}),
        ({"skills": ["singing", "\xe9"]}, {"skills": AS_ASKED}),
        ({"conditions": "z"}, {"conditions": AS_ASKED}),
        ({"conditions": "z", "conditions.0.title": "A"}, {"conditions.0.title": NOT_OURS[""]}),
        ({"number": NINES}, {"number": "must be a whole number"}),
        ({"amount-pounds": NINES}, AN_AMOUNT),
        ({"amount-pounds": "1,234" + ",567" * 1_200}, AN_AMOUNT),
        ({"amount-pounds": "9" * 17}, {"amount-pounds": "must be £2,500.50 or less"}),
        ({"amount-pounds": "0"}, {"amount-pounds": "must be £0.01 or more"}),
        ({"on-day": "1", "on-month": "1", "on-year": NINES}, REAL_DAY),
        ({"on-day": NINES, "on-month": "1", "on-year": "2026"}, REAL_DAY),
        ({f"conditions.{NINES}.title": "A"}, NOT_OURS),
        ({f"conditions.{'٣' * 5_000}.title": "A"}, NOT_OURS),
        ({"a" + ".a" * 3_000: "A"}, NOT_OURS),
        ({"a" + ".a" * 9: "A"}, NOT_OURS),
        ({"x" * 201: "A"}, NOT_OURS),
        ({"x" * 201: ""}, NOT_OURS),
    ],
)
def test_no_form_is_more_than_can_be_read(
    values: dict[str, str | list[str]], errors: dict[str, str]
) -> None:
    with pytest.raises(FormInvalid) as refused:
        parse_form(Several, values)
    assert refused.value.errors == errors


def test_what_a_rule_says_of_a_ticked_box_is_told_at_the_boxes() -> None:
    assert as_typed("skills.1", {"skills": ["a", "b"]}) == "skills"
    assert as_typed("skills.1", {"skills": ""}) == "skills"
    assert as_typed("skills.1", {}) == "skills.1"
    assert as_typed(f"a.{NINES}", {f"a.{NINES}.b": "c"}) == f"a.{NINES}"
