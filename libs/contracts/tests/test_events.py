"""The events: samples parse, each kind of fault has its own error, no person can slip in."""

import json
import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
from civic_contracts import (
    READER,
    Event,
    InvalidPayload,
    MalformedEnvelope,
    Reader,
    UnknownEventType,
    UnknownMajorVersion,
    all_events,
    parse,
)
from civic_contracts.events.budgets import AwardMade, LedgerPosted
from civic_contracts.events.ideas import IdeaSupported, IdeaTested
from civic_contracts.fields import Measure, Posting, PublicText
from civic_contracts.json_schema import envelope_schema, event_schema
from civic_contracts.naming import type_name
from civic_contracts.sampling import sample_of
from civic_contracts.topology import SERVICES
from pydantic import ValidationError

EVENTS = all_events()
IDS = [event.event_type for event in EVENTS]
every_event = pytest.mark.parametrize("event", EVENTS, ids=IDS)


def body_of(event: type[Event], **changes: Any) -> bytes:
    found = json.loads(sample_of(event).to_json())
    found["data"].update(changes)
    return json.dumps(found).encode()


@every_event
def test_its_sample_parses_to_the_same_event(event: type[Event]) -> None:
    envelope, parsed = parse(sample_of(event).to_json())
    assert type(parsed) is event
    assert parsed.to_data() == envelope.data


@every_event
def test_its_data_alone_read_to_the_same_event(event: type[Event]) -> None:
    envelope, parsed = parse(sample_of(event).to_json())
    assert READER.event_from(envelope.type, json.dumps(envelope.data)) == parsed


@pytest.mark.parametrize(
    ("event_type", "data", "error"),
    [
        ("civic.ideas.idea.sung.v1", "{}", UnknownEventType),
        ("civic.ideas.idea.supported.v2", "{}", UnknownMajorVersion),
        ("civic.ideas.idea.supported.v1", "{}", InvalidPayload),
        ("civic.ideas.idea.supported.v1", "{", InvalidPayload),
    ],
)
def test_data_alone_have_the_same_faults(
    event_type: str, data: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        READER.event_from(event_type, data)


@every_event
def test_its_sample_is_valid_by_its_schema(event: type[Event]) -> None:
    sample = json.loads(sample_of(event).to_json())
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    for schema, value in ((event_schema(event), sample["data"]), (envelope_schema(), sample)):
        jsonschema.Draft202012Validator(schema, format_checker=checker).validate(value)


@every_event
def test_a_reader_ignores_fields_it_does_not_know(event: type[Event]) -> None:
    _, newer = parse(body_of(event, a_field_of_tomorrow={"deep": [1]}))
    assert newer == parse(sample_of(event).to_json()).event


@every_event
def test_a_writer_cannot_invent_fields(event: type[Event]) -> None:
    with pytest.raises(TypeError, match="has no field nickname"):
        event(**sample_of(event).data, nickname="x")


@every_event
def test_every_required_field_is_missed_by_name(event: type[Event]) -> None:
    for name in event_schema(event)["required"]:
        found = json.loads(sample_of(event).to_json())
        del found["data"][name]
        with pytest.raises(InvalidPayload, match=name):
            parse(json.dumps(found).encode())


@every_event
def test_every_field_refuses_another_type(event: type[Event]) -> None:
    for name, field in event_schema(event)["properties"].items():
        wrong: Any = 3.5 if field.get("type") != "number" else "x"
        with pytest.raises(InvalidPayload, match=name):
            parse(body_of(event, **{name: wrong}))


@every_event
def test_it_is_named_as_the_catalogue_says(event: type[Event]) -> None:
    parts = type_name(event.event_type)
    assert parts.service in SERVICES
    assert event.routing_key == event.event_type.removeprefix("civic.")
    assert event.__doc__
    assert event.__doc__.rstrip().endswith((".", "…"))
    if event.subject_kind not in ("person", "replay"):
        assert event.subject_field in event.model_fields


def test_no_two_classes_share_a_name() -> None:
    names = [event.__name__ for event in EVENTS]
    assert len(set(names)) == len(names) == len(set(IDS))
    with pytest.raises(ValueError, match="two classes claim"):
        Reader([IdeaSupported, type("Other", (Event,), {}, type=IdeaSupported.event_type)])


def test_every_event_caused_by_an_idea_carries_it() -> None:
    without = {event.event_type for event in EVENTS if "idea_id" not in event.model_fields}
    about_no_idea = re.compile(
        r"civic\.(ideas\.conversation|volunteers\.(check|course|guide)"
        r"|volunteers\.listing\.text-withdrawn|reporting|\w+\.(person|replay))\b.*"
    )
    assert {name for name in without if not about_no_idea.match(name)} == set()


# Each class of fault has its own error.


def test_an_undecodable_message() -> None:
    with pytest.raises(MalformedEnvelope):
        parse(b"\x00")


def test_a_bad_envelope() -> None:
    with pytest.raises(MalformedEnvelope, match="sequence"):
        parse(sample_of(IdeaSupported).to_json().replace(b'"sequence"', b'"number"'))


def test_an_unknown_type() -> None:
    body = sample_of(IdeaSupported).to_json().replace(b"idea.supported.v1", b"idea.sung.v1")
    with pytest.raises(UnknownEventType, match=re.escape("civic.ideas.idea.sung.v1")):
        parse(body)


def test_an_unknown_major_version() -> None:
    body = sample_of(IdeaSupported).to_json().replace(b"idea.supported.v1", b"idea.supported.v2")
    with pytest.raises(UnknownMajorVersion, match=r"supported\.v2"):
        parse(body)


def test_a_bad_payload() -> None:
    with pytest.raises(InvalidPayload, match="supporters"):
        parse(body_of(IdeaSupported, supporters=-1))


BAD_VALUES: list[tuple[type[Event], str, Any]] = [
    (IdeaSupported, "supporters", True),
    (IdeaSupported, "supporters", "27"),
    (IdeaSupported, "supporters", 27.0),
    (IdeaSupported, "supporters", 2**63),
    (IdeaSupported, "occurred_on", "2009-6-1"),
    (IdeaSupported, "occurred_on", "2009-06-01T00:00:00Z"),
    (IdeaSupported, "occurred_on", "2009-02-30"),
    (IdeaSupported, "occurred_on", 1243814400),
    (IdeaSupported, "idea_id", "71e6083a58015474" * 2),
    (IdeaSupported, "idea_id", None),
    (AwardMade, "theme", "Community focused"),
    (AwardMade, "theme", "a" * 65),
    (AwardMade, "theme", ""),
    (AwardMade, "organisation", ""),
    (AwardMade, "organisation", "  "),
    (AwardMade, "organisation", "Wigmore\nHall"),
    (AwardMade, "organisation", "W" * 201),
    (AwardMade, "charity_number", "one"),
    (AwardMade, "company_number", "123"),
    (AwardMade, "financial_year", "2009"),
    (AwardMade, "amount", -1),
    (AwardMade, "amount", 1_499_999),
    (AwardMade, "ward_shares", []),
    (AwardMade, "ward_shares", {}),
    (AwardMade, "title", "Choir"),
    (AwardMade, "title", {"text": ""}),
    (AwardMade, "title", {"text": " \n "}),
    (AwardMade, "title", {"text": "x" * 4001}),
    (AwardMade, "title", {"text": "a\u202eb"}),
    (AwardMade, "title", {"text": "a\u0007b"}),
    (AwardMade, "title", {"text": "a", "language": "English!"}),
    (LedgerPosted, "postings", [{"account": "a:b", "amount": 1}]),
    (LedgerPosted, "postings", [{"account": "a:b", "amount": 1}, {"account": "a:c", "amount": 1}]),
    (LedgerPosted, "postings", [{"account": "a b", "amount": 1}, {"account": "a", "amount": -1}]),
    (LedgerPosted, "ward", "Harrow Road"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "field", "value"), BAD_VALUES)
def test_a_bad_value_is_refused_without_being_repeated(
    event: type[Event], field: str, value: Any
) -> None:
    with pytest.raises(InvalidPayload) as refused:
        parse(body_of(event, **{field: value}))
    if isinstance(value, str) and len(value) > 12:
        assert value not in str(refused.value)


def test_text_is_kept_in_one_form() -> None:
    assert PublicText(text="Cafe\u0301\r\nsinging\tclub").text == "Caf\u00e9\nsinging\tclub"


def test_text_holds_no_control_no_half_character_and_nothing_that_reorders() -> None:
    reordering = {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    for code in range(0x10000):
        character = chr(code)
        harmful = (
            unicodedata.category(character) in ("Cc", "Cs")
            or unicodedata.bidirectional(character) in reordering
        )
        try:
            PublicText(text=f"a{character}b")
        except ValidationError:
            assert harmful, f"U+{code:04X} is refused"
        else:
            assert not harmful or character in "\n\t", f"U+{code:04X} is let through"


def test_events_cannot_be_changed() -> None:
    event = IdeaSupported(occurred_on=date(2009, 6, 1), idea_id=uuid4(), supporters=1)
    with pytest.raises(ValidationError, match="frozen"):
        event.supporters = 2  # type: ignore[misc]  # what is tried here


def test_a_date_is_no_moment() -> None:
    with pytest.raises(ValidationError, match="YYYY-MM-DD"):
        IdeaSupported(
            occurred_on=datetime(2009, 6, 1, 12, tzinfo=UTC), idea_id=uuid4(), supporters=1
        )


def test_parts_are_strict_too() -> None:
    with pytest.raises(TypeError, match="has no field note"):
        Measure(code="singers", value=44, unit="people", note="x")
    with pytest.raises(ValidationError):
        Posting(account="a", amount=1.5)
    with pytest.raises(ValidationError):
        IdeaTested(occurred_on=date(2009, 6, 1), idea_id=uuid4(), answers=())
