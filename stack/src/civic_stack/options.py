"""What the commands that start the stack take from their command line."""

import argparse
from pathlib import Path

from civic_stack.addresses import SPAN

REFERENCE = Path("deploy/reference/westminster.json")

# Below the first a server needs rights that it should not have.
_FIRST, _LAST = 1024, 65_535 - SPAN + 1


def base_port(text: str) -> int:
    """A base port as somebody typed it; raises what argparse tells in its own words."""
    if not text.isascii() or not text.isdigit() or not _FIRST <= int(text) <= _LAST:
        raise argparse.ArgumentTypeError(
            f"{text} is no base port: {SPAN} consecutive ports are needed, "
            f"so that it is a number from {_FIRST} to {_LAST}"
        )
    return int(text)


def check_workspace(parser: argparse.ArgumentParser, workspace: Path) -> None:
    """End with a sentence where the folder is not the workspace."""
    if not (workspace / REFERENCE).is_file():
        parser.error(
            f"{workspace} is not the workspace: it has no {REFERENCE}; "
            "run this in the folder with the Makefile, or name that folder with --workspace"
        )
