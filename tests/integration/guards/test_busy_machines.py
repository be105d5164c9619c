"""A test with generated examples does not fail because the machine is busy."""

import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import FailedHealthCheck


def drawn_slowly(value: int) -> int:
    time.sleep(0.6)
    return value


SLOW = st.builds(drawn_slowly, st.integers())
AS_HYPOTHESIS_WOULD = timedelta(milliseconds=200)  # without a deadline it waits 30 s, not 1 s


@settings(max_examples=5, database=None, deadline=AS_HYPOTHESIS_WOULD)
@given(SLOW)
def test_examples_may_be_drawn_slowly(value: int) -> None:
    assert isinstance(value, int)


def test_without_the_workspaces_profile_they_may_not() -> None:
    @settings(max_examples=5, database=None, deadline=AS_HYPOTHESIS_WOULD, suppress_health_check=[])
    @given(SLOW)
    def drawing(value: int) -> None:
        assert isinstance(value, int)

    with pytest.raises(FailedHealthCheck, match="slow"):
        drawing()


@settings(max_examples=1, database=None)
@given(st.none())
def test_an_example_may_take_its_time(nothing: None) -> None:
    time.sleep(0.3)  # Hypothesis's own limit is 0.2 s
    assert nothing is None
