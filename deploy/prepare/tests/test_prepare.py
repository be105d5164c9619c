"""What the one-shot jobs make, hand out and leave alone."""

import json
import ssl
import stat
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from civic_contracts.topology import SERVICES, USERS
from civic_prepare.certificate import VALID_FOR, self_signed
from civic_prepare.command_line import main
from civic_prepare.deployment import USERS as READERS
from civic_prepare.deployment import Deployment
from civic_prepare.handed import Handed
from civic_prepare.preparing import CERTIFICATE, KEY, Preparation
from civic_prepare.secret_folder import SecretFolder
from cryptography import x509

FILES = {"broker.conf": "load_definitions = x\n", "issuer.conf": "location /issuer/ {}\n"}


class Place:
    """The folders of one deployment, below a temporary one, and who was given what."""

    def __init__(self, root: Path) -> None:
        self.owners: dict[str, int] = {}
        names = {name: root / name for name in ("secrets", "handed", "files")}
        for folder in (*names.values(), *(names["handed"] / reader for reader in READERS)):
            folder.mkdir(parents=True)
        for name, content in FILES.items():
            (names["files"] / name).write_text(content)
        self.secrets, self.handed = names["secrets"], names["handed"]
        self.deployment = Deployment(**names, public_url="https://civic.example:444")

    def preparation(self) -> Preparation:
        handed = Handed(self.handed, self._note_owner)
        return Preparation(self.deployment, SecretFolder(self.secrets), handed)

    def read(self, reader: str, name: str) -> str:
        return (self.handed / reader / name).read_text()

    def all_secrets(self) -> dict[str, str]:
        return {file.name: file.read_text() for file in self.secrets.iterdir()}

    def handed_files(self) -> Iterable[Path]:
        return (file for file in self.handed.rglob("*") if file.is_file())

    def _note_owner(self, file: Path, user: int) -> None:
        # Giving files away takes root's power, which a test does not have.
        name = file.name.removeprefix(".").removesuffix(".partial")
        self.owners[f"{file.parent.name}/{name}"] = user


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_everything_handed_out_is_readable_by_its_reader_alone(place: Place) -> None:
    place.preparation().prepare()
    place.preparation().prepare_demo()
    files = {str(file.relative_to(place.handed)): file for file in place.handed_files()}
    assert {str(Path(name).parent) for name in files} == set(READERS)
    for name, file in files.items():
        assert stat.S_IMODE(file.stat().st_mode) == 0o400, name
        assert place.owners[name] == READERS[str(Path(name).parent)], name
    assert {stat.S_IMODE(file.stat().st_mode) for file in place.secrets.iterdir()} == {0o400}


def test_a_second_run_changes_no_secret_and_no_setting(place: Place) -> None:
    place.preparation().prepare()
    before = place.all_secrets()
    given = {file: file.read_text() for file in place.handed_files()}
    place.preparation().prepare()
    assert place.all_secrets() == before
    # The salts of the broker's password hashes are new each time, and nothing else.
    changed = {file.name for file, content in given.items() if file.read_text() != content}
    assert changed == {"definitions.json"}


def test_no_two_secrets_are_the_same_and_none_is_short(place: Place) -> None:
    place.preparation().prepare()
    secrets = place.all_secrets()
    assert len(set(secrets.values())) == len(secrets)
    assert min(map(len, secrets.values())) >= 43
    assert {f"broker_{user}" for user in USERS} <= set(secrets)


def test_a_service_finds_its_own_settings_and_no_other_services(place: Place) -> None:
    place.preparation().prepare()
    secrets = place.all_secrets()
    for service in SERVICES:
        found = "\n".join(
            file.read_text() for file in place.handed_files() if file.parent.name == service
        )
        others = {name for name in SERVICES if name != service}
        assert secrets[f"database_{service}"] in found
        for other in others:
            for kind in ("database", "broker", "session_secret", "oidc_client_secret"):
                assert secrets[f"{kind}_{other}"] not in found
        assert secrets["database_admin"] not in found
    assert len({place.read(service, "civic_person_key") for service in SERVICES}) == 1


def test_what_the_operator_gave_is_used_and_not_overwritten(place: Place) -> None:
    given = {
        "oidc_client_secret_ideas": "from the council's own issuer\n",
        "database_url_budgets": "postgresql+asyncpg://b:c@elsewhere:5432/d",
        CERTIFICATE: "a certificate",
        KEY: "its key",
        "outside_planning": "the planning system's password",
    }
    for name, value in given.items():
        (place.secrets / name).write_text(value)
    place.preparation().prepare()
    assert {name: place.all_secrets()[name] for name in given} == given
    assert place.read("ideas", "civic_oidc_client_secret") == "from the council's own issuer"
    assert place.read("budgets", "civic_database_url") == given["database_url_budgets"]
    assert place.read("front-door", "certificate.pem") == "a certificate\n"
    assert place.read("reporting", "civic_outside") == "planning"
    users = {user["name"] for user in json.loads(place.read("broker", "definitions.json"))["users"]}
    assert users == {*USERS, "planning"}


@pytest.mark.parametrize("only", [CERTIFICATE, KEY])
def test_a_certificate_without_its_key_is_refused(place: Place, only: str) -> None:
    (place.secrets / only).write_text("half of it")
    with pytest.raises(ValueError, match="needed both"):
        place.preparation().prepare()


def test_an_empty_secret_is_refused_and_kept(place: Place) -> None:
    (place.secrets / "person_key").write_text("\n")
    with pytest.raises(ValueError, match="person_key is empty"):
        place.preparation().prepare()
    assert (place.secrets / "person_key").read_text() == "\n"


def test_a_password_is_part_of_an_address_only_when_quoted(place: Place) -> None:
    (place.secrets / "broker_ideas").write_text("p@ss/word:1")
    place.preparation().prepare()
    assert place.read("ideas", "civic_broker_url") == (
        "amqp://ideas:p%40ss%2Fword%3A1@broker:5672/civic"
    )


def test_a_deployment_after_a_demonstration_has_nothing_of_it(place: Place) -> None:
    place.preparation().prepare()
    place.preparation().prepare_demo()
    assert place.read("ideas", "civic_demo") == "1"
    clients = json.loads(place.read("issuer", "clients.json"))["clients"]
    ideas = next(client for client in clients if client["client_id"] == "civic-ideas")
    assert ideas["redirect_prefix"] == "https://civic.example:444/ideas/"
    assert ideas["client_secret"] == place.read("ideas", "civic_oidc_client_secret")
    place.preparation().prepare()
    left = {file.name for file in place.handed_files()}
    assert not left & {"civic_demo", "civic_oidc_internal_url", "issuer.conf"}
    assert place.read("ideas", "civic_oidc_issuer") == "https://civic.example:444/issuer"


def test_the_certificate_of_our_own_making_is_for_its_hosts_and_can_be_trusted() -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    text, key = self_signed(["civic.example", "10.1.2.3"], now)
    certificate = x509.load_pem_x509_certificate(text.encode())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["civic.example"]
    assert [str(it) for it in names.get_values_for_type(x509.IPAddress)] == ["10.1.2.3"]
    assert certificate.not_valid_after_utc == now + VALID_FOR
    assert certificate.not_valid_before_utc < now < now + timedelta(days=1)
    # The TLS library's own opinion, strict checks included.
    context = ssl.create_default_context(cadata=text)
    assert context.cert_store_stats()["x509_ca"] == 1
    assert key.startswith("-----BEGIN PRIVATE KEY-----")


def test_put_replaces_a_secret_and_refuses_nonsense(tmp_path: Path) -> None:
    folder = SecretFolder(tmp_path)
    folder.put("oidc_client_secret_ideas", "one")
    folder.put("oidc_client_secret_ideas", "two")
    assert folder.get("oidc_client_secret_ideas") == "two"
    with pytest.raises(FileExistsError):
        folder.add("oidc_client_secret_ideas", "three")
    for name in ("../escaped", "", "UPPER", "a" * 70):
        with pytest.raises(ValueError, match="cannot be the name"):
            folder.put(name, "value")
    with pytest.raises(ValueError, match="empty"):
        folder.put("person_key", "")
    assert [file.name for file in tmp_path.iterdir()] == ["oidc_client_secret_ideas"]


@pytest.mark.parametrize("url", ["http://civic.example", "https://civic.example/here", "civic"])
def test_an_address_that_cannot_be_the_public_one_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CIVIC_PUBLIC_URL", url)
    assert main(["secrets"]) == 1
    assert "CIVIC_PUBLIC_URL must be" in capsys.readouterr().err
