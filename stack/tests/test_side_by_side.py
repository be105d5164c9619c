"""Nothing that was started side by side is left behind, and what tidies up may finish."""

import asyncio

import pytest
from civic_stack.side_by_side import side_by_side, to_its_end


async def _tidying(done: list[str]) -> None:
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0.05)
        done.append("tidied")


async def _plain() -> None:
    await asyncio.sleep(60)


async def _failing() -> None:
    await asyncio.sleep(0.01)
    raise ValueError("broken")


async def test_a_cancellation_waits_until_all_have_tidied_up() -> None:
    done: list[str] = []
    whole = asyncio.create_task(side_by_side(_plain(), _tidying(done)))
    await asyncio.sleep(0.01)
    whole.cancel()
    with pytest.raises(asyncio.CancelledError):
        await whole
    assert done == ["tidied"]


async def test_a_failure_ends_the_others_first() -> None:
    done: list[str] = []
    with pytest.raises(ValueError, match="broken"):
        await side_by_side(_failing(), _tidying(done))
    assert done == ["tidied"]


async def test_what_goes_to_its_end_is_not_cut_short() -> None:
    done: list[str] = []

    async def stopping() -> None:
        await asyncio.sleep(0.1)
        done.append("stopped")

    whole = asyncio.create_task(to_its_end(stopping()))
    for _ in range(2):
        await asyncio.sleep(0.02)
        whole.cancel()
    with pytest.raises(asyncio.CancelledError):
        await whole
    assert done == ["stopped"]


async def test_what_goes_to_its_end_tells_its_failure() -> None:
    with pytest.raises(ValueError, match="broken"):
        await to_its_end(_failing())
