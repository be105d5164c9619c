"""Makes what is missing and hands every container what it needs, for a deployment and its demo."""

import json
from urllib.parse import quote

from civic_contracts.topology import FORWARDER, VIRTUAL_HOST, definitions
from civic_contracts.topology import USERS as BROKER_USERS

from civic_prepare.certificate import self_signed
from civic_prepare.deployment import SERVICES, USERS, Deployment
from civic_prepare.handed import Handed
from civic_prepare.secret_folder import SecretFolder

DEMO_CLIENT = "civic-demo"
CERTIFICATE, KEY = "front_door_certificate.pem", "front_door_key.pem"
DEMO_ONLY = (
    *(
        (service, name)
        for service in SERVICES
        for name in ("civic_demo", "civic_oidc_internal_url")
    ),
    ("front-door", "issuer.conf"),
)
"""What exists in the demonstration alone: a deployment takes it back."""


class Preparation:
    """One run over the folders of a deployment; may be run as often as one likes."""

    def __init__(self, deployment: Deployment, secrets: SecretFolder, handed: Handed) -> None:
        self._deployment = deployment
        self._secrets = secrets
        self._handed = handed

    def prepare(self) -> None:
        """Everything that a deployment needs."""
        for reader, name in DEMO_ONLY:
            self._handed.take_back(reader, name)
        for service in SERVICES:
            self._prepare_service(service)
        self._prepare_forwarder()
        self._prepare_databases()
        self._prepare_broker()
        self._prepare_front_door()

    def prepare_demo(self) -> None:
        """What the demonstration needs on top: an issuer whose people are personas."""
        for service in SERVICES:
            self._give(service, "civic_demo", "1")
            # Past the front door, whose certificate the services have no reason to know.
            self._give(service, "civic_oidc_internal_url", "http://issuer:8080/issuer")
        self._give("front-door", "issuer.conf", self._file("issuer.conf"))
        self._give("issuer", "clients.json", self._issuer_clients())
        self._give("demo", "client_secret", self._client_secret("demo"))
        self._give("demo", "certificate.pem", self._secrets.get(CERTIFICATE))

    def _prepare_service(self, service: str) -> None:
        secrets = self._secrets
        settings = {
            "civic_database_url": self._database_url(service),
            "civic_broker_url": self._broker_url(service),
            "civic_oidc_client_secret": self._client_secret(service),
            # Until the operator names one, an address where nobody can sign in.
            "civic_oidc_issuer": self._deployment.issuer_url,
            "civic_session_secret": secrets.get(f"session_secret_{service}"),
            # The same in all services: a person is the same stranger everywhere.
            "civic_person_key": secrets.get("person_key"),
        }
        if (key := secrets.find(f"oidc_client_key_{service}.pem")) is not None:
            settings["civic_oidc_client_key"] = key + "\n"
        for name, value in settings.items():
            self._give(service, name, value)

    def _prepare_forwarder(self) -> None:
        """The reporting service's second user, and the outside subscribers it copies events to."""
        self._give("reporting", "civic_forwarder_url", self._broker_url(FORWARDER))
        self._give("reporting", "civic_outside", ",".join(self._outside()))

    def _broker_url(self, user: str) -> str:
        password = quote(self._secrets.get(f"broker_{user}"), safe="")
        return f"amqp://{user}:{password}@broker:5672/{VIRTUAL_HOST}"

    def _database_url(self, service: str) -> str:
        """The operator's own address of a database, or the one of the server beside us."""
        if given := self._secrets.find(f"database_url_{service}"):
            return given
        password = quote(self._secrets.get(f"database_{service}"), safe="")
        return f"postgresql+asyncpg://{service}:{password}@postgres:5432/{service}"

    def _prepare_databases(self) -> None:
        admin = self._secrets.get("database_admin")
        self._give("postgres", "password", admin)
        self._give("databases", "admin", admin)
        for service in SERVICES:
            self._give("databases", service, self._secrets.get(f"database_{service}"))

    def _prepare_broker(self) -> None:
        users = {user: self._secrets.get(f"broker_{user}") for user in BROKER_USERS}
        outside = {name: self._secrets.get(f"outside_{name}") for name in self._outside()}
        loaded = json.dumps(definitions(users, outside), indent=1)
        self._give("broker", "definitions.json", loaded)
        self._give("broker", "broker.conf", self._file("broker.conf"))

    def _outside(self) -> list[str]:
        return self._secrets.names("outside_")

    def _prepare_front_door(self) -> None:
        secrets = self._secrets
        given = [secrets.find(name) for name in (CERTIFICATE, KEY)]
        if given == [None, None]:
            names = dict.fromkeys((self._deployment.host, "localhost", "127.0.0.1", "front-door"))
            certificate, key = self_signed(names)
            secrets.add_all({KEY: key, CERTIFICATE: certificate})
        elif None in given:
            raise ValueError(f"{CERTIFICATE} and {KEY} are needed both, or neither")
        self._give("front-door", "certificate.pem", secrets.get(CERTIFICATE) + "\n")
        self._give("front-door", "key.pem", secrets.get(KEY) + "\n")

    def _issuer_clients(self) -> str:
        """The clients that the demonstration's issuer knows, as civic_demo.issuer reads them."""
        clients: list[dict[str, object]] = [
            {
                "client_id": f"civic-{service}",
                "client_secret": self._client_secret(service),
                "redirect_prefix": f"{self._deployment.public_url}/{service}/",
                # By the network of the containers: the issuer need not find the front door.
                "told_at": f"http://{service}:8080/{service}/sign-out/told",
            }
            for service in SERVICES
        ]
        demo = {
            "client_id": DEMO_CLIENT,
            "client_secret": self._client_secret("demo"),
            "roles": ["operator"],
        }
        return json.dumps({"clients": [*clients, demo]}, indent=1)

    def _client_secret(self, client: str) -> str:
        return self._secrets.get(f"oidc_client_secret_{client}")

    def _file(self, name: str) -> str:
        return (self._deployment.files / name).read_text(encoding="utf-8")

    def _give(self, reader: str, name: str, content: str) -> None:
        self._handed.give(reader, USERS[reader], name, content)
