"""Time and memory of Equal Shares against pabutools, interleaved.

Usage: python ratio.py PYTHON_WITH_PABUTOOLS FILE.pb [none|add-one [ROUNDS]]

Prints medians of the processor time and the peak memory of both, their ratios, and whether
the winners are the same.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent


def run(python: str, script: str, path: str, completion: str) -> tuple[str, float, float]:
    command = [python, str(HERE / script), path, completion]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    winners, seconds, megabytes = done.stdout.rsplit(maxsplit=2)
    return winners, float(seconds), float(megabytes)


if __name__ == "__main__":
    other, path = sys.argv[1:3]
    completion = sys.argv[3] if len(sys.argv) > 3 else "none"
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(run(sys.executable, "ours.py", path, completion))
        theirs.append(run(other, "reference.py", path, completion))
    seconds = [median(one[1] for one in runs) for runs in (ours, theirs)]
    megabytes = [median(one[2] for one in runs) for runs in (ours, theirs)]
    print(
        f"{Path(path).name} {completion}: {seconds[0]:.2f} s against {seconds[1]:.2f} s "
        f"({seconds[1] / seconds[0]:.0f} times faster), {megabytes[0]:.0f} MB against "
        f"{megabytes[1]:.0f} MB (1/{megabytes[1] / megabytes[0]:.0f}), winners "
        f"{'the same' if ours[0][0] == theirs[0][0] else 'DIFFERENT'}",
        flush=True,
    )
