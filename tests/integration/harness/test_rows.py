"""Two runs that did the same have the same rows; where they have not, the cause is told first."""

from collections.abc import Iterator
from itertools import count
from uuid import UUID

from harness.rows import Row, difference, with_stable_keys


def written(title: str, ids: Iterator[int]) -> list[Row]:
    idea, event = UUID(int=next(ids)), UUID(int=next(ids))
    return [
        ("ideas:public.ideas", f'{{"id": "{idea}", "title": "{title}"}}'),
        ("ideas:kit.outbox", f'{{"event_id": "{event}", "source": "/civic/ideas/idea/{idea}"}}'),
        ("budgets:kit.inbox_cursors", f'{{"sequence": 1, "source": "/civic/ideas/idea/{idea}"}}'),
    ]


def test_other_ids_are_no_difference() -> None:
    ids = count(1)
    one = with_stable_keys(written("A choir", ids) + written("A hub", ids))
    other = with_stable_keys(written("A hub", ids) + written("A choir", ids))
    assert difference(one, other) == []


def test_what_differs_besides_its_ids_comes_first() -> None:
    ids = count(1)
    one = with_stable_keys(written("A choir", ids))
    other = with_stable_keys(written("A choir of all ages", ids))
    found = difference(one, other)
    assert len(found) == 6
    assert all("ideas:public.ideas" in line for line in found[:2])
    assert not any("ideas:public.ideas" in line for line in found[2:])


def test_a_row_that_is_missing_is_told() -> None:
    ids = count(1)
    whole = written("A choir", ids)
    found = difference(with_stable_keys(whole), with_stable_keys(whole[:2]))
    assert found[0].startswith("- 1 x budgets:kit.inbox_cursors")
