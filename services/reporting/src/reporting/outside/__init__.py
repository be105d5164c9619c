"""Subscribers outside the four services: what they are sent, and how far that has come."""
