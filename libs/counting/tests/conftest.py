import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def pytest_report_header(config):
    return f"civic-counting: long doses {'on' if long_dose(config) else 'off (CIVIC_LONG=1)'}"


def long_dose(config) -> bool:
    # The workspace's switch is not there where this package is tested alone.
    return os.environ.get("CIVIC_LONG") == "1" or config.getoption("--long", False)


@pytest.fixture(scope="session")
def dose(pytestconfig):
    """A function that gives the number of random cases: (usual, in a long dose)."""
    return lambda usual, full: full if long_dose(pytestconfig) else usual


@pytest.fixture(scope="session")
def pabulib():
    """The folder of real files, named by CIVIC_PABULIB."""
    folder = os.environ.get("CIVIC_PABULIB")
    if not folder:
        pytest.skip("CIVIC_PABULIB names no folder of real .pb files")
    return Path(folder)
