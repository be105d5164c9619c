"""A tiny dose of a few rows on the example service; with ``--long`` every planted defect too."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from faults import kills, planted_defects
from harness.example_world import ROOT, Worlds
from harness.fault_state import State
from harness.fault_table import ROWS, Dose, Finding

pytestmark = pytest.mark.stack


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def worlds() -> AsyncIterator[Worlds]:
    found = Worlds(ROOT / ".run" / f"faults-{os.getpid()}")
    yield found
    await found.end()


async def run(worlds: Worlds, folder: Path, key: str, times: int) -> Finding:
    dose = Dose(key, times, 1, State(), folder, worlds)
    return await ROWS[key].run(dose)


@pytest.mark.parametrize(
    "row", [kills.killed_at_random, planted_defects.undisturbed], ids=lambda row: row.__name__
)
async def test_nothing_is_lost_or_doubled(worlds: Worlds, tmp_path: Path, row: object) -> None:
    key = getattr(row, "__name__", "")
    found = await run(worlds, tmp_path, key, 1)
    # How soon a process is back is asked by `make faults`, beside which no other test runs.
    assert found.right, found


@pytest.mark.long
async def test_every_planted_defect_is_caught(worlds: Worlds, tmp_path: Path) -> None:
    found = await run(worlds, tmp_path, "planted", len(planted_defects.PLANTED))
    assert found.passed, found
