"""The count that anyone can rerun: rules for participatory budgets, exact and explained.

>>> from civic_counting import approval_election, count, parse_rule
>>> election = approval_election(1000, {"park": 600, "library": 500}, [["park"], ["library"]])
>>> [election.projects[n].id for n in count(election, parse_rule("greedy")).winners]
['library']
"""

from civic_counting.ballots import BallotBox, BallotKind
from civic_counting.building import approval_election, build_election
from civic_counting.elections import Election, Project
from civic_counting.errors import BundleError, CountingError, ElectionError, PbError, RuleError
from civic_counting.limits import Limits
from civic_counting.outcome import End, Fate, Outcome, Tie
from civic_counting.pb import PbFile, read_pb, write_pb
from civic_counting.rules.count import count
from civic_counting.rules.declarations import (
    Completion,
    EqualShares,
    Greedy,
    Phragmen,
    Rule,
    Utility,
    parse_rule,
)
from civic_counting.tiebreak import TieBreak

__all__ = [
    "BallotBox",
    "BallotKind",
    "BundleError",
    "Completion",
    "CountingError",
    "Election",
    "ElectionError",
    "End",
    "EqualShares",
    "Fate",
    "Greedy",
    "Limits",
    "Outcome",
    "PbError",
    "PbFile",
    "Phragmen",
    "Project",
    "Rule",
    "RuleError",
    "Tie",
    "TieBreak",
    "Utility",
    "approval_election",
    "build_election",
    "count",
    "parse_rule",
    "read_pb",
    "write_pb",
]
