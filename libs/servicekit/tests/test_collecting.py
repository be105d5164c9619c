"""The collector of a process of ours; in a process of its own, as it is set for good."""

import subprocess
import sys

TOLD = """
import gc
from servicekit.collecting import collect_seldom

class Circle:
    def __init__(self):
        self.self = self

collect_seldom()
print(gc.get_freeze_count() > 10_000)
rounds = gc.get_stats()[0]["collections"]
for _ in range(20_000):
    kept = [{} for _ in range(2)]
print(gc.get_stats()[0]["collections"] - rounds)
for _ in range(200_000):
    Circle()
print(len([one for one in gc.get_objects() if isinstance(one, Circle)]) <= 100_000)
"""


def test_it_looks_seldom_and_still_finds_circles() -> None:
    found = subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "0", "True"]
