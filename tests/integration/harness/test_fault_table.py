"""Doses are worked through in parts, resumed, replayed, and written into the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.example_world import Worlds
from harness.fault_state import State
from harness.fault_table import BACK_WITHIN, Breach, Dose, Finding, Part, Row
from harness.guarantees import BEGIN, END, changed, summed_up


def dose(folder: Path, times: int, *, seed: int = 1) -> Dose:
    return Dose("row", times, seed, State(folder / "state.json"), folder, Worlds(folder))


def sizes(parts: Iterator[Part]) -> list[int]:
    return [part.times for part in parts]


def test_a_dose_is_worked_through_in_parts(tmp_path: Path) -> None:
    assert sizes(dose(tmp_path, 7).parts(of=3)) == [3, 3, 1]


def test_a_run_that_was_ended_goes_on_with_the_part_it_was_in(tmp_path: Path) -> None:
    parts = dose(tmp_path, 7).parts(of=3)
    first = next(parts)
    first.check([Breach("effects-once", "one is missing", lost=1)])
    next(parts)  # the first is recorded; the second is cut short
    resumed = dose(tmp_path, 7)
    assert resumed.finding().lost == 1
    assert sizes(resumed.parts(of=3)) == [3, 1]


def test_a_seed_replays_what_was_drawn(tmp_path: Path) -> None:
    def drawn(name: str, seed: int) -> list[float]:
        folder = tmp_path / name
        return [part.chance.random() for part in dose(folder, 4, seed=seed).parts(of=2)]

    assert drawn("a", 1) == drawn("b", 1) != drawn("c", 2)


def test_no_part_is_begun_after_the_time_is_up(tmp_path: Path) -> None:
    late = dose(tmp_path, 4)
    late.until = 0.0
    assert sizes(late.parts(of=2)) == []


def test_a_measurement_beyond_its_bound_fails_the_row(tmp_path: Path) -> None:
    one = dose(tmp_path, 2)
    for part in one.parts(of=1):
        part.measure("back", 1.0, at_most=5)
    assert one.finding().passed
    one.times = 3
    for part in one.parts(of=1):
        part.measure("back", 6.0, at_most=5)
    assert not one.finding().passed
    assert "worst 6.0" in one.finding().measured


def test_a_median_beyond_its_bound_fails_the_row(tmp_path: Path) -> None:
    one = dose(tmp_path, 3)
    for number, part in enumerate(one.parts(of=1)):
        part.measure("back", 1.0 if number else 9.0)
    assert one.finding({"back": 5.0}).passed
    slow = one.finding({"back": 0.5})
    assert not slow.passed
    assert slow.right
    assert slow.why == ["back: median 1.0 s, not 0.5 s at most"]


@pytest.mark.parametrize(("lost", "doubled", "failures"), [(1, 0, []), (0, 1, []), (0, 0, ["x"])])
def test_anything_amiss_fails_a_row(lost: int, doubled: int, failures: list[str]) -> None:
    amiss = Finding("1", lost, doubled, failures, "")
    assert not amiss.right
    assert not amiss.passed
    assert amiss.why
    assert Finding("1", 0, 0, [], "").passed


async def _nothing(_: Dose) -> Finding:
    return Finding("3", 0, 0, [], "")


def test_a_row_that_ran_gets_a_new_line_and_the_others_keep_theirs() -> None:
    row, other = (Row(key, "a fault", 1, 10, "all is well", _nothing) for key in ("one", "two"))
    page = f"before\n{BEGIN}\n{END}\nafter\n"
    page = changed(page, row, 3, Finding("3", 0, 0, [], "back p50 1 s"))
    page = changed(page, other, 10, Finding("4", 0, 0, [], ""))
    page = changed(page, row, 3, Finding("3", 2, 0, ["effects-once: a | b\nc"], ""))
    assert page.startswith("before\n")
    assert page.endswith("after\n")
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == ["one", "two"]
    assert "**failed**: effects-once: a / b c" in lines[0]
    assert "passed so far" in lines[1]


def test_a_smaller_dose_that_passes_leaves_the_larger_one_in_the_page() -> None:
    row = Row("one", "a fault", 1, 10, "all is well", _nothing)

    def after(page: str, times: int, *failures: str) -> str:
        return changed(page, row, times, Finding(f"{times}", 0, 0, list(failures), ""))

    large = after(f"{BEGIN}\n{END}", 1_000)
    assert after(large, 1) == large
    assert "| 2,000 |" in after(large, 2_000)
    failed = after(large, 1, "effects-once: one is missing")
    assert "| 1 |" in failed
    assert "**failed**" in failed
    assert "| 2 |" in after(failed, 2)


def test_what_a_run_of_all_rows_told_stands_above_the_table() -> None:
    row = Row("one", "a fault", 1, 10, "all is well", _nothing)
    page = summed_up(f"{BEGIN}\n{END}", "45 rows, 0 failed")
    page = changed(page, row, 1, Finding("1", 0, 0, [], ""))
    page = summed_up(page, "46 rows, 0 failed")
    assert page.count("All rows in a short dose: 46 rows, 0 failed") == 1
    assert "45 rows" not in page
    assert "| `one` |" in page


def test_a_slow_machine_is_told_and_not_excused(tmp_path: Path) -> None:
    slow = dose(tmp_path, 2)
    for part in slow.parts(of=1):
        part.measure("undisturbed start", 4.0)
        part.measure("back", 7.0)
    assert not slow.finding(BACK_WITHIN).passed
    assert "undisturbed start" in slow.finding(BACK_WITHIN).measured
