"""Started without saying which service, a command says how it is used."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["servicekit.serve", "servicekit.migrate"])
@pytest.mark.parametrize("words", [[], ["budgets.app:SERVICE", "one too many"]])
def test_it_says_how_it_is_used(module: str, words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, *words], check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"usage: python -m {module} MODULE:SERVICE")
    assert "Traceback" not in done.stderr
