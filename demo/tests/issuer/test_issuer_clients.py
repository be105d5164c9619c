"""The clients' file, and where browsers may be sent."""

import json
from pathlib import Path

import pytest
from civic_demo.issuer.clients import Client, read_clients
from pydantic import SecretStr, ValidationError

GOOD = {"client_id": "civic-ideas", "client_secret": "0123456789abcdef"}


def _file(folder: Path, *clients: object) -> Path:
    file = folder / "clients.json"
    file.write_text(json.dumps({"clients": clients}))
    return file


def test_the_file_is_read(tmp_path: Path) -> None:
    prefix = {"redirect_prefix": "http://localhost:8600/ideas/"}
    machine = {"client_id": "civic-demo", "client_secret": "0123456789abcdef", "roles": ["group"]}
    clients = read_clients(_file(tmp_path, GOOD | prefix, machine))
    found = clients.find("civic-demo")
    assert found is not None
    assert found.roles == ("group",)
    assert found.has_secret("0123456789abcdef")
    assert not found.has_secret("0123456789abcdeg")
    assert "0123456789abcdef" not in repr(clients)
    assert clients.find("other") is None


@pytest.mark.parametrize(
    "clients",
    [
        [GOOD, GOOD],
        [GOOD | {"client_secret": "short"}],
        [GOOD | {"redirect_prefix": "http://localhost:8600"}],
        [GOOD | {"redirect_prefix": "http://localhost:8600/ideas"}],
        [GOOD | {"redirect_uri": "http://localhost:8600/ideas/"}],
        [{}],
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, clients: list[object]) -> None:
    with pytest.raises(ValidationError):
        read_clients(_file(tmp_path, *clients))


CLIENT = Client(
    client_id="civic-ideas",
    client_secret=SecretStr("0123456789abcdef"),
    redirect_prefix="http://localhost:8600/ideas/",
)


def test_a_browser_is_sent_back_under_the_prefix() -> None:
    assert CLIENT.may_be_sent_to("http://localhost:8600/ideas/sign-in/callback")
    assert CLIENT.may_be_sent_to("http://localhost:8600/ideas/")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://localhost:8600/ideas",
        "http://localhost:8600/budgets/sign-in/callback",
        "http://localhost:8600/ideas/../budgets/",
        "http://localhost:8600.evil.example/ideas/",
        "http://localhost:8600@evil.example/ideas/",
        "https://localhost:8600/ideas/",
        "http://localhost:8600/ideas/#a",
        "http://localhost:8600/ideas/\r\nSet-Cookie: a=b",
    ],
)
def test_and_nowhere_else(address: str) -> None:
    assert not CLIENT.may_be_sent_to(address)


def test_a_machine_is_sent_nowhere() -> None:
    machine = Client(client_id="a", client_secret=SecretStr("0" * 16), roles=())
    assert not machine.may_be_sent_to("http://localhost:8600/ideas/")
