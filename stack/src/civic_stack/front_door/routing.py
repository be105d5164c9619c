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

    def is_root(self, target: str) -> bool:
        """Whether the target is `/`, which leads home."""
        return target.partition("?")[0] == "/"
