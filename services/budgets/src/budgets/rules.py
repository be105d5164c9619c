"""The one base of every rule that can say no: answered with 409 and the rule's name."""


class RuleBroken(Exception):
    """A rule of the council's says no. A subclass's name is the rule, its docstring the reason."""

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail or " ".join((type(self).__doc__ or "").split()))
