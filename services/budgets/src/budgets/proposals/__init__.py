"""Proposals for ward money, until they are decided."""
