"""Bundles: everything a stranger needs to count again, sealed by hashes and a signature."""

from civic_counting.bundle.recount import Recount, recount
from civic_counting.bundle.writing import write_bundle

__all__ = ["Recount", "recount", "write_bundle"]
