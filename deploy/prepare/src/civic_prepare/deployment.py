"""Who runs where in docker-compose.yml, under which user, and what the operator has named."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from civic_contracts.topology import SERVICES

__all__ = ["SERVICES", "USERS", "Deployment"]

USERS = {
    **dict.fromkeys(SERVICES, 10001),
    "databases": 10001,
    "issuer": 10001,
    "demo": 10001,
    "front-door": 10002,
    # Those of the official images.
    "postgres": 999,
    "broker": 999,
}
"""Readers, and the user that each runs as."""


@dataclass(frozen=True)
class Deployment:
    """Where the folders are mounted, and the one address of the whole."""

    secrets: Path = Path("/secrets")
    handed: Path = Path("/handed")
    files: Path = Path("/etc/civic")
    public_url: str = "https://localhost:8443"

    @classmethod
    def from_environment(cls) -> Self:
        """CIVIC_PUBLIC_URL, an https address without a path; ValueError for anything else."""
        url = os.environ.get("CIVIC_PUBLIC_URL") or cls.public_url
        parts = urlsplit(url.rstrip("/"))
        if parts.scheme != "https" or not parts.hostname or parts.path or parts.query:
            raise ValueError(f"CIVIC_PUBLIC_URL must be https://host or https://host:port: {url}")
        return cls(public_url=url.rstrip("/"))

    @property
    def host(self) -> str:
        """The host name, or IP address, of the one address."""
        return urlsplit(self.public_url).hostname or "localhost"

    @property
    def issuer_url(self) -> str:
        """The demonstration's issuer, behind the front door."""
        return f"{self.public_url}/issuer"
