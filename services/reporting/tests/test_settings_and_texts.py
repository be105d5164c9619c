"""Where outside subscribers are, and texts taken apart from events and put together again."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import ValidationError
from reporting.log.texts import HASH, put_together, taken_apart
from reporting.settings import ReportingSettings
from reporting.testing import samples

SECRET = "a secret of forty characters or a bit more"


def settings(**more: object) -> ReportingSettings:
    values = {
        "database_url": "postgresql+asyncpg://x@127.0.0.1/x",
        "broker_url": "amqp://reporting:x@127.0.0.1:1/civic",
        "port": 1,
        "public_url": "http://localhost:1",
        "reference": Path("/dev/null"),
        "oidc_issuer": "http://localhost:1/issuer",
        "oidc_client_id": "civic-reporting",
        "oidc_client_secret": SECRET,
        "person_key": SECRET,
        "session_secret": SECRET,
        **more,
    }
    return ReportingSettings.model_validate(values)


def test_subscribers_are_beside_the_services_unless_said_otherwise() -> None:
    given = {"forwarder_url": "amqp://forwarder:pw@broker:5672/civic", "outside": "library, parks"}
    assert settings(**given).subscribers == {
        "library": "amqp://forwarder:pw@broker:5672/outside-library",
        "parks": "amqp://forwarder:pw@broker:5672/outside-parks",
    }
    elsewhere = settings(**given, outside_url="amqps://forwarder:pw@edge:5671/")
    assert elsewhere.subscribers["parks"] == "amqps://forwarder:pw@edge:5671/outside-parks"
    assert settings().subscribers == {}


def test_subscribers_without_a_forwarder_are_refused() -> None:
    with pytest.raises(ValidationError, match="CIVIC_FORWARDER_URL"):
        settings(outside="library")


@pytest.mark.parametrize("event", samples(), ids=lambda event: event.event_type)
def test_every_text_of_every_event_is_taken_out_and_put_back(event: object) -> None:
    data = event.to_data()  # type: ignore[attr-defined]  # an Event
    hashed, kept = taken_apart(uuid4(), data)
    places = {place for place, _ in event.public_texts()}  # type: ignore[attr-defined]  # an Event
    assert {one.place for one in kept} == places
    assert all(one.text not in str(hashed) for one in kept if len(one.text) > 12)
    assert put_together(hashed, [(one.place, one.text, one.language) for one in kept]) == data


def test_texts_that_this_version_does_not_know_are_taken_out_too() -> None:
    data = {"later": [{"words": {"text": "Rosa lives at number 4", "language": "en"}}], "n": 1}
    hashed, kept = taken_apart(uuid4(), data)
    assert [one.place for one in kept] == ["later.0.words"]
    assert list(hashed["later"][0]["words"]) == [HASH]


def test_the_same_text_never_has_the_same_hash() -> None:
    data = {"title": {"text": "A choir", "language": "en"}}
    assert taken_apart(uuid4(), data)[0] != taken_apart(uuid4(), data)[0]
