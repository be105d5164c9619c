"""What this service refuses, by name."""


class RuleBroken(Exception):
    """A rule of reporting says no."""
