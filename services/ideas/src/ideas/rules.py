"""The base of every rule of this service: a subclass's name is the rule, its docstring says it."""


class RuleBroken(Exception):
    """A rule of the ideas service says no."""
