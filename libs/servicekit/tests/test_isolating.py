"""A batch is applied around what fails, whatever fails in it and whichever handler says so."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servicekit.messaging.handlers import HandlerFailed
from servicekit.messaging.isolating import apply_sound
from servicekit.messaging.ordering import Arrival, Place, Plan, stop_at

# A batch in the order of its subjects, and for each of its events whether it is bad.
BATCHES = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 4).map(lambda n: n == 0)),
    max_size=30,
)


def numbered(subjects: Sequence[str]) -> list[Arrival]:
    last: dict[str, int] = {}
    batch = []
    for source in subjects:
        last[source] = last.get(source, 0) + 1
        batch.append(Arrival(Place(source, last[source]), None, b"", held=last[source] % 2 == 0))
    return batch


class Applying:
    """A database in miniature: a stretch is there whole or not at all."""

    def __init__(self, bad: set[Place], *, says_where: bool) -> None:
        self.bad = bad
        self.says_where = says_where
        self.applied: list[Place] = []
        self.runs = 0

    async def __call__(self, stretch: Sequence[Arrival]) -> None:
        for at, one in enumerate(stretch):
            self.runs += 1
            if one.place in self.bad:
                error = ValueError(one.place)
                raise HandlerFailed(at if self.says_where else None) from error
        self.applied += [one.place for one in stretch]


@pytest.mark.parametrize("says_where", [True, False], ids=["one-by-one", "by-set"])
@given(drawn=BATCHES)
def test_all_is_applied_but_what_fails_and_what_follows_it(
    drawn: list[tuple[str, bool]], says_where: bool
) -> None:
    batch = numbered([source for source, _ in drawn])
    bad = {one.place for one, (_, is_bad) in zip(batch, drawn, strict=True) if is_bad}
    database = Applying(bad, says_where=says_where)
    failures = asyncio.run(apply_sound(batch, database))

    first_bad = {place.source: place for place in sorted(bad, reverse=True)}
    assert sorted(failure.place for failure in failures) == sorted(first_bad.values())
    assert all(str(failure.cause) == str(failure.place) for failure in failures)
    sound = [
        one.place
        for one in batch
        if one.place.source not in first_bad or one.place < first_bad[one.place.source]
    ]
    assert sorted(database.applied) == sorted(sound)
    for source in "abcd":
        mine = [place.sequence for place in database.applied if place.source == source]
        assert mine == sorted(mine)

    todo = Plan(apply=batch, cursors={one.place.source: one.place.sequence for one in batch})
    stop_at(todo, [failure.place for failure in failures])
    assert [one.place for one in todo.apply] == sound
    fresh = [one.place for one in batch if one.place not in sound and not one.held]
    assert [one.place for one in todo.hold] == fresh
    for source, reached in todo.cursors.items():
        assert reached == len([place for place in sound if place.source == source])


def test_many_bad_events_cost_two_runs_of_the_batch_and_not_one_each() -> None:
    batch = numbered([str(number) for number in range(500)])
    bad = {one.place for one in batch[::10]}
    database = Applying(bad, says_where=True)
    failures = asyncio.run(apply_sound(batch, database))
    assert len(failures) == 50
    assert database.runs <= 2 * len(batch) + len(bad)
