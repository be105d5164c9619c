"""Where a browser may be sent after signing in: back to a page of this site, nowhere else."""

from typing import Final
from urllib.parse import urlsplit

_LONGEST: Final = 2000


def safe_return_path(wanted: str | None, fallback: str) -> str:
    """Return `wanted` if it is an absolute path on this site, else `fallback`.

    Browsers read a backslash as a slash and drop tabs and line breaks, so `/\\evil.example` and
    `/<tab>/evil.example` would leave the site; anything not plain printable ASCII is refused.
    """
    if not wanted or len(wanted) > _LONGEST:
        return fallback
    if not wanted.startswith("/") or wanted.startswith("//"):
        return fallback
    if not all("!" <= char <= "~" for char in wanted) or "\\" in wanted:
        return fallback
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return fallback
    return fallback if parts.scheme or parts.netloc else wanted
