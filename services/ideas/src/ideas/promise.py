"""The promise to answer, as the running service was set; given to the commands that make it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from servicekit.web import CurrentRuntime

from ideas.settings import IdeasSettings


@dataclass(frozen=True, slots=True)
class AnsweringPromise:
    """Working days to acknowledge and to answer an idea; hours to meet an urgent need."""

    acknowledge_days: int = 2
    answer_days: int = 20
    urgent_hours: int = 48


def _promise(runtime: CurrentRuntime) -> AnsweringPromise:
    settings = runtime.settings
    if not isinstance(settings, IdeasSettings):
        raise TypeError("the ideas service runs with IdeasSettings")
    return AnsweringPromise(
        settings.acknowledge_working_days, settings.answer_working_days, settings.urgent_hours
    )


Promise = Annotated[AnsweringPromise, Depends(_promise)]
