"""The reference for the speed of Equal Shares: pabutools, in an environment of its own.

Usage: PYTHON_WITH_PABUTOOLS reference.py FILE.pb [none|add-one]

Prints the winners' ids (sorted, comma-separated), processor seconds and peak memory in MB. With
``add-one`` every share is raised by one unit at a time by pabutools' own completion, which
does the same work per step but stops earlier, at the first exhaustive outcome; its winners may
therefore differ.
"""

from __future__ import annotations

import resource
import sys
import time

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares


def reference(path: str, completion: str) -> list[str]:
    instance, profile = parse_pabulib(path)
    profile = profile.as_multiprofile()
    options: dict[str, object] = {}
    if completion == "add-one":
        options["voter_budget_increment"] = 1
    winners = method_of_equal_shares(instance, profile, sat_class=Cost_Sat, **options)
    return sorted(project.name for project in winners)


if __name__ == "__main__":
    begin = time.process_time()
    ids = reference(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "none")
    took = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(",".join(ids), f"{took:.3f}", f"{peak:.0f}")
