"""What the services and the demo issuer find in their environment."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from civic_contracts.topology import SERVICES

from civic_stack.addresses import Addresses
from civic_stack.ports import LOOPBACK
from civic_stack.secret_store import SecretStore

# The demo's own client at the issuer: may act as any persona, which no real issuer would allow.
DEMO_CLIENT = "civic-demo"
_INHERITED = ("PATH", "TZ", "TMPDIR")
# What a council tries its own name and colours with, the same in all four services.
COUNCILS_OWN = ("CIVIC_BRANDING", "CIVIC_COUNCIL_NAME", "CIVIC_CONTACT")


class WrongBranding(Exception):
    """The council's own name or colours cannot be used; the message names file and setting."""


def client_id(service: str) -> str:
    """A service's name at the issuer."""
    return f"civic-{service}"


def service_environment(
    service: str,
    *,
    addresses: Addresses,
    secrets: SecretStore,
    database_url: str,
    broker_url: str,
    reference: Path,
) -> dict[str, str]:
    """The settings of one service process."""
    return (
        base_environment()
        | councils_own()
        | {
            "CIVIC_DATABASE_URL": database_url,
            "CIVIC_BROKER_URL": broker_url,
            "CIVIC_HOST": LOOPBACK,
            "CIVIC_PORT": str(addresses.port(service)),
            "CIVIC_PUBLIC_URL": addresses.public_url,
            "CIVIC_OIDC_ISSUER": addresses.issuer_url,
            # Past the front door, which the service may not find up yet.
            "CIVIC_OIDC_INTERNAL_URL": f"{addresses.url('issuer')}/issuer",
            "CIVIC_OIDC_CLIENT_ID": client_id(service),
            "CIVIC_OIDC_CLIENT_SECRET": secrets.get(f"client.{client_id(service)}"),
            # The same in all services: a person is the same stranger everywhere.
            "CIVIC_PERSON_KEY": secrets.get("person-key"),
            "CIVIC_SESSION_SECRET": secrets.get(f"session.{service}"),
            "CIVIC_REFERENCE": str(reference),
            "CIVIC_DEMO": "1",
            # A few personas play what a city does in a year, all from one address.
            "CIVIC_RATE_ANONYMOUS": "0",
            "CIVIC_RATE_PERSON": "0",
            "CIVIC_LOG_FORMAT": "json",
        }
    )


def councils_own() -> dict[str, str]:
    """The caller's settings of name, contact and branding; the file by its whole path."""
    own = {name: os.environ[name] for name in COUNCILS_OWN if os.environ.get(name)}
    if "CIVIC_BRANDING" in own:
        own["CIVIC_BRANDING"] = str(Path(own["CIVIC_BRANDING"]).resolve())
    return own


def check_branding() -> None:
    """Raises WrongBranding before anything is started, rather than four services that do not."""
    # Imported here: PostgreSQL and RabbitMQ can be had without pages.
    from pagekit import BrandingError, read_branding

    own = councils_own()
    try:
        read_branding(own)
    except BrandingError as wrong:
        named = "CIVIC_BRANDING" if "CIVIC_BRANDING" in own else " or ".join(own)
        raise WrongBranding(f"{named}: {wrong}") from wrong


def issuer_environment(addresses: Addresses, clients: Path) -> dict[str, str]:
    """The settings of the demo issuer."""
    return base_environment() | {
        "CIVIC_ISSUER_HOST": LOOPBACK,
        "CIVIC_ISSUER_PORT": str(addresses.port("issuer")),
        "CIVIC_ISSUER_URL": addresses.issuer_url,
        "CIVIC_ISSUER_CLIENTS": str(clients),
    }


def write_clients(file: Path, addresses: Addresses, secrets: SecretStore) -> None:
    """The clients that the issuer knows: one per service, and the demo's (mode 600)."""
    clients: list[Mapping[str, object]] = [
        {
            "client_id": client_id(service),
            "client_secret": secrets.get(f"client.{client_id(service)}"),
            "redirect_prefix": f"{addresses.public_url}/{service}/",
            "told_at": f"{addresses.url(service)}/{service}/sign-out/told",
        }
        for service in SERVICES
    ]
    demo = {
        "client_id": DEMO_CLIENT,
        "client_secret": secrets.get(f"client.{DEMO_CLIENT}"),
        "roles": ["operator"],
    }
    file.touch(mode=0o600)
    file.write_text(json.dumps({"clients": [*clients, demo]}, indent=1), encoding="utf-8")


def kept_public_url(file: Path) -> str | None:
    """The public address at which a clients' file was written; nothing where there is no file."""
    try:
        clients = json.loads(file.read_text(encoding="utf-8"))["clients"]
    except FileNotFoundError:
        return None
    parts = urlsplit(str(clients[0]["redirect_prefix"]))
    return f"{parts.scheme}://{parts.netloc}"


def base_environment() -> dict[str, str]:
    """Nothing of the caller's settings reaches a process, only where programs are found."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return inherited | {"LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
