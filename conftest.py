"""What every test in the workspace shares: private servers from civic_stack."""

from collections.abc import Iterator

import pytest
import structlog

pytest_plugins = ["civic_stack.testing"]


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """What a test has logs written to is gone after it; the next one's go where they went."""
    yield
    structlog.reset_defaults()
