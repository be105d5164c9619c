import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def pytest_report_header():
    return f"civic-counting: long doses {'on' if long_dose() else 'off (CIVIC_LONG=1)'}"


def long_dose() -> bool:
    return os.environ.get("CIVIC_LONG") == "1"


@pytest.fixture(scope="session")
def dose():
    """A function that gives the number of random cases: (usual, with CIVIC_LONG=1)."""
    return lambda usual, full: full if long_dose() else usual


@pytest.fixture(scope="session")
def pabulib():
    """The folder of real files, named by CIVIC_PABULIB."""
    folder = os.environ.get("CIVIC_PABULIB")
    if not folder:
        pytest.skip("CIVIC_PABULIB names no folder of real .pb files")
    return Path(folder)
