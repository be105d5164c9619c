"""Where a path leads: by its first segment, and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from civic_stack.front_door.http1 import Refused

# A service's addresses for whoever operates it stand at its root, so no path of the front door
# leads to one. What looks like one is refused all the same; not ``live``: that is the dashboard's.
_OPERATORS_ONLY = frozenset({"ready", "health", "metrics"})


@dataclass(frozen=True)
class Routes:
    """First path segment to a service's `http://host:port`, and where `/` redirects."""

    services: Mapping[str, str]
    home: str

    def service_for(self, target: str) -> tuple[str, tuple[str, int]]:
        """Name and (host, port) of the service for a request target; raises Refused 400 or 404."""
        segments = unquote(target.partition("?")[0]).split("/")[1:]
        if any(segment in (".", "..") for segment in segments):
            raise Refused(400, "The path contains dot segments.")
        name = segments[0]
        if name not in self.services or (segments[1:2] and segments[1] in _OPERATORS_ONLY):
            raise Refused(404, "Nothing is found at this address.")
        parts = urlsplit(self.services[name])
        return name, (parts.hostname or "", parts.port or 80)

    def leads_to(self, target: str) -> str | None:
        """Where one of the front door's own addresses leads, or None for all others."""
        first = self.home.split("/")[1]
        # Beside home: what browsers, and whoever has found a weakness, ask for by themselves.
        return {
            "/": self.home,
            "/favicon.ico": f"/{first}/assets/civic.svg",
            "/.well-known/security.txt": f"/{first}/security.txt",
        }.get(target.partition("?")[0])

    def is_for_robots(self, target: str) -> bool:
        """Whether it is asked what a search engine may look at."""
        return target.partition("?")[0] == "/robots.txt"
