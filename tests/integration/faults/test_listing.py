"""``make faults ARGS=--list``: every row, also those that a short dose leaves out."""

import subprocess
import sys

from harness.example_world import ROOT


def listed(*names: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "faults", "--list", *names],
        cwd=ROOT / "tests" / "integration",
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_what_is_left_out_of_a_short_dose_is_listed_too() -> None:
    rows = {line.partition(":")[0]: line for line in listed()}
    assert "(10, full 1,000)" in rows["same_key"]
    assert "(full 17)" in rows["planted"]
    assert "(full 20)" in rows["real_services_killed"]


def test_a_named_row_is_listed_alone() -> None:
    assert [line.partition(":")[0] for line in listed("same_key")] == ["same_key"]
