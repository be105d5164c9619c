"""Commissioning: ward budgets, decisions, agreements and payments."""
