"""Run the issuer: `python -m civic_demo.issuer`.

Environment: CIVIC_ISSUER_URL (how browsers reach it, such as http://localhost:8600/issuer),
CIVIC_ISSUER_PORT, CIVIC_ISSUER_CLIENTS (the clients' file), CIVIC_ISSUER_HOST (127.0.0.1).
"""

from pathlib import Path

import uvicorn
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from civic_demo.issuer.app import issuer_app
from civic_demo.issuer.clients import read_clients
from civic_demo.issuer.issuer import Issuer


class IssuerSettings(BaseSettings):
    """What the issuer is told by its environment."""

    model_config = SettingsConfigDict(env_prefix="CIVIC_ISSUER_", frozen=True)

    url: str = Field(pattern=r"^https?://[^/?#]+(/[A-Za-z0-9_-]+)*/?$")
    port: int = Field(ge=1, le=65535)
    clients: Path
    host: str = "127.0.0.1"


def main() -> None:
    """Serve until a signal."""
    settings = IssuerSettings()
    issuer = Issuer(settings.url, read_clients(settings.clients))
    uvicorn.run(
        issuer_app(issuer),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
