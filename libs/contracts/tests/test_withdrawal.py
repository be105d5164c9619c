"""A body without its public texts is still the same event."""

import json
from uuid import UUID

import pytest
from civic_contracts import all_events, parse
from civic_contracts.envelope import Event, MalformedEnvelope
from civic_contracts.events.budgets import AwardMade, ProposalTextWithdrawn
from civic_contracts.sampling import sample_of
from civic_contracts.withdrawal import WITHDRAWN, withdrawn_by, without_texts


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.event_type)
def test_an_event_without_its_texts_still_parses(event: type[Event]) -> None:
    before = sample_of(event)
    envelope, after = parse(without_texts(before.to_json()))
    assert {text.text for _, text in after.public_texts()} <= {WITHDRAWN}
    assert envelope.model_copy(update={"data": before.data}) == before


def test_everything_else_stays() -> None:
    award = json.loads(sample_of(AwardMade).to_json())
    bare = json.loads(without_texts(sample_of(AwardMade).to_json()))
    changed = {name for name in award["data"] if award["data"][name] != bare["data"][name]}
    assert {"title"} <= changed <= {"title", "purpose", "conditions", "volunteer_roles"}


def test_only_a_withdrawal_withdraws() -> None:
    withdrawal = sample_of(ProposalTextWithdrawn)
    named = tuple(UUID(found) for found in withdrawal.data["event_ids"])
    assert named
    assert withdrawn_by(withdrawal) == named
    assert withdrawn_by(sample_of(AwardMade)) == ()


@pytest.mark.parametrize("named", [None, 7, "words", {"a": 1}, ["no id"], [7], [{"id": "x"}]])
def test_a_newer_withdrawal_may_name_events_otherwise(named: object) -> None:
    withdrawal = sample_of(ProposalTextWithdrawn)
    kind = withdrawal.type.removesuffix("1") + "2"
    newer = withdrawal.model_copy(update={"type": kind, "data": {"event_ids": named}})
    assert withdrawn_by(newer) == ()


def test_what_a_newer_withdrawal_names_as_before_is_withdrawn() -> None:
    withdrawal = sample_of(ProposalTextWithdrawn)
    known = withdrawal.data["event_ids"]
    data = {"event_ids": [*known, {"id": "x"}]}
    newer = withdrawal.model_copy(update={"type": withdrawal.type[:-1] + "2", "data": data})
    assert withdrawn_by(newer) == tuple(UUID(found) for found in known)


def test_a_body_that_is_nested_too_deeply_is_no_event() -> None:
    """A newer producer's field may be read and yet be too deep to be gone through."""
    body = sample_of(AwardMade).to_json()
    deep = "[" * 600 + "]" * 600
    nested = body.replace(b'"data":{', f'"data":{{"added":{deep},'.encode())
    assert parse(nested)
    with pytest.raises(MalformedEnvelope):
        without_texts(nested)
