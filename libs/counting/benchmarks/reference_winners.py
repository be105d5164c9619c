"""The winners by pabutools, for comparison with agreement.py.

Usage: PYTHON_WITH_PABUTOOLS reference_winners.py FILE.pb …

Prints one line of JSON per file: ids of the winners by rule. Ties are broken as this package
does by default: more votes, then cheaper, then the lower number.
"""

from __future__ import annotations

import json
import re
import sys

from pabutools.election import Cost_Sat, Instance, Profile, parse_pabulib
from pabutools.rules import (
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from pabutools.tiebreaking import TieBreakingRule


def ties(profile: Profile) -> TieBreakingRule:
    votes = {}
    for ballot in profile:
        for project in ballot:
            votes[project] = votes.get(project, 0) + profile.multiplicity(ballot)

    def key(instance, profile, project):
        natural = [
            (not p.isdigit(), int(p or 0) if p.isdigit() else 0, p)
            for p in re.findall(r"[0-9]+|[^0-9]+", project.name)
        ]
        return -votes.get(project, 0), project.cost, natural

    return TieBreakingRule(key)


def winners(instance: Instance, profile: Profile) -> dict[str, list[str]]:
    options = {"tie_breaking": ties(profile)}
    found = {
        "greedy": greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat, **options),
        "equal-shares/cost/none": method_of_equal_shares(
            instance, profile, sat_class=Cost_Sat, **options
        ),
        "phragmen": sequential_phragmen(instance, profile, **options),
    }
    return {rule: sorted(project.name for project in one) for rule, one in found.items()}


if __name__ == "__main__":
    for path in sys.argv[1:]:
        instance, profile = parse_pabulib(path)
        print(json.dumps(winners(instance, profile.as_multiprofile())), flush=True)
