"""What a form is: what it becomes, where that leads, and what is shown for it.

One declaration serves the page that shows a form, the address it is sent to, and the form shown
again with its faults (``Pages.form`` and ``Pages.step``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from servicekit.unit_of_work import UnitOfWork
from servicekit.web.command import Command
from servicekit.web.runtime import ReadingTransaction

C = TypeVar("C", bound=Command)
R = TypeVar("R")

Shows = Callable[[ReadingTransaction], Awaitable[Mapping[str, Any]]]


async def nothing_more(_: ReadingTransaction) -> Mapping[str, Any]:
    """For a form whose template needs nothing that is read."""
    return {}


class Form:
    """A form at one address.

    Sent, it becomes a ``command``; ``use_case`` carries it out and ``then`` says where that leads.
    ``template`` shows it, with what ``shows`` reads. ``given`` are fields of the command that come
    from the address. With ``check`` nothing is done yet: that template shows the ``command``
    first, and asks; it sends everything that was typed once more (``forms.kept``), with the answer.
    """

    # The parameters belong together, each kind to its command: that is checked here, and no
    # longer known once they are kept.
    command: type[Command]
    use_case: Callable[[UnitOfWork, Any], Awaitable[Any]]
    then: Callable[[Any], str]

    def __init__(
        self,
        command: type[C],
        use_case: Callable[[UnitOfWork, C], Awaitable[R]],
        *,
        then: Callable[[R], str],
        template: str,
        shows: Shows = nothing_more,
        given: Mapping[str, Any] | None = None,
        check: str = "",
    ) -> None:
        self.command = command
        self.use_case = use_case
        self.then = then
        self.template = template
        self.shows = shows
        self.given = given or {}
        self.check = check
