"""Every address of a service, as an operator is told of it."""

import pytest
from example.notes import service
from servicekit.operations.command_line import command_line
from servicekit.operations.route_commands import routes_of


def test_every_address_is_told_with_who_may_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    command_line(service("ideas"))(["routes"])
    told = capsys.readouterr().out.splitlines()
    assert "POST /ideas/api/notes signed_in json" in told
    assert "GET /ideas/accessibility public page" in told


def test_an_address_is_told_once_for_each_method() -> None:
    told = list(routes_of(service("ideas")))
    assert len(told) == len({tuple(line.split()[:2]) for line in told})
