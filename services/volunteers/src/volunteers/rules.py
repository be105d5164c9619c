"""Base of every rule of the volunteers service."""


class RuleBroken(Exception):
    """A rule of the domain says no; the class names the rule, its docstring is the sentence."""
