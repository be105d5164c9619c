"""Do this package and pabutools find the same winners?

Usage: python agreement.py FOLDER [--reference PYTHON] [--files 200] [--largest 1000000]

Counts approval files of a folder, chosen by lot, by three rules with both. pabutools runs in
an environment of its own (see ratio.py). Differences are listed; the last line says how many.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ratio import HERE, python_with_pabutools

from civic_counting import BallotKind, Election, PbError, count, parse_rule, read_pb


def elections(folder: Path, files: int, largest: int) -> Iterator[tuple[Path, Election]]:
    """Approval files of at most so many bytes; pabutools knows no thresholds or groups."""
    paths = sorted(path for path in folder.rglob("*.pb") if path.stat().st_size <= largest)
    random.Random(1).shuffle(paths)
    for path in paths:
        try:
            election = read_pb(path).election
        except PbError:
            continue
        if election.box.kind is BallotKind.APPROVAL and not election.exclusive and files:
            files -= 1
            yield path, replace(election, threshold=0, withdrawn=frozenset())


def reference(python: str, paths: list[Path]) -> Iterator[dict[str, list[str]]]:
    command = [python, str(HERE / "reference_winners.py"), *map(str, paths)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout or ():
            yield json.loads(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reference", metavar="PYTHON")
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--largest", type=int, default=1_000_000, metavar="BYTES")
    given = parser.parse_args()
    chosen = list(elections(given.folder, given.files, given.largest))
    python = given.reference or python_with_pabutools()
    counts = same = 0
    for (path, election), theirs in zip(
        chosen, reference(python, [path for path, _ in chosen]), strict=True
    ):
        for code, expected in theirs.items():
            ours = count(election, parse_rule(code)).winners
            ids = sorted(election.projects[number].id for number in ours)
            counts += 1
            same += ids == expected
            if ids != expected:
                print(f"{path.name} {code}: {set(ids) ^ set(expected)}", flush=True)
    print(f"agreement: {len(chosen)} files, {counts} counts, {same} the same")


if __name__ == "__main__":
    main()
