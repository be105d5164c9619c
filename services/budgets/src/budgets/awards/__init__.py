"""Awards: what was decided becomes a commitment, with conditions, and a project begins."""
