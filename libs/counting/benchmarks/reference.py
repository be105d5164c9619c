"""The reference for the speed of Equal Shares: pabutools, in an environment of its own.

Usage: PYTHON_WITH_PABUTOOLS reference.py FILE.pb [none|add-one|to-the-overshoot]

Prints what ours.py prints. With ``add-one`` every share is raised by one unit at a time by
pabutools' own completion, which stops at the first exhaustive outcome and so may stop earlier
than the cities did. ``to-the-overshoot`` is the same without that stop: the rule of the cities,
whose winners can be compared.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from pabutools.election import Cost_Sat, Instance, parse_pabulib
from pabutools.rules import method_of_equal_shares


class ToTheOvershoot(Instance):
    """An instance that calls nothing exhaustive before everything is funded."""

    def is_exhaustive(self, outcome, available_projects=None):
        return set(outcome) >= set(self)


def reference(path: str, completion: str) -> list[str]:
    instance, profile = parse_pabulib(path)
    if completion == "to-the-overshoot":
        instance.__class__ = ToTheOvershoot
    options: dict[str, object] = {} if completion == "none" else {"voter_budget_increment": 1}
    winners = method_of_equal_shares(
        instance, profile.as_multiprofile(), sat_class=Cost_Sat, **options
    )
    return sorted(project.name for project in winners)


if __name__ == "__main__":
    begin = time.process_time()
    ids = reference(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "none")
    took = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"winners": ids, "seconds": took, "megabytes": peak}))
