"""Agreements with those who were awarded money."""
