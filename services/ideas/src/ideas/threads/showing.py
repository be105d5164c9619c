"""Steps as the timeline of a page shows them."""

from __future__ import annotations

import re
from typing import Literal

from pagekit import Entry, Measure
from pagekit.measures import measure_name, measure_value
from pagekit.wording import pounds, retold

from ideas.threads.folding import LARGEST, FiguresView, FigureView, MoneyView
from ideas.threads.queries import StepView
from ideas.threads.wording import phrase

Tone = Literal["plain", "good", "stopped"]
# What a step tells of the council's own ways is not repeated among the figures of the whole.
OF_ONE_STEP = frozenset(
    {
        *("estimated", "cost", "approved", "agreed", "paid-to-date", "paid-in-all"),
        "match-funding-promised",
        *("councillors", "councillors-in-favour", "answers-yes", "answers-partly", "answers-no"),
        *("working-days-to-acknowledge", "working-days-to-answer", "days-standing"),
        *("spaces-needed", "people-needed", "months-after", "attendances"),
    }
)
TONES: dict[str, Tone] = {"plain": "plain", "good": "good", "stopped": "stopped"}

# What the council's file asks and our own word for the answer; what follows somebody wrote.
ASKED = {
    "idea.tested": re.compile(
        r"(?P<asked>.+?\?) (?P<answer>Yes|Partly|No)(?P<why>: .*)", re.DOTALL
    ),
    "proposal.criteria-assessed": re.compile(
        r"(?P<asked>[^:]+): (?P<answer>[a-z ]+)(?P<why>\. .*)", re.DOTALL
    ),
}


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
        text=_asked_and_answered(step),
        measures=(*map(shown_money, step.money), *map(shown_figure, counted)),
        link=step.link,
        tone=TONES.get(step.tone, "plain"),
    )


def _asked_and_answered(step: StepView) -> str:
    """A step's words; questions and criteria and what was found are in the page's language."""
    pattern = ASKED.get(step.kind)
    if pattern is None:
        return step.text
    return "\n\n".join(_said_again(pattern, part) for part in step.text.split("\n\n"))


def _said_again(pattern: re.Pattern[str], part: str) -> str:
    found = pattern.fullmatch(part)
    if found is None:
        return part
    between = " " if found["asked"].endswith("?") else ": "
    return f"{retold(found['asked'])}{between}{retold(found['answer'])}{found['why']}"


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
