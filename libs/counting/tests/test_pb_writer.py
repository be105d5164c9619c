"""What is written is read back the same, and nothing about voters is written."""

import random

import pytest

from civic_counting import BallotKind, Election, ElectionError, Project, approval_election, read_pb
from civic_counting.pb.writer import harmless, pb_bytes

import cases


def facts(election: Election):
    box = election.box
    ballots = {}
    for n, choices in enumerate(box.choices):
        strengths = [s / box.points_unit for s in box.strengths(n)]
        key = (choices, tuple(strengths))
        ballots[key] = ballots.get(key, 0) + box.weights[n]
    return (
        election.budget * 1000 // election.minor_per_major,
        [(p.id, p.cost * 1000 // election.minor_per_major) for p in election.projects],
        ballots,
        election.threshold,
        election.exclusive,
    )


@pytest.mark.parametrize("kind", list(BallotKind))
def test_round_trip(kind, tmp_path, dose):
    rng = random.Random(7)
    for _ in range(dose(100, 2000)):
        election, _ = cases.random_case(rng, kind, unit=100)
        data = pb_bytes(election, "greedy")
        path = tmp_path / "file.pb"
        path.write_bytes(data)
        file = read_pb(path)
        assert file.election.box.kind in (kind, BallotKind.APPROVAL)
        assert facts(file.election) == facts(election)
        assert pb_bytes(file.election, "greedy") == data


def test_neither_order_nor_names_of_voters_are_written():
    ballots = [["a"], ["b"], ["a", "b"], ["a"]]
    costs = {"a": 5, "b": 6}
    one = pb_bytes(approval_election(10, costs, ballots))
    other = pb_bytes(approval_election(10, costs, ballots[::-1]))
    assert one == other
    assert b"voter_id;vote\n1;a\n2;a\n3;a,b\n4;b\n" in one


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_in_names_are_made_harmless(name):
    assert harmless(name)[0] not in "=+-@\t\r"
    election = approval_election(10, {"a": 5}, [["a"]])
    named = Election(10, (Project("a", 5, name),), election.box)
    assert harmless(name).encode() in pb_bytes(named)


@pytest.mark.parametrize("one", ["=1+1", "a,b", " a", "a\nb", ""])
def test_ids_that_cannot_be_written_are_refused(one):
    with pytest.raises(ElectionError):
        pb_bytes(approval_election(10, {one: 5}, [[one]]))
