"""civic-recount BUNDLE: count a published bundle again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from civic_counting.bundle.recount import Recount, recount
from civic_counting.cli.screen import complain, say
from civic_counting.errors import CountingError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run civic-recount. Returns 0 if the bundle is reproduced, 1 if not."""
    parser = argparse.ArgumentParser(
        prog="civic-recount", description="Count a published bundle again and compare."
    )
    parser.add_argument("bundle", type=Path, help="a folder or a zip file")
    parser.add_argument(
        "--signers", type=Path, help="an OpenSSH allowed-signers file the signer must be in"
    )
    given = parser.parse_args(arguments)
    try:
        allowed = given.signers.read_text(encoding="utf-8") if given.signers else None
        done = recount(given.bundle, allowed)
    except CountingError as error:
        complain(f"civic-recount: refused: {error}")
        return 1
    except OSError as error:
        complain(f"civic-recount: {error.filename}: {error.strerror}")
        return 1
    _report(done)
    return 1 if done.differences else 0


def _report(done: Recount) -> None:
    election = done.file.election
    say(f"{election.title or 'An election'}: {election.box.voters:,} ballots")
    say(f"rule: {done.rule.code}; tie-break: {done.rule.tie_break.describe()}")
    winners = ", ".join(election.projects[number].id for number in done.outcome.winners)
    say(f"winners: {winners or 'none'}")
    if done.signer is None:
        say("signature: none")
    else:
        say(f"signature: good, by the key {done.signer.fingerprint}")
    for difference in done.differences:
        say(f"differs: {difference}")
    say("recount: NOT reproduced" if done.differences else "recount: reproduced bit for bit")


if __name__ == "__main__":
    sys.exit(main())
