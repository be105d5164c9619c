"""Brokerage of people, time and space."""
