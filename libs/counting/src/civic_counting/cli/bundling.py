"""civic-count bundle FILE.pb TARGET: write a bundle, and sign it if a key is given."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from civic_counting.bundle.opening import open_bundle
from civic_counting.bundle.parts import MANIFEST, SIGNATURE
from civic_counting.bundle.signature import NAMESPACE
from civic_counting.bundle.writing import write_bundle, write_zip
from civic_counting.cli.one import choose_rule
from civic_counting.cli.screen import say
from civic_counting.errors import BundleError
from civic_counting.pb import read_pb


def bundle_one(
    path: Path,
    target: Path,
    key: Path | None,
    for_auditor: bool,
    rule: str | None,
    tie_break: str | None,
    as_recorded: bool,
) -> None:
    """Write a bundle of a file's election."""
    file = read_pb(path, forgiving=as_recorded)
    chosen = choose_rule(file, rule, tie_break)
    write_bundle(file.election, chosen, target, bool(file.notices), for_auditor)
    if key is not None:
        sign(target, key)
    say(f"bundle: {target}; check it with: civic-recount {target}")


def sign(bundle: Path, key: Path) -> None:
    """Sign a bundle's manifest with an OpenSSH key.

    Raises:
        BundleError: ssh-keygen is missing or refuses the key.
    """
    parts = open_bundle(bundle)
    with tempfile.TemporaryDirectory() as folder:
        manifest = Path(folder) / MANIFEST
        manifest.write_bytes(parts[MANIFEST])
        command = ["ssh-keygen", "-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(manifest)]
        try:
            subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        except FileNotFoundError:
            raise BundleError("ssh-keygen is not installed, so nothing can be signed") from None
        except subprocess.CalledProcessError as error:
            reason = error.stderr.decode(errors="replace").strip()
            raise BundleError(f"ssh-keygen could not sign: {reason}") from None
        signature = (Path(folder) / SIGNATURE).read_bytes()
    if bundle.is_dir():
        (bundle / SIGNATURE).write_bytes(signature)
    else:
        write_zip(bundle, {**parts, SIGNATURE: signature})
