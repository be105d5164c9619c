"""Prints the broker's definitions: ``python -m civic_contracts.topology SECRETS_DIR``.

The folder holds ``broker_<user>`` for every user and ``outside_<name>`` for every outside
subscriber, each file one password.
"""

import argparse
import json
import sys
from pathlib import Path

from civic_contracts.topology import USERS, definitions


def passwords_in(folder: Path, prefix: str) -> dict[str, str]:
    """Read the passwords in the files with this prefix, by what follows it."""
    return {
        path.name.removeprefix(prefix): path.read_text(encoding="utf-8").strip()
        for path in sorted(folder.glob(f"{prefix}*"))
    }


def main(arguments: list[str] | None = None) -> int:
    """Print definitions to load into RabbitMQ; 1 and the reason where a password is missing."""
    parser = argparse.ArgumentParser(prog="civic_contracts.topology", description=__doc__)
    parser.add_argument("secrets", type=Path)
    folder = parser.parse_args(arguments).secrets
    found = passwords_in(folder, "broker_")
    if missing := [user for user in USERS if user not in found]:
        sys.stderr.write(f"no file {', '.join(f'broker_{user}' for user in missing)} in {folder}\n")
        return 1
    passwords = {user: found[user] for user in USERS}
    json.dump(definitions(passwords, passwords_in(folder, "outside_")), sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
