"""Equal Shares against pabutools: time, memory and winners (B6, unless told otherwise).

Usage: python ratio.py [FILE.pb] [--completion none] [--reference PYTHON] [--rounds 5]

Without a file, a made-up city of 90,000 ballots on 160 projects is counted. PYTHON is one that
has pabutools; without it, an environment is made for it below .cache/ (from PyPI, once), for
it must not become a part of this package. The two run by turns. One line of JSON is printed;
processor seconds and megabytes are medians.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import NamedTuple

from city import city

HERE = Path(__file__).parent
ENVIRONMENT = HERE.parents[2] / ".cache" / "pabutools"
PABUTOOLS = "pabutools==1.2.3"

FASTER, LESS_MEMORY = 60, 10
"""What is to be reached: times faster, times less memory."""


class Run(NamedTuple):
    winners: list[str]
    seconds: float
    megabytes: float


def ratio(path: Path, completion: str, reference: str, rounds: int) -> dict[str, object]:
    """Count a file by turns with both and compare; what the command prints."""
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(run(sys.executable, "ours.py", path, completion))
        theirs.append(run(reference, "reference.py", path, completion))
    # By itself its completion may stop earlier than the cities' rule, with other winners.
    same_rule = theirs[0]
    if completion == "add-one":
        same_rule = run(reference, "reference.py", path, "to-the-overshoot")
    seconds = [median(one.seconds for one in runs) for runs in (ours, theirs)]
    megabytes = [median(one.megabytes for one in runs) for runs in (ours, theirs)]
    faster, less_memory = seconds[1] / seconds[0], megabytes[1] / megabytes[0]
    same = same_rule.winners == ours[0].winners
    return {
        "code": "B6" if completion == "add-one" else None,
        "what": f"Equal Shares, {completion}, {path.name}",
        "rounds": rounds,
        "numpy": find_spec("numpy") is not None,
        "seconds": round(seconds[0], 3),
        "megabytes": round(megabytes[0]),
        "reference": PABUTOOLS,
        "reference_seconds": round(seconds[1], 2),
        "reference_megabytes": round(megabytes[1]),
        "reference_seconds_by_the_same_rule": round(same_rule.seconds, 2),
        "times_faster": round(faster, 1),
        "times_less_memory": round(less_memory, 1),
        "same_winners": same,
        "reached": same and faster >= FASTER and less_memory >= LESS_MEMORY,
    }


def run(python: str, script: str, path: Path, completion: str) -> Run:
    command = [python, str(HERE / script), str(path), completion]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def python_with_pabutools() -> str:
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PABUTOOLS], check=True)
    return str(python)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--completion", choices=("none", "add-one"), default="add-one")
    parser.add_argument("--reference", metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    reference = given.reference or python_with_pabutools()
    with tempfile.TemporaryDirectory() as folder:
        path = given.file or Path(folder) / "a-made-up-city.pb"
        if given.file is None:
            path.write_text(city(90_000, 160, 1), encoding="utf-8")
        found = ratio(path, given.completion, reference, given.rounds)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
