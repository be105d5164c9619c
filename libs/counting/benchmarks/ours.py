"""Equal Shares by this package, for comparison with reference.py.

Usage: python ours.py FILE.pb [none|add-one]

Prints one line of JSON: the winners' ids, processor seconds from opening the file to the
outcome, and peak memory in MB.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import replace

from civic_counting import count, parse_rule, read_pb

if __name__ == "__main__":
    completion = sys.argv[2] if len(sys.argv) > 2 else "none"
    begin = time.process_time()
    # pabutools knows no thresholds.
    election = replace(read_pb(sys.argv[1], forgiving=True).election, threshold=0)
    outcome = count(election, parse_rule(f"equal-shares/cost/{completion}"))
    took = time.process_time() - begin
    ids = sorted(election.projects[number].id for number in outcome.winners)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"winners": ids, "seconds": took, "megabytes": peak}))
