"""What every test in the workspace shares: private servers from civic_stack."""

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

pytest_plugins = ["civic_stack.testing"]

# How fast examples are drawn says how busy the machine is, and nothing about what is tested.
settings.register_profile("workspace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("workspace")


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """What a test has logs written to is gone after it; the next one's go where they went.

    Errors in plain: to colour one with the values around it takes seconds.
    """
    *processors, _ = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*processors, plain])
    yield
    structlog.reset_defaults()
