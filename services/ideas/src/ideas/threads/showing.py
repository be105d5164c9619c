"""Steps as the timeline of a page shows them."""

from __future__ import annotations

from typing import Literal

from pagekit import Entry, Measure
from pagekit.wording import count, plural, pounds

from ideas.threads.queries import FiguresView, FigureView, MoneyView, StepView
from ideas.threads.wording import phrase

Tone = Literal["plain", "good", "stopped"]
# What a step tells of the council's own ways is not repeated among the figures of the whole.
OF_ONE_STEP = frozenset(
    {
        *("estimated", "cost", "approved", "agreed", "paid-to-date", "paid-in-all"),
        *("councillors", "councillors-in-favour", "answers-yes", "answers-partly", "answers-no"),
        *("working-days-to-acknowledge", "working-days-to-answer", "days-standing"),
        *("spaces-needed", "people-needed", "months-after"),
    }
)
TONES: dict[str, Tone] = {"plain": "plain", "good": "good", "stopped": "stopped"}


def entries(thread: list[StepView]) -> list[Entry]:
    """A thread as the timeline takes it."""
    return [entry(step) for step in thread]


def entry(step: StepView) -> Entry:
    """One step with its figures in words."""
    return Entry(
        on=step.on,
        what=step.what,
        who=step.who,
        service=step.service,
        text=step.text,
        measures=(*map(shown_money, step.money), *map(shown_figure, step.measures)),
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
    if one.unit == "minutes":
        return Measure(in_hours(one.value), phrase(one.code))
    return Measure(count(one.value), phrase(one.code))


def shown_money(one: MoneyView) -> Measure:
    """An amount in pounds and what it is."""
    return Measure(pounds(one.pence), phrase(one.label))


def in_hours(minutes: int) -> str:
    """150 minutes are "2 hours 30 minutes"."""
    sign, (hours, rest) = ("−" if minutes < 0 else ""), divmod(abs(minutes), 60)
    parts = [plural(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(plural(rest, "minute"))
    return sign + " ".join(parts)
