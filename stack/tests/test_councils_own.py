"""A council tries its own name and colours: they reach every service, or none starts."""

from pathlib import Path

import pytest
from civic_contracts.topology import SERVICES
from civic_stack.environments import WrongBranding, councils_own
from civic_stack.expected import EXPECTED
from civic_stack.ports import free_block
from civic_stack.secret_store import SecretStore
from civic_stack.stack import Stack


def branded(folder: Path, text: str) -> Path:
    file = folder / "branding.toml"
    file.write_text(text)
    return file


def settings(stack: Stack, service: str) -> dict[str, str]:
    """What a service of a stack would find in its environment."""
    return stack._environment(service)


def test_the_file_reaches_all_four_services_by_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = branded(tmp_path, 'council = "Elsewhere"')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CIVIC_BRANDING", "branding.toml")
    monkeypatch.setenv("CIVIC_CONTACT", "us@elsewhere.example")
    monkeypatch.setenv("CIVIC_COUNCIL_NAME", "")
    stack = Stack(tmp_path, base_port=free_block(10))
    stack.secrets = SecretStore(tmp_path / "secrets.json")
    stack._databases = dict.fromkeys(SERVICES, "postgresql+asyncpg://nowhere/none")
    for service in SERVICES:
        told = settings(stack, service)
        assert told["CIVIC_BRANDING"] == str(file.resolve())
        assert told["CIVIC_CONTACT"] == "us@elsewhere.example"
        assert "CIVIC_COUNCIL_NAME" not in told


def test_without_settings_nothing_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVIC_RATE_PERSON", "7")
    assert councils_own() == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[colours]\nbrand = "#8899aa"', "white text on #8899aa has a contrast below 4.5"),
        ('council = "', "Unterminated string"),
        (None, "No such file"),
    ],
)
async def test_a_wrong_file_ends_the_start_with_file_and_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, why: str
) -> None:
    file = tmp_path / "absent.toml" if text is None else branded(tmp_path, text)
    monkeypatch.setenv("CIVIC_BRANDING", str(file))
    stack = Stack(tmp_path, base_port=free_block(10))
    with pytest.raises(WrongBranding) as refused:
        await stack.start()
    assert str(refused.value).startswith(f"CIVIC_BRANDING: {file}: ")
    assert why in str(refused.value)
    assert isinstance(refused.value, EXPECTED)


async def test_a_wrong_contact_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVIC_CONTACT", "nobody")
    with pytest.raises(WrongBranding, match="CIVIC_CONTACT: contact must be a mail address"):
        await Stack(tmp_path, base_port=free_block(10)).start()
