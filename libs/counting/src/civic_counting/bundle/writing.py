"""Write a bundle as a folder or a zip file."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from civic_counting.bundle.parts import MANIFEST, manifest, parts
from civic_counting.elections import Election
from civic_counting.errors import BundleError
from civic_counting.rules.count import count
from civic_counting.rules.declarations import Rule

FEWEST_BALLOTS = 10
"""Below this many ballots a bundle would show how people voted; it is for the auditor only."""


def write_bundle(
    election: Election,
    rule: Rule,
    target: Path,
    as_recorded: bool = False,
    for_auditor: bool = False,
) -> Path:
    """Count an election and write everything needed to count it again.

    Args:
        target: a folder that does not exist yet, or a file ending in ".zip".
        as_recorded: the ballots hold some that break the election's limits, and were counted.
        for_auditor: allow fewer than ``FEWEST_BALLOTS`` ballots.

    Returns:
        the manifest's path (for a zip, the zip's).

    Raises:
        BundleError: the target exists, or there are too few ballots to publish.
    """
    if election.box.voters < FEWEST_BALLOTS and not for_auditor:
        raise BundleError(
            f"only {election.box.voters} ballots: publishing them would show how people voted; "
            "a bundle of fewer than 10 is for the auditor only"
        )
    if target.exists():
        raise BundleError(f"{target} exists already")
    sealed = parts(election, rule, count(election, rule), as_recorded)
    everything = {**sealed, MANIFEST: manifest(sealed)}
    if target.suffix == ".zip":
        write_zip(target, everything)
        return target
    target.mkdir(parents=True)
    for name, data in everything.items():
        (target / name).write_bytes(data)
    return target / MANIFEST


def write_zip(target: Path, everything: Mapping[str, bytes]) -> None:
    """Write parts to a zip file that says nothing about when or where it was made."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(everything):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, everything[name])
