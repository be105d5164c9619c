"""Why a project won or lost, and what would have changed it."""

from civic_counting.explain.explanation import Change, Explanation, explain

__all__ = ["Change", "Explanation", "explain"]
