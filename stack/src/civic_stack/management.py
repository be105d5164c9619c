"""The broker's management API: virtual hosts, users, rights, definitions, what is in a queue."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from civic_stack.probes import Probe

_TIMEOUT = 30.0  # seconds; an import of definitions declares every queue before it answers


class ManagementRefused(Exception):
    """The broker answered a management request with an error."""


class Management:
    """A client for one node; every method raises ManagementRefused or httpx.HTTPError."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url = url
        self._login = (user, password)
        self._user = user

    async def request(self, method: str, path: str, body: object = None) -> Any:
        """One request below /api; the decoded answer, None where there is none."""
        async with httpx.AsyncClient(
            base_url=self._url,
            auth=self._login,
            timeout=_TIMEOUT,
            verify=False,  # noqa: S501  (plain http on loopback; spares building a TLS context)
            trust_env=False,
        ) as client:
            answer = await client.request(method, f"/api{path}", json=body)
        if answer.is_error:
            raise ManagementRefused(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def ready(self, port: int) -> Probe:
        """Ready when the node listens for AMQP on that port and has opened its virtual hosts."""

        async def ask() -> bool:
            try:
                await self.request("GET", f"/health/checks/port-listener/{port}")
                await self.request("GET", "/health/checks/virtual-hosts")
            except (httpx.HTTPError, ManagementRefused):
                return False
            return True

        return ask

    async def load(self, definitions: Mapping[str, Any]) -> None:
        """Import definitions into the node; what exists already stays."""
        await self.request("POST", "/definitions", definitions)

    async def make_virtual_host(self, name: str) -> None:
        """Create a virtual host in which this user may do everything."""
        await self.request("PUT", f"/vhosts/{quote(name, safe='')}", {})
        await self.open_to_admin(name)

    async def open_to_admin(self, vhost: str) -> None:
        """Let this user look into a virtual host and do everything there."""
        await self.grant(vhost, self._user, configure=".*", write=".*", read=".*")

    async def drop_virtual_host(self, name: str) -> None:
        """Delete a virtual host with everything in it."""
        await self.request("DELETE", f"/vhosts/{quote(name, safe='')}")

    async def make_user(self, name: str, password: str) -> None:
        """Create a user without any right, or change its password."""
        await self.request("PUT", f"/users/{quote(name)}", {"password": password, "tags": ""})

    async def grant(
        self, vhost: str, user: str, *, configure: str = "^$", write: str = "^$", read: str = "^$"
    ) -> None:
        """Rights of a user in a virtual host, as regular expressions of names."""
        rights = {"configure": configure, "write": write, "read": read}
        await self.request("PUT", f"/permissions/{quote(vhost, safe='')}/{quote(user)}", rights)

    async def grant_topics(
        self, vhost: str, user: str, exchange: str, *, write: str, read: str
    ) -> None:
        """Routing keys that a user may publish to or bind with on a topic exchange."""
        rights = {"exchange": exchange, "write": write, "read": read}
        path = f"/topic-permissions/{quote(vhost, safe='')}/{quote(user)}"
        await self.request("PUT", path, rights)

    async def queues(self, vhost: str) -> list[dict[str, Any]]:
        """The queues of a virtual host as the broker describes them (counts lag by seconds)."""
        found: list[dict[str, Any]] = await self.request("GET", f"/queues/{quote(vhost, safe='')}")
        return found
