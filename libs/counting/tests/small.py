"""A small valid .pb file, and an independent reading of .pb files to compare with."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

SMALL = '''META
key;value
description;District PB
num_projects;3
num_votes;5
budget;1000.50
vote_type;approval
rule;greedy
min_length;1
max_length;2
currency;PLN
PROJECTS
project_id;cost;votes;name;category;selected
a1;600;4;Park;green,public space;1
a2;500.25;3;"Bridge; with ""rails""";roads;0
a3;400;2;Łąka;;1
VOTES
voter_id;vote;age;sex
v1;a1,a2;30;F
v2;a1;31;M
v3;a2,a3;32;F
v4;a3,a1;33;M
v5;a1,a2;34;F
'''

POINTS = """META
key;value
num_projects;2
num_votes;2
budget;10
vote_type;cumulative
max_sum_points;5
PROJECTS
project_id;cost;score
x;5;6
y;6;3
VOTES
voter_id;vote;points
1;x,y;3,2
2;x,y;3,1
"""


def independent_reading(data: bytes):
    """Budget, costs and ballots as (voter's choices, points) with counts, by plain means."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    rows = [[cell.strip() for cell in row] for row in rows if any(c.strip() for c in row)]
    titles = {row[0].upper(): n for n, row in enumerate(rows) if not any(row[1:])}
    meta = {row[0]: row[1] for row in rows[titles["META"] + 2 : titles["PROJECTS"]]}
    projects = rows[titles["PROJECTS"] + 1 : titles["VOTES"]]
    votes = rows[titles["VOTES"] + 1 :]
    projects[0], votes[0] = ([name.lower() for name in row] for row in (projects[0], votes[0]))
    cost, number = projects[0].index("cost"), projects[0].index("project_id")
    costs = {row[number]: Decimal(row[cost].replace(",", ".")) for row in projects[1:]}
    ballots: dict[object, int] = {}
    place = votes[0].index("vote")
    points = votes[0].index("points") if "points" in votes[0] else None
    for row in votes[1:]:
        choices = [one.strip() for one in row[place].split(",")] if row[place] else []
        given = [1] * len(choices)
        if points is not None:
            given = (
                [Decimal(p.replace(",", ".")) for p in row[points].split(",")] if choices else []
            )
        key = frozenset((c, p) for c, p in zip(choices, given, strict=True) if p)
        ballots[key] = ballots.get(key, 0) + 1
    return Decimal(meta["budget"].replace(",", ".")), costs, ballots


def reading_of(file):
    """The same facts from what the package read."""
    election, box = file.election, file.election.box
    minor = election.minor_per_major
    ids = [project.id for project in election.projects]
    ballots: dict[object, int] = {}
    for n, choices in enumerate(box.choices):
        given = [Decimal(s) / box.points_unit for s in box.strengths(n)]
        key = frozenset(zip((ids[c] for c in choices), given, strict=True))
        ballots[key] = ballots.get(key, 0) + box.weights[n]
    costs = {p.id: Decimal(p.cost) / minor for p in election.projects}
    return Decimal(election.budget) / minor, costs, ballots
