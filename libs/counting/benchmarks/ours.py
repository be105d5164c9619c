"""Equal Shares by this package, for comparison with reference.py.

Usage: python ours.py FILE.pb [none|add-one]

Prints the winners' ids (sorted, comma-separated), processor seconds and peak memory in MB,
reading the file included.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace

from civic_counting import count, parse_rule, read_pb

if __name__ == "__main__":
    begin = time.process_time()
    # pabutools knows no thresholds.
    election = replace(read_pb(sys.argv[1], forgiving=True).election, threshold=0)
    completion = sys.argv[2] if len(sys.argv) > 2 else "none"
    outcome = count(election, parse_rule(f"equal-shares/cost/{completion}"))
    took = time.process_time() - begin
    ids = sorted(election.projects[number].id for number in outcome.winners)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(",".join(ids), f"{took:.3f}", f"{peak:.0f}")
