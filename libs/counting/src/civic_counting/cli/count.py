"""civic-count: the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from civic_counting.cli.bundling import bundle_one
from civic_counting.cli.comparing import compare_one
from civic_counting.cli.every import count_every
from civic_counting.cli.explaining import explain_one
from civic_counting.cli.one import count_one
from civic_counting.cli.screen import complain
from civic_counting.errors import CountingError

_COMMANDS = ("compare", "explain", "bundle")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run civic-count. Returns 0, 1 if something is refused, or 2 for a wrong command line."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words and words[0] in _COMMANDS:
            _run_command(words)
        else:
            _run_count(words)
    except CountingError as error:
        complain(f"civic-count: {error}")
        return 1
    except OSError as error:
        complain(f"civic-count: {error.filename}: {error.strerror}")
        return 1
    return 0


def _run_count(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="civic-count",
        description="Count a participatory budget.",
        epilog="Further commands: civic-count compare FILE.pb, civic-count explain FILE.pb "
        "PROJECT, civic-count bundle FILE.pb FOLDER; each has --help.",
    )
    parser.add_argument("file", type=Path, nargs="?", help="a .pb file")
    _rule_options(parser)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="count every .pb file in it")
    parser.add_argument(
        "--against-published",
        action="store_true",
        help="with --all: compare with the winners the files publish",
    )
    parser.add_argument("--jobs", type=int, help="with --all: files counted at the same time")
    given = parser.parse_args(words)
    if (given.file is None) == (given.all is None):
        parser.error("give one FILE.pb, or --all FOLDER")
    if given.all is not None:
        if not given.against_published:
            parser.error("--all counts files against what they publish: add --against-published")
        count_every(given.all, given.jobs)
    else:
        count_one(given.file, given.rule, given.tie_break, given.as_recorded, given.json)


def _run_command(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="civic-count")
    commands = parser.add_subparsers(dest="command", required=True)
    comparing = commands.add_parser("compare", help="the outcome under several rules")
    comparing.add_argument("--rules", nargs="+", help="rules to compare, as --rule takes them")
    explaining = commands.add_parser("explain", help="why a project won or lost")
    bundling = commands.add_parser("bundle", help="write a bundle that anyone can recount")
    for one in (comparing, explaining, bundling):
        one.add_argument("file", type=Path, help="a .pb file")
        _rule_options(one)
    explaining.add_argument("project", help="its project_id, or 'all'")
    bundling.add_argument("target", type=Path, help="a new folder, or a file ending in .zip")
    bundling.add_argument("--sign", type=Path, metavar="KEY", help="an OpenSSH private key")
    bundling.add_argument(
        "--auditor", action="store_true", help="allow a bundle of fewer than ten ballots"
    )
    given = parser.parse_args(words)
    how = (given.rule, given.tie_break, given.as_recorded)
    if given.command == "compare":
        compare_one(given.file, given.rules, given.tie_break, given.as_recorded)
    elif given.command == "explain":
        explain_one(given.file, given.project, *how)
    else:
        bundle_one(given.file, given.target, given.sign, given.auditor, *how)


def _rule_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rule", help="for example greedy, phragmen, equal-shares/cost/add-one")
    parser.add_argument("--tie-break", help="for example score,cost,id or score,lot:SEED")
    parser.add_argument(
        "--as-recorded",
        action="store_true",
        help="count ballots that break the limits as they were recorded, with a notice each",
    )


if __name__ == "__main__":
    sys.exit(main())
