"""Write the .pb file of a made-up city: 90,000 approval ballots on 160 projects.

Usage: python city.py FILE.pb [BALLOTS [PROJECTS [SEED]]]

Shaped like the large real files: popularity falls off steeply, most ballots name few
projects, about a quarter of the ballots are distinct, and the budget pays for a seventh of
what is asked for.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path


def city(ballots: int, projects: int, seed: int) -> str:
    rng = random.Random(seed)
    costs = [
        rng.choice([25, 40, 60, 90, 120, 250, 400, 800]) * 500 + rng.randint(0, 499)
        for _ in range(projects)
    ]
    appeal = [1 / (rank + 3) ** 1.1 for rank in range(projects)]
    rng.shuffle(appeal)
    budget = sum(costs) // 7
    lines = [
        "META",
        "key;value",
        "description;A made-up city",
        "currency;EUR",
        f"num_projects;{projects}",
        f"num_votes;{ballots}",
        f"budget;{budget}",
        "vote_type;approval",
        "rule;equalshares/add1",
        "PROJECTS",
        "project_id;cost",
    ]
    lines += [f"{number};{cost}" for number, cost in enumerate(costs)]
    lines += ["VOTES", "voter_id;vote;age;sex;voting_method"]
    for voter in range(ballots):
        many = rng.choice([1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 5])
        chosen = sorted(set(rng.choices(range(projects), appeal, k=many)))
        vote = ",".join(map(str, chosen))
        lines.append(f"{voter};{vote};{rng.randint(16, 90)};{rng.choice('MF')};internet")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[2:]] + [90_000, 160, 1][len(sys.argv) - 2 :]
    Path(sys.argv[1]).write_text(city(*numbers), encoding="utf-8")
