"""The people of the demo."""

import re
from html import escape
from pathlib import Path

import pytest
from civic_demo.issuer.pages import choose_page
from civic_demo.issuer.personas import TO_BEGIN_WITH, offered, persona
from civic_demo.running import _say_what_to_look_at
from civic_reference import load
from servicekit.identity.claims import GRANTABLE

ROLES = {str(role) for role in GRANTABLE}


def test_every_role_has_somebody() -> None:
    assert {role for person in offered() for role in person.roles} == ROLES


def test_who_sits_today_comes_before_whose_ward_has_ended() -> None:
    councillors = [it.about for it in offered() if "councillor" in it.roles]
    ended = ["until" in about for about in councillors]
    assert ended == sorted(ended)
    assert False in ended


def test_people_to_begin_with_come_first_and_say_what_they_can_do() -> None:
    listed = [it.id for it in offered()]
    assert listed[: len(TO_BEGIN_WITH)] == [*TO_BEGIN_WITH]
    assert len(set(listed)) == len(listed)
    page = choose_page("/issuer", {}, offered())
    assert page.index("To begin with") < page.index("Leila Haddad") < page.index("All the others")
    for can in TO_BEGIN_WITH.values():
        assert f"Can {escape(can)}" in page


def test_the_last_lines_of_the_demo_name_them(capsys: pytest.CaptureFixture[str]) -> None:
    _say_what_to_look_at("http://localhost:8600")
    said = capsys.readouterr().out
    for wanted, can in TO_BEGIN_WITH.items():
        found = persona(wanted)
        assert found is not None
        assert re.search(rf"{found.name} +can {re.escape(can)}", said)


def test_there_are_three_neighbourhood_officers() -> None:
    officers = [it for it in offered() if "neighbourhood-officer" in it.roles]
    assert len(officers) == 3


@pytest.mark.parametrize(
    ("wanted", "roles"),
    [
        ("resident-0001", ("resident",)),
        ("resident-9999", ("resident",)),
        ("volunteer-0042", ("resident",)),
        ("councillor-E05000642-3", ("councillor",)),
        ("choir-member", ("resident",)),
    ],
)
def test_a_persona_is_found_by_id(wanted: str, roles: tuple[str, ...]) -> None:
    found = persona(wanted)
    assert found is not None
    assert found.id == wanted
    assert found.roles == roles
    assert found == persona(wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "nobody",
        "resident-0000",
        "resident-1",
        "resident-00001",
        "resident-0001 ",
        "resident-0001\n",
        "councillor-E05000642-4",
        "councillor-E05000642-0",
        "councillor-harrow-road-1",
        "neighbourhood-officer-4",
        "resident-٠٠٠١",
    ],
)
def test_nobody_else_is(wanted: str) -> None:
    assert persona(wanted) is None


def test_a_councillor_is_not_said_to_hold_a_seat() -> None:
    councillor = persona("councillor-E05000635-1")
    assert councillor is not None
    assert councillor.wards == ()


def test_no_two_personas_are_the_same() -> None:
    ids = [person.id for person in offered()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", one) for one in ids)


def test_wards_and_departments_are_the_councils(pytestconfig: pytest.Config) -> None:
    council = load(Path(pytestconfig.rootpath, "deploy", "reference", "westminster.json"))
    names = {ward: council.ward(ward).name for person in offered() for ward in person.wards}
    assert set(names.values()) == {"Church Street", "Harrow Road", "Warwick"}
    assert {it for person in offered() for it in person.departments} <= council.departments.keys()


def test_councillors_sit_for_wards_that_people_know_by_name() -> None:
    offered_councillors = [one.about for one in offered() if one.roles == ("councillor",)]
    assert "Sits for Harrow Road (until 2022)" in offered_councillors
    assert "Sits for Harrow Road (since 2022)" in offered_councillors
    assert not [one for one in offered_councillors if "E0" in one]
