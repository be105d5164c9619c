"""Kept for one step: moved to servicekit.application."""

from servicekit.application import application

__all__ = ["application"]
