"""Open a bundle that a stranger sent: only the parts it must have, none too large.

Names are compared with a list, never joined to a path, so nothing can climb out; sizes are
limited while reading, so a zip bomb stops at the limit whatever its headers say.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from civic_counting.bundle.parts import FORMAT, MANIFEST, SEALED, SIGNATURE
from civic_counting.errors import BundleError

LARGEST_PART = 256 * 1024 * 1024
"""Bytes; the largest known election takes 13 million."""

_ALLOWED = {*SEALED, MANIFEST, SIGNATURE}


def open_bundle(path: Path) -> dict[str, bytes]:
    """The parts of a bundle by name, their hashes checked against the manifest.

    Raises:
        BundleError: it is no bundle, is unsafe, or a part is missing, added or changed.
    """
    found = _from_folder(path) if path.is_dir() else _from_zip(path)
    if MANIFEST not in found:
        raise BundleError(f"the bundle has no {MANIFEST}")
    _check(found, _parts_of(found[MANIFEST]))
    return found


def _from_folder(path: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in sorted(path.iterdir()):
        _check_name(entry.name)
        if entry.is_symlink() or not entry.is_file():
            raise BundleError(f"{entry.name} in the bundle is not a plain file")
        if entry.stat().st_size > LARGEST_PART:
            raise BundleError(f"{entry.name} in the bundle is too large")
        found[entry.name] = entry.read_bytes()
    return found


def _from_zip(path: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                _check_name(entry.filename)
                if entry.filename in found:
                    raise BundleError(f"{entry.filename} is in the bundle twice")
                with archive.open(entry) as stream:
                    data = stream.read(LARGEST_PART + 1)
                if len(data) > LARGEST_PART:
                    raise BundleError(f"{entry.filename} in the bundle is too large")
                found[entry.filename] = data
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        if isinstance(error, BundleError):
            raise
        raise BundleError(f"the zip file cannot be read: {error}") from None
    return found


def _check_name(name: str) -> None:
    if name not in _ALLOWED:
        raise BundleError(f"{name[:80]!r} does not belong in a bundle")


def _parts_of(data: bytes) -> Mapping[str, Mapping[str, object]]:
    try:
        stated = json.loads(data.decode())
        if stated["format"] != FORMAT or set(stated) != {"format", "parts"}:
            raise BundleError(f"the manifest is not of the format {FORMAT}")
        parts: dict[str, dict[str, object]] = stated["parts"]
        if any(set(part) != {"sha256", "bytes"} for part in parts.values()):
            raise BundleError("the manifest does not give sha256 and bytes for each part")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, BundleError):
            raise
        raise BundleError("the manifest cannot be understood") from None
    return parts


def _check(found: Mapping[str, bytes], stated: Mapping[str, Mapping[str, object]]) -> None:
    if set(stated) != set(SEALED):
        raise BundleError(f"the manifest must list {', '.join(SEALED)}")
    for name in SEALED:
        if name not in found:
            raise BundleError(f"{name} is missing from the bundle")
        actual = {"sha256": hashlib.sha256(found[name]).hexdigest(), "bytes": len(found[name])}
        if actual != stated[name]:
            raise BundleError(f"{name} has been changed: it does not match the manifest")
