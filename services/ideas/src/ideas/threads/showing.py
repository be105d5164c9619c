"""Steps as the timeline of a page shows them."""

from __future__ import annotations

from typing import Literal

from pagekit import Entry, Measure
from pagekit.measures import measure_name, measure_value
from pagekit.wording import pounds

from ideas.threads.folding import LARGEST, FiguresView, FigureView, MoneyView
from ideas.threads.queries import StepView
from ideas.threads.wording import phrase

Tone = Literal["plain", "good", "stopped"]
# What a step tells of the council's own ways is not repeated among the figures of the whole.
OF_ONE_STEP = frozenset(
    {
        *("estimated", "cost", "approved", "agreed", "paid-to-date", "paid-in-all"),
        *("councillors", "councillors-in-favour", "answers-yes", "answers-partly", "answers-no"),
        *("working-days-to-acknowledge", "working-days-to-answer", "days-standing"),
        *("spaces-needed", "people-needed", "months-after", "attendances"),
    }
)
TONES: dict[str, Tone] = {"plain": "plain", "good": "good", "stopped": "stopped"}


def entries(thread: list[StepView]) -> list[Entry]:
    """A thread as the timeline takes it."""
    return [entry(step) for step in thread]


def entry(step: StepView) -> Entry:
    """One step with its figures in words."""
    # A committee without members is told for the sake of those who are counted later.
    counted = (one for one in step.measures if one.value or not one.within)
    return Entry(
        on=step.on,
        what=step.what,
        who=step.who,
        service=step.service,
        text=step.text,
        measures=(*map(shown_money, step.money), *map(shown_figure, counted)),
        link=step.link,
        tone=TONES.get(step.tone, "plain"),
    )


def shown_figures(figures: FiguresView) -> list[Measure]:
    """What a thread comes to, money first."""
    money = (one for one in figures.money if one.label not in OF_ONE_STEP)
    measures = (one for one in figures.measures if one.code not in OF_ONE_STEP)
    return [*map(shown_money, money), *map(shown_figure, measures)]


def shown_figure(one: FigureView) -> Measure:
    """A figure and what it counts; minutes are read as hours."""
    name = measure_name(one.code, one.value)
    if one.of == LARGEST:
        name = f"{name} at the largest meeting"
    return Measure(measure_value(one.code, one.value, one.unit), name)


def shown_money(one: MoneyView) -> Measure:
    """An amount in pounds and what it is."""
    return Measure(pounds(one.pence), phrase(one.label))
