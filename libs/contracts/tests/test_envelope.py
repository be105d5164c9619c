"""The envelope: what is written can be read, and nothing else can."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from civic_contracts import Envelope, MalformedEnvelope
from civic_contracts.events.ideas import IdeaSubmitted, IdeaSupported
from civic_contracts.fields import PublicText
from civic_contracts.strict_json import LARGEST_BODY
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
SCALARS = st.none() | st.booleans() | st.integers() | st.text(LETTERS)
DATA = st.dictionaries(
    st.text(LETTERS, min_size=1, max_size=20),
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner) | st.dictionaries(st.text(LETTERS), inner),
        max_leaves=5,
    ),
    max_size=4,
)


@st.composite
def envelopes(draw: st.DrawFn) -> Envelope:
    service = draw(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
    kind = draw(st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True))
    subject = draw(st.uuids().map(str) | st.just("E05000635"))
    name = f"civic.{service}.{kind}.happened.v{draw(st.integers(1, 99))}"
    return Envelope(
        specversion="1.0",
        id=draw(st.uuids()),
        source=f"/civic/{service}/{kind}/{subject}",
        type=name,
        subject=subject,
        time=draw(st.datetimes(timezones=st.just(UTC))),
        dataschema=f"urn:civic-community:schema:{name}",
        sequence=f"{draw(st.integers(1, 10**19 - 1)):019d}",
        correlationid=draw(st.uuids()),
        causationid=draw(st.none() | st.uuids()),
        traceparent=draw(st.none() | st.just(f"00-{'ab' * 16}-{'cd' * 8}-01")),
        data=draw(DATA),
    )


@given(envelopes())
def test_what_is_written_is_read_again(envelope: Envelope) -> None:
    body = envelope.to_json()
    assert Envelope.from_json(body) == envelope
    assert Envelope.from_json(body).to_json() == body


def event() -> IdeaSupported:
    return IdeaSupported(
        occurred_on=date(2009, 6, 1),
        idea_id=UUID("71e6083a-5801-5474-8a4a-c94274685450"),
        supporters=27,
    )


def sealed(**other: Any) -> Envelope:
    values: dict[str, Any] = {
        "subject": event().idea_id,
        "sequence": 7,
        "id": UUID("61989218-6fdc-5d67-9e75-aef325c2f738"),
        "time": datetime(2009, 6, 1, 12, tzinfo=UTC),
        "correlationid": UUID("e5e766d7-1e6c-5de7-aec5-b41904a5c33e"),
    }
    return Envelope.of(event(), **{**values, **other})


def test_an_envelope_says_what_its_event_is() -> None:
    found = json.loads(sealed().to_json())
    assert found == {
        "specversion": "1.0",
        "id": "61989218-6fdc-5d67-9e75-aef325c2f738",
        "source": "/civic/ideas/idea/71e6083a-5801-5474-8a4a-c94274685450",
        "type": "civic.ideas.idea.supported.v1",
        "subject": "71e6083a-5801-5474-8a4a-c94274685450",
        "time": "2009-06-01T12:00:00.000000Z",
        "datacontenttype": "application/json",
        "dataschema": "urn:civic-community:schema:civic.ideas.idea.supported.v1",
        "sequence": "0000000000000000007",
        "correlationid": "e5e766d7-1e6c-5de7-aec5-b41904a5c33e",
        "data": {
            "occurred_on": "2009-06-01",
            "idea_id": "71e6083a-5801-5474-8a4a-c94274685450",
            "supporters": 27,
        },
    }
    assert (sealed().number, sealed().service) == (7, "ideas")


def test_time_is_written_in_utc_wherever_it_was_read() -> None:
    summer = datetime(2009, 6, 1, 13, tzinfo=timezone(timedelta(hours=1)))
    assert sealed(time=summer).to_json() == sealed().to_json()


def test_an_event_is_not_published_under_another_subject() -> None:
    with pytest.raises(ValueError, match="is about 71e6083a"):
        sealed(subject=uuid4())


@pytest.mark.parametrize(
    "other",
    [
        {"sequence": 0},
        {"sequence": -1},
        {"sequence": 10**19},
        {"time": datetime(2009, 6, 1, tzinfo=UTC).replace(tzinfo=None)},
    ],
)
def test_a_writer_cannot_make_an_envelope_that_no_reader_takes(other: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        sealed(**other)


def test_an_event_that_is_too_large_is_not_written() -> None:
    words = PublicText(text="ä" * 4000)
    large = sealed().model_copy(update={"data": {str(n): words.text for n in range(33)}})
    with pytest.raises(ValueError, match="larger than 262144 bytes"):
        large.to_json()


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    found = json.loads(sealed().to_json())
    change(found)
    return json.dumps(found).encode()


BAD_ATTRIBUTES: list[tuple[str, Any]] = [
    ("specversion", "0.3"),
    ("specversion", 1.0),
    ("id", "7"),
    ("id", 7),
    ("id", "{61989218-6fdc-5d67-9e75-aef325c2f738}"),
    ("source", "/civic/budgets/idea/71e6083a-5801-5474-8a4a-c94274685450"),
    ("source", "/civic/ideas/idea/another"),
    ("source", None),
    ("type", "civic.ideas.barrier.supported.v1"),
    ("type", "civic.ideas.idea.supported"),
    ("type", "civic.ideas.idea.supported.v0"),
    ("type", "civic.ideas.idea.supported.v01"),
    ("type", "org.ideas.idea.supported.v1"),
    ("type", "civic.ideas.idea.supported.v1\n"),
    ("type", ["civic.ideas.idea.supported.v1"]),
    ("subject", "E05000635"),
    ("subject", ""),
    ("subject", 5),
    ("time", "2009-06-01T12:00:00"),
    ("time", "2009-06-01T13:00:00+01:00"),
    ("time", "2009-06-01 12:00:00Z"),
    ("time", "2009-02-30T12:00:00Z"),
    ("time", 1243857600),
    ("datacontenttype", "text/plain"),
    ("dataschema", "no uri"),
    ("sequence", 7),
    ("sequence", "7"),
    ("sequence", "0000000000000000000"),
    ("sequence", "000000000000000000x"),
    ("sequence", "٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠١"),
    ("correlationid", None),
    ("causationid", "none"),
    ("traceparent", "00-xyz"),
    ("data", None),
    ("data", []),
    ("data", "{}"),
]


@pytest.mark.parametrize(("name", "value"), BAD_ATTRIBUTES)
def test_a_wrong_attribute_is_refused_by_name_without_its_content(name: str, value: Any) -> None:
    with pytest.raises(MalformedEnvelope) as refused:
        Envelope.from_json(changed(lambda found: found.update({name: value})))
    whole = {"source", "type", "subject", "sequence"}
    assert name in str(refused.value) or (name in whole and "envelope:" in str(refused.value))
    if isinstance(value, str) and len(value) > 12:
        assert value not in str(refused.value)


REQUIRED = [
    "specversion", "id", "source", "type", "subject", "time", "dataschema", "sequence",
    "correlationid", "data",
]  # fmt: skip


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_attribute_is_refused(name: str) -> None:
    with pytest.raises(MalformedEnvelope, match=name):
        Envelope.from_json(changed(lambda found: found.pop(name)))


@pytest.mark.parametrize("extension", ["partitionkey", "comexampleother"])
def test_attributes_of_others_are_ignored(extension: str) -> None:
    assert Envelope.from_json(changed(lambda found: found.update({extension: "x"}))) == sealed()


def test_an_attribute_may_be_null_where_it_may_be_left_out() -> None:
    body = changed(lambda found: found.update(causationid=None, traceparent=None))
    assert Envelope.from_json(body) == sealed()


GOOD = sealed().to_json()


def valued(raw: bytes) -> bytes:
    """The good body with other bytes in place of the number of supporters."""
    body = GOOD.replace(b'"supporters":27', b'"supporters":' + raw)
    assert body != GOOD
    return body


UNDECODABLE = {
    "nothing": b"",
    "no JSON": b"hello",
    "cut off": GOOD[:-1],
    "two values": GOOD + GOOD,
    "another kind of value": b"[1]",
    "not UTF-8": GOOD.replace(b"1.0", b"1.\xff"),
    "UTF-16": GOOD.decode().encode("utf-16"),
    "byte-order mark": b"\xef\xbb\xbf" + GOOD,
    "key twice": GOOD.replace(b'"subject"', b'"id":"1","subject"'),
    "key twice within": GOOD.replace(b'"supporters":27', b'"supporters":1,"supporters":27'),
    "NaN": valued(b"NaN"),
    "infinity": valued(b"-Infinity"),
    "beyond a float": valued(b"1e999"),
    "too many digits": valued(b"9" * 5000),
    "half a character": valued(rb'"\ud800"'),
    "NUL": valued(rb'"a\u0000"'),
    "NUL after a backslash": valued(rb'"\\\u0000"'),
    "NUL in a key": GOOD.replace(b'"supporters"', rb'"\u0000"'),
    "nested too deeply": valued(b"[" * 50_000 + b"]" * 50_000),
    "too large": valued(b'"' + b"a" * LARGEST_BODY + b'"'),
}


@pytest.mark.parametrize("body", UNDECODABLE.values(), ids=UNDECODABLE.keys())
def test_an_undecodable_body_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedEnvelope):
        Envelope.from_json(body)


def test_a_backslash_before_the_letters_of_nul_is_no_nul() -> None:
    body = valued(rb'"\\u0000 \u00e4"')
    assert Envelope.from_json(body).data["supporters"] == "\\u0000 ä"


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(body: bytes) -> None:
    with pytest.raises(MalformedEnvelope):
        Envelope.from_json(body)


@given(st.data())
def test_a_damaged_envelope_is_refused_or_read_never_anything_else(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GOOD) - 1))
    damaged = GOOD[:at] + data.draw(st.binary(max_size=3)) + GOOD[at + 1 :]
    with suppress(MalformedEnvelope):
        assert Envelope.from_json(damaged).to_json()


def test_public_texts_are_found_wherever_they_are() -> None:
    idea = IdeaSubmitted(
        occurred_on=date(2009, 5, 11),
        idea_id=uuid4(),
        channel="online",
        owner_kind="resident",
        ward="E05000635",
        theme="community-focused",
        title=PublicText(text="Choir"),
        summary=PublicText(text="A choir"),
    )
    assert {place: text.text for place, text in idea.public_texts()} == {
        "title": "Choir",
        "summary": "A choir",
    }
