"""What an operator sets for this service beyond what every service has."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from civic_contracts.topology import outside_virtual_host
from pydantic import Field, SecretStr, model_validator
from servicekit.settings import Settings


class ReportingSettings(Settings):
    """Outside subscribers, and how many may look on live.

    ``outside`` names the subscribers, with commas between them; ``forwarder_url`` is the address
    of the virtual host ``civic`` for the broker user ``forwarder``. The subscribers' virtual
    hosts are at the same address, or at ``outside_url`` (whose path is left out).
    """

    forwarder_url: SecretStr | None = None
    outside: str = ""
    outside_url: SecretStr | None = None
    live_listeners: int = Field(default=500, ge=1, le=100_000)

    @model_validator(mode="after")
    def _forwarder_is_known(self) -> ReportingSettings:
        if self.subscribers and self.forwarder_url is None:
            raise ValueError("CIVIC_OUTSIDE names subscribers: CIVIC_FORWARDER_URL is needed too")
        return self

    @property
    def subscribers(self) -> dict[str, str]:
        """The address of each outside subscriber's virtual host, for the forwarder."""
        address = self.outside_url or self.forwarder_url
        names = [name.strip() for name in self.outside.split(",") if name.strip()]
        if address is None:
            return dict.fromkeys(names, "")
        parts = urlsplit(address.get_secret_value())
        return {
            name: urlunsplit(parts._replace(path=f"/{outside_virtual_host(name)}"))
            for name in names
        }
