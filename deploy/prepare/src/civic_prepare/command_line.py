"""The command line: ``civic-prepare secrets|demo|put NAME|databases``."""

import argparse
import sys

from civic_prepare import databases
from civic_prepare.deployment import Deployment
from civic_prepare.handed import Handed
from civic_prepare.preparing import Preparation
from civic_prepare.secret_folder import SecretFolder


def main(arguments: list[str] | None = None) -> int:
    """Run one job; 1 with the reason where something that the operator gave cannot be used."""
    parser = argparse.ArgumentParser(prog="civic-prepare", description=__doc__)
    jobs = parser.add_subparsers(dest="job", required=True)
    jobs.add_parser("secrets", help="make what is missing, hand every container what it needs")
    jobs.add_parser("demo", help="hand out what the demonstration needs on top")
    put = jobs.add_parser("put", help="keep a secret that is read from standard input")
    put.add_argument("name")
    jobs.add_parser("databases", help="make roles and databases")
    chosen = parser.parse_args(arguments)
    try:
        _run(chosen)
    except ValueError as problem:
        sys.stderr.write(f"civic-prepare: {problem}\n")
        return 1
    return 0


def _run(chosen: argparse.Namespace) -> None:
    if chosen.job == "databases":
        databases.main()
        return
    deployment = Deployment.from_environment()
    secrets = SecretFolder(deployment.secrets)
    preparation = Preparation(deployment, secrets, Handed(deployment.handed))
    if chosen.job == "put":
        secrets.put(chosen.name, sys.stdin.read().strip())
    elif chosen.job == "demo":
        preparation.prepare_demo()
    else:
        preparation.prepare()


if __name__ == "__main__":
    sys.exit(main())
