"""Where the stylesheets and scripts are, and how a page names them."""

import hashlib
from functools import cache
from pathlib import Path


def assets_path() -> Path:
    """The folder each service serves at /<service>/assets/."""
    return Path(__file__).with_name("assets")


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((assets_path() / name).read_bytes()).hexdigest()[:12]


def asset_address(service: str, name: str) -> str:
    """The address of an asset; it changes with the content, so browsers may keep it for good.

    Raises FileNotFoundError where there is no such asset.
    """
    return f"/{service}/assets/{name}?v={_fingerprint(name)}"
