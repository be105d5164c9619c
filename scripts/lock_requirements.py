#!/usr/bin/env python3
"""Resolve requirements/*.in into *.txt with hashes, without any download address in them.

The widest set is resolved first and the others take its versions, so that `make demo` and
`make test` agree on every version. Further arguments go to uv (such as --upgrade).
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
UV = ROOT / ".venv" / "bin" / "uv"
WIDEST, OTHERS = "dev", ("demo", "run")


def main() -> None:
    """Write all locks; stops with the tool's own message when one cannot be resolved."""
    if not UV.exists():
        subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "uv"], check=True)
    resolve(WIDEST)
    for name in OTHERS:
        resolve(name, "--constraint", f"requirements/{WIDEST}.txt")


def resolve(name: str, *options: str) -> None:
    """Resolve one requirements file for Python 3.11 and newer on every platform."""
    command = [
        *(str(UV), "pip", "compile", f"requirements/{name}.in"),
        *("--output-file", f"requirements/{name}.txt"),
        *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"),
        *("--no-header", "--quiet", *options, *sys.argv[1:]),
    ]
    subprocess.run(command, check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
