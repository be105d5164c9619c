"""Who may ask the issuer for tokens, read from one JSON file.

The file is one object with a list `clients`; each has the fields of `Client`.
"""

import hmac
from pathlib import Path
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

ACTS_AS_PERSONAS: Final = "civic-demo"
"""The one client that may ask for a token of a persona without a browser."""


class Client(BaseModel):
    """A registered client.

    With `redirect_prefix` it may sign people in through a browser; with `roles` it may ask for
    tokens of its own (client credentials), which carry these roles. `told_at` is where it hears
    that somebody has signed out (OpenID Connect Back-Channel Logout 1.0).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=16)
    redirect_prefix: str | None = None
    told_at: str | None = None
    roles: tuple[str, ...] | None = None

    @field_validator("redirect_prefix")
    @classmethod
    def _ends_with_slash(cls, value: str | None) -> str | None:
        if value is not None and (not value.endswith("/") or value.count("/") < 3):
            raise ValueError("must be a URL with a path that ends with a slash")
        return value

    def may_be_sent_to(self, address: str) -> bool:
        """True for an address under the registered prefix that leads nowhere else."""
        if self.redirect_prefix is None or not address.startswith(self.redirect_prefix):
            return False
        rest = address.removeprefix(self.redirect_prefix)
        return ".." not in rest and all("!" <= char <= "~" for char in rest) and "#" not in rest

    def has_secret(self, given: str) -> bool:
        """Compare a secret in constant time."""
        known = self.client_secret.get_secret_value()
        return hmac.compare_digest(known.encode(), given.encode())


class Clients(BaseModel):
    """All registered clients."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clients: tuple[Client, ...]

    @model_validator(mode="after")
    def _are_distinct(self) -> Self:
        if len({client.client_id for client in self.clients}) != len(self.clients):
            raise ValueError("two clients have the same id")
        return self

    def find(self, client_id: str) -> Client | None:
        """Return the client of an id."""
        return next((client for client in self.clients if client.client_id == client_id), None)


def read_clients(file: Path) -> Clients:
    """Read the clients' file; pydantic.ValidationError says what is wrong with it."""
    return Clients.model_validate_json(file.read_bytes())
