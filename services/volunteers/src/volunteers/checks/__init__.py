"""Safeguarding checks: their levels, and what happens when one runs out."""
