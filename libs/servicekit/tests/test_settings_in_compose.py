"""What an operator may set reaches the services of a deployment, or is left out for a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from servicekit.settings import Settings

ROOT = Path(__file__).parents[3]
COMPOSE = (ROOT / "docker-compose.yml").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")

FILES = "a secret: `prepare` gives it as a file"
IMAGE = "the image's own"
LEFT_OUT = {
    **dict.fromkeys(("database_url", "broker_url", "person_key", "session_secret"), FILES),
    **dict.fromkeys(("oidc_client_secret", "oidc_client_key"), FILES),
    **dict.fromkeys(("host", "port"), IMAGE),
    "oidc_client_id": "each service has its own, by CIVIC_OIDC_CLIENT_ID_<SERVICE>",
    "demo": "the profile `demo` sets it, with its issuer; nothing else may",
    "only": "one service's roles are split in an override, never those of all by .env",
    "log_format": "what reads a container's log reads JSON",
}
OWN_LEFT_OUT = {
    "forwarder_url": FILES,
    "outside": "`prepare` writes it, from the subscribers that have a password",
    "outside_url": "the subscribers' virtual hosts are on the deployment's broker",
}


def not_passed_on(compose: str) -> Iterator[str]:
    """The settings that an operator could write into .env in vain."""
    start = compose.index("x-service-environment:")
    block = compose[start : compose.index("\nx-service:", start)]
    passed = {name.lower() for name in re.findall(r"^  CIVIC_([A-Z_]+):", block, re.M)}
    yield from sorted(set(Settings.model_fields) - passed - set(LEFT_OUT))


def own_not_passed_on(compose: str, service: str) -> list[str]:
    """The settings of one service alone that an operator could write into .env in vain."""
    settings = import_module(f"{service}.settings")
    own = {
        name
        for kind in vars(settings).values()
        if isinstance(kind, type) and issubclass(kind, Settings)
        for name in set(kind.model_fields) - set(Settings.model_fields)
    }
    block = re.search(rf"^  {service}:\n(.*?)\n\n", compose, re.M | re.S)
    passed = set(re.findall(r"^      CIVIC_([A-Z_]+):", block[1], re.M)) if block else set()
    return sorted(own - {name.lower() for name in passed} - set(OWN_LEFT_OUT))


@pytest.mark.parametrize("service", ["ideas", "reporting"])
def test_every_setting_of_one_service_is_passed_on_too(service: str) -> None:
    assert own_not_passed_on(COMPOSE, service) == []


def test_a_planted_gap_of_one_service_is_found() -> None:
    planted = COMPOSE.replace("      CIVIC_URGENT_HOURS:\n", "")
    assert own_not_passed_on(planted, "ideas") == ["urgent_hours"]


def test_every_setting_is_passed_on_or_left_out_for_a_reason() -> None:
    assert [*not_passed_on(COMPOSE)] == []
    assert set(LEFT_OUT) <= set(Settings.model_fields)


@pytest.mark.parametrize("name", ["oidc_office_acr", "oidc_resident_claim", "oidc_acr_values"])
def test_a_planted_gap_is_found(name: str) -> None:
    planted = COMPOSE.replace(f"  CIVIC_{name.upper()}:\n", "")
    assert [*not_passed_on(planted)] == [name]


def test_what_the_example_names_of_signing_in_is_passed_on() -> None:
    named = set(re.findall(r"^# (CIVIC_(?:OIDC|SESSION)_[A-Z_]+)=", EXAMPLE, re.M))
    assert len(named) > 10
    assert {
        one for one in named if f"{one}:" not in COMPOSE and f"${{{one}:" not in COMPOSE
    } == set()
