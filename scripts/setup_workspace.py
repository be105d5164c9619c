#!/usr/bin/env python3
"""Make the workspace ready to run inside its own folder; nothing on the system is touched.

    python3 scripts/setup_workspace.py requirements/demo.txt

Creates .venv, installs the locked requirements with their hashes checked, then the workspace's
own packages, editable, in the order of `[tool.civic] members`. What is already right is left
alone: a stamp in .venv records the hash of the lock and of every package's pyproject.toml.
Standard library only, because it runs before anything is installed.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "civic-setup.json"


class SetupFailed(Exception):
    """The workspace cannot be made ready; the message says what to do about it."""


def main() -> int:
    """Set up the workspace for the given lock file; 0 when ready, 1 with a reason otherwise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lock", type=Path, help="requirements file with hashes")
    started = time.monotonic()
    try:
        changed = set_up(parser.parse_args().lock.resolve())
    except SetupFailed as problem:
        sys.stderr.write(f"setup: {problem}\n")
        return 1
    if changed:
        say(f"ready, {time.monotonic() - started:.0f} s")
    return 0


def set_up(lock: Path) -> bool:
    """Bring .venv into line with the lock and the members; True when anything had to be done."""
    if not lock.is_file():
        raise SetupFailed(f"{lock} is missing")
    fresh = ensure_environment()
    stamp = {} if fresh else read_stamp()
    locks, packages = stamp.get("locks", {}), stamp.get("members", {})
    lock_hash = digest(lock)
    members = {name: digest(ROOT / name / "pyproject.toml") for name in present_members()}
    stale = [name for name, value in members.items() if packages.get(name) != value]
    if locks.get(lock.name) == lock_hash and not stale:
        return fresh
    ensure_pip()
    if locks.get(lock.name) != lock_hash:
        install_lock(lock)
        locks[lock.name] = lock_hash
    if stale:
        install_members(stale)
    write_stamp({"folder": str(ROOT), "locks": locks, "members": members})
    return True


def ensure_environment() -> bool:
    """Create .venv where it is missing, broken or was moved; True when it was created."""
    if PYTHON.exists() and read_stamp().get("folder", str(ROOT)) == str(ROOT) and works(PYTHON):
        return False
    check_interpreter()
    say("making .venv")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "python3 -m venv failed")
    return True


def check_interpreter() -> None:
    """Refuse an old Python or one without venv, naming the package that brings it."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupFailed(
            f"Python {found} is too old; 3.11 or newer is needed (try: make PYTHON=python3.11 ...)"
        )
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise SetupFailed(
            "this Python has no venv module; on Debian or Ubuntu: apt install python3-venv"
        )


def works(python: Path) -> bool:
    """Whether the interpreter starts and is new enough (it may be a dangling link)."""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.run([str(python), "-c", check], check=False).returncode == 0


def ensure_pip() -> None:
    """Environments made without pip (by other tools) get it from the bundled wheel."""
    probe = subprocess.run(
        [str(PYTHON), "-c", "import pip"], check=False, stderr=subprocess.DEVNULL
    )
    if probe.returncode:
        run([str(PYTHON), "-m", "ensurepip", "--default-pip"], "pip is missing from .venv")


def install_lock(lock: Path) -> None:
    """Install the locked requirements; every file's hash is checked."""
    say(f"installing {lock.relative_to(ROOT)} into .venv")
    output = pip("install", "--require-hashes", "--no-deps", "-r", str(lock))
    megabytes = sum(
        float(size) / (1 if unit == "M" else 1000)
        for size, unit in re.findall(r"Downloading \S+ \(([\d.]+) ([Mk])B\)", output)
    )
    say(f"fetched {megabytes:.0f} MB")


def install_members(names: list[str]) -> None:
    """Install the workspace's own packages editable; the build back end is in the lock."""
    say(f"installing {len(names)} workspace packages")
    editable = [argument for name in names for argument in ("-e", str(ROOT / name))]
    pip("install", "--no-build-isolation", "--no-deps", *editable)


def present_members() -> list[str]:
    """The workspace's packages in installation order, without those not yet there."""
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    members: list[str] = settings["tool"]["civic"]["members"]
    return [name for name in members if (ROOT / name / "pyproject.toml").is_file()]


def pip(*arguments: str) -> str:
    """Run pip in .venv with its cache and temporary files inside the folder; its output."""
    cache, scratch = ROOT / ".cache" / "pip", ROOT / ".cache" / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    environment = {
        "PIP_CACHE_DIR": str(cache),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PIP_PROGRESS_BAR": "off",
        **os.environ,
        "TMPDIR": str(scratch),
    }
    return run([str(PYTHON), "-m", "pip", *arguments], "pip failed", environment)


def run(command: list[str], failure: str, environment: dict[str, str] | None = None) -> str:
    """Run a command quietly; its output, or SetupFailed carrying the end of it."""
    done = subprocess.run(
        command,
        check=False,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-40:])
        raise SetupFailed(f"{failure}:\n{tail}")
    return done.stdout


def digest(file: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def read_stamp() -> dict:
    """What the last run installed; empty when unknown."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def write_stamp(stamp: dict) -> None:
    """Record what is installed, in one step so that an interrupted run leaves the old record."""
    partial = STAMP.with_suffix(".partial")
    partial.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    partial.replace(STAMP)


def say(message: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"setup: {message}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
