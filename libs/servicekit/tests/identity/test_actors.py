"""Actors and policies."""

import pytest
from servicekit.identity import ANONYMOUS, Actor, Role, any_of, public, signed_in, system

OFFICER = Actor("a" * 64, frozenset({Role.NEIGHBOURHOOD_OFFICER}), "Helen")
MACHINE = Actor(None, frozenset({"facilitator"}), "importer", is_machine=True)


def test_nobody_is_signed_in_until_they_are() -> None:
    assert not ANONYMOUS.is_signed_in
    assert OFFICER.is_signed_in
    assert MACHINE.is_signed_in


def test_a_service_acts_as_the_system() -> None:
    actor = system("ideas")
    assert actor.is_system
    assert actor.is_signed_in
    assert actor.person_key is None
    assert not OFFICER.is_system


def test_identifiers_tell_people_machines_and_visitors_apart() -> None:
    found = {actor.identifier for actor in (OFFICER, MACHINE, ANONYMOUS, system("ideas"))}
    assert found == {"a" * 64, "machine:importer", "anonymous", "machine:civic-ideas"}


def test_a_role_is_its_code() -> None:
    assert OFFICER.has("neighbourhood-officer")
    assert MACHINE.has(Role.FACILITATOR)
    assert not OFFICER.has(Role.FINANCE, Role.LEGAL)
    assert not OFFICER.has()


def test_policies_let_in_whom_they_name() -> None:
    may_approve = any_of(Role.FINANCE, Role.NEIGHBOURHOOD_OFFICER)
    assert may_approve(OFFICER)
    assert not may_approve(MACHINE)
    assert public(ANONYMOUS)
    assert signed_in(MACHINE)
    assert not signed_in(ANONYMOUS)


def test_a_policy_is_named_after_its_roles() -> None:
    policy = any_of(Role.FINANCE, Role.NEIGHBOURHOOD_OFFICER)
    assert policy.__name__ == "any_of_finance_or_neighbourhood_officer"


def test_a_policy_without_roles_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nobody"):
        any_of()
