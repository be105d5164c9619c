"""The broker's definitions as data: complete, and tight."""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from civic_contracts import all_events
from civic_contracts.topology import (
    CONSUMES,
    FORWARDER,
    OPERATOR,
    SERVICES,
    USERS,
    definitions,
    inbox_of,
    may_leave,
    outside_definitions,
    topology,
)
from civic_contracts.topology.__main__ import main

PASSWORDS = {user: f"secret of {user}" for user in USERS}
WHOLE = definitions(PASSWORDS, {"parks-app": "secret of the app"})


def of(kind: str, **wanted: str) -> list[dict[str, Any]]:
    return [
        entry
        for entry in WHOLE[kind]
        if all(entry[name] == value for name, value in wanted.items())
    ]


def matches(pattern: str, key: str) -> bool:
    """Whether a topic pattern matches a routing key, as AMQP has it."""
    parts = [
        r".*" if p == "#" else r"[^.]+" if p == "*" else re.escape(p) for p in pattern.split(".")
    ]
    return re.fullmatch(r"\.".join(parts).replace(r"\..*", r"(\..*)?"), key) is not None


def test_passwords_are_hashed_as_rabbitmq_does() -> None:
    for user in USERS:
        (entry,) = of("users", name=user)
        raw = base64.b64decode(entry["password_hash"])
        assert raw[4:] == hashlib.sha256(raw[:4] + PASSWORDS[user].encode()).digest()
        assert "password" not in entry
    assert "secret of" not in repr(WHOLE)


@pytest.mark.parametrize("change", [{"ideas": ""}, {"stranger": "x"}])
def test_wrong_passwords_are_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="password"):
        definitions({**PASSWORDS, **change})


def test_a_missing_password_is_refused() -> None:
    with pytest.raises(ValueError, match="passwords are needed"):
        definitions({"ideas": "x"})


@pytest.mark.parametrize("user", [*USERS, "parks-app"])
def test_nobody_may_write_to_the_default_exchange(user: str) -> None:
    for entry in of("permissions", user=user):
        # RabbitMQ asks for the exchange without a name as amq.default (tried on a real one).
        for name in ("amq.default", "amq.topic", "amq.direct"):
            assert not re.search(entry["write"], name)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_its_own_queues_alone(service: str) -> None:
    (entry,) = of("permissions", user=service)
    readable = {q["name"] for q in WHOLE["queues"] if re.search(entry["read"], q["name"])}
    assert readable == {f"{service}.{kind}" for kind in ("inbox", "replays", "dead", "canary")}
    assert not re.search(entry["configure"], inbox_of(service))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_write_the_keys_of_its_events(service: str) -> None:
    (entry,) = of("topic_permissions", user=service, exchange="civic.events")
    for event in all_events():
        assert bool(re.search(entry["write"], event.routing_key)) == (event.service == service)


def test_every_event_is_heard_by_somebody_beside_the_archive() -> None:
    bindings = [b for b in WHOLE["bindings"] if b["source"] == "civic.events"]
    for event in all_events():
        queues = {
            b["destination"] for b in bindings if matches(b["routing_key"], event.routing_key)
        }
        assert "civic.archive" in queues
        if event.subject_kind != "replay":
            assert "reporting.inbox" in queues
        if event.subject_kind == "person":
            assert queues >= {inbox_of(service) for service in SERVICES}


def test_consumers_bind_whole_subject_kinds() -> None:
    for patterns in CONSUMES.values():
        for pattern in patterns:
            assert pattern.endswith(".#")
            assert len(pattern.split(".")) <= 3


def test_the_thread_hears_everything_that_carries_an_idea() -> None:
    for event in all_events():
        elsewhere = event.service in ("budgets", "volunteers")
        if elsewhere and "idea_id" in event.model_fields:
            assert any(matches(p, event.routing_key) for p in CONSUMES["ideas"]), event.event_type


def test_every_queue_is_durable_and_matched_by_one_policy() -> None:
    for queue in WHOLE["queues"]:
        assert queue["durable"]
        assert queue["arguments"]["x-queue-type"] in ("quorum", "stream")
        policies = [
            p
            for p in of("policies", vhost=queue["vhost"])
            if re.search(p["pattern"], queue["name"])
        ]
        assert len(policies) == 1, queue["name"]


@pytest.mark.parametrize("service", SERVICES)
def test_an_inbox_loses_nothing(service: str) -> None:
    (policy,) = of("policies", name=f"{service}-lossless")
    assert policy["definition"]["dead-letter-strategy"] == "at-least-once"
    assert policy["definition"]["overflow"] == "reject-publish"
    assert policy["definition"]["dead-letter-routing-key"] == service
    assert not [key for key in policy["definition"] if key.startswith("max-length")]


def test_an_outside_subscriber_is_alone_and_bounded() -> None:
    (mine,) = of("permissions", vhost="outside-parks-app", user="parks-app")
    assert {p["vhost"] for p in of("permissions", user="parks-app")} == {"outside-parks-app"}
    for name, allowed in (("parks-app.news", True), ("parks-app", False), ("other.news", False)):
        assert bool(re.search(mine["configure"], name)) is allowed
    assert re.search(mine["read"], "civic.events")
    assert not re.search(mine["write"], "civic.events")
    (policy,) = of("policies", vhost="outside-parks-app")
    assert policy["definition"]["overflow"] == "drop-head"
    assert policy["definition"]["expires"] > 0


@pytest.mark.parametrize("name", ["ideas", FORWARDER, OPERATOR, "guest", "a.b", "A", "", "x" * 41])
def test_an_outside_subscriber_cannot_take_any_name(name: str) -> None:
    with pytest.raises(ValueError, match="outside subscriber"):
        outside_definitions(name, "secret")


def test_what_names_a_person_or_asks_stays_inside() -> None:
    for event in all_events():
        inside = event.subject_kind in ("person", "replay")
        assert may_leave(event.routing_key) is not inside


def test_the_published_topology_has_no_users() -> None:
    assert not {"users", "permissions", "topic_permissions"} & topology().keys()


def test_the_command_prints_what_the_files_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for user in USERS:
        (tmp_path / f"broker_{user}").write_text(f"{PASSWORDS[user]}\n", encoding="utf-8")
    (tmp_path / "outside_parks-app").write_text("secret of the app", encoding="utf-8")
    assert main([str(tmp_path)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert [user["name"] for user in printed["users"]] == [*USERS, "parks-app"]
    assert printed["queues"] == WHOLE["queues"]


def test_the_command_says_which_password_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 1
    assert "no file broker_ideas, broker_budgets" in capsys.readouterr().err
