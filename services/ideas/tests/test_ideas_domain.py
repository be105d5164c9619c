"""Rules of the rooms by themselves, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ideas.answering import domain as answering
from ideas.answering.clocks import beginning_of, is_running
from ideas.barriers import domain as barriers
from ideas.intake import domain, progress
from ideas.rules import RuleBroken

IDEA = domain.Idea(
    id=uuid4(),
    conversation_id=None,
    table_number=None,
    channel="online",
    owner_kind="resident",
    owner_person_key=None,
    owner_organisation=None,
    ward="E05000634",
    theme="greening",
    area=None,
    principles=[],
    title="Boxes",
    summary="Boxes on balconies.",
    submitted_on=date(2009, 6, 1),
    recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
    moderation="published",
    acknowledge_due_on=date(2009, 6, 3),
    answer_due_on=date(2009, 6, 29),
)


@given(st.permutations(progress.ORDER[:-1]))
def test_progress_is_the_same_in_whatever_order_news_arrives(news: list[str]) -> None:
    here = "heard"
    for stage in news:
        before, here = here, progress.further(here, stage)
        assert progress.ORDER.index(here) >= progress.ORDER.index(before)
    assert here == "continued"


def test_every_stage_has_its_words() -> None:
    assert set(progress.LABELS) == set(progress.ORDER)
    assert {progress.tone(one) for one in progress.ORDER} <= {
        "neutral",
        "waiting",
        "good",
        "stopped",
    }


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"moderation": "waiting"}, domain.IdeaWaitsForModerator),
        ({"moderation": "hidden"}, domain.IdeaIsHidden),
        ({"withdrawn_on": date(2009, 7, 1)}, domain.IdeaWasWithdrawn),
    ],
)
def test_only_ideas_that_are_public_and_stand_go_on(
    change: dict[str, object], rule: type[RuleBroken]
) -> None:
    domain.the_idea_is_public_and_stands(IDEA)
    with pytest.raises(rule):
        domain.the_idea_is_public_and_stands(replace(IDEA, **change))  # type: ignore[arg-type]  # one field each


def test_a_moderator_who_edits_gives_words_and_a_reason() -> None:
    with pytest.raises(domain.EditingNeedsNewWords):
        domain.the_moderator_may(IDEA, "edited", "A name", new_words=False)
    with pytest.raises(domain.HidingNeedsAReason):
        domain.the_moderator_may(IDEA, "edited", None, new_words=True)
    with pytest.raises(domain.NothingToModerate):
        domain.the_moderator_may(IDEA, "published", None, new_words=False)
    domain.the_moderator_may(replace(IDEA, moderation="hidden"), "published", None, new_words=False)


def test_residents_are_never_named_and_organisations_always() -> None:
    assert domain.owner_is_named_rightly("resident", None)
    assert not domain.owner_is_named_rightly("resident", "A person")
    assert not domain.owner_is_named_rightly("group", None)
    assert domain.owner_is_named_rightly("business", "A shop")


def test_a_final_answer_ends_the_way_to_the_budgets() -> None:
    adopted = replace(IDEA, adopted_on=date(2009, 6, 2), department="parks", role="officer")
    answering.the_idea_can_be_referred(adopted)
    refused = replace(adopted, answered_on=date(2009, 6, 3), answer_outcome="not-possible")
    with pytest.raises(answering.AnsweredIdeasAreNotReferred):
        answering.the_idea_can_be_referred(refused)
    taken_up = replace(refused, answer_outcome="taken-up")
    answering.the_idea_can_be_referred(taken_up)


def test_the_public_is_not_told_no_while_the_budgets_are_asked() -> None:
    referred = replace(IDEA, adopted_on=date(2009, 6, 2), referral_open=True)
    for outcome in answering.FINAL:
        with pytest.raises(answering.ReferredIdeasAreNotTurnedDown):
            answering.the_answer_agrees_with_the_referral(referred, outcome)
        closed = replace(referred, referral_open=False)
        answering.the_answer_agrees_with_the_referral(closed, outcome)
    answering.the_answer_agrees_with_the_referral(referred, "taken-up")


def test_six_answers_in_any_order_and_no_other_number() -> None:
    questions = ["a", "b", "c"]
    for order in permutations(questions):
        answering.every_question_is_answered(order, questions)
    for wrong in (["a", "b"], ["a", "b", "b"], ["a", "b", "c", "c"], []):
        with pytest.raises(answering.EachQuestionIsAnsweredOnce):
            answering.every_question_is_answered(wrong, questions)


def test_an_answer_stops_both_clocks() -> None:
    assert is_running(IDEA, "acknowledge")
    acknowledged = replace(IDEA, acknowledged_on=date(2009, 6, 2))
    assert not is_running(acknowledged, "acknowledge")
    assert is_running(acknowledged, "answer")
    answered = replace(IDEA, answered_on=date(2009, 6, 2), answer_outcome="not-now")
    assert not is_running(answered, "acknowledge")
    assert not is_running(answered, "answer")


def test_days_begin_at_midnight_in_london() -> None:
    assert beginning_of(date(2026, 7, 1)).astimezone(UTC).hour == 23
    assert beginning_of(date(2026, 1, 1)).astimezone(UTC).hour == 0


def test_the_due_day_itself_is_in_time() -> None:
    assert answering.is_in_time(IDEA.answer_due_on, IDEA.answer_due_on)
    assert not answering.is_in_time(date(2009, 6, 30), IDEA.answer_due_on)


def test_a_barrier_is_removed_once_and_not_before_it_stood() -> None:
    barriers.the_barrier_stands(None, date(2010, 1, 5), date(2010, 1, 5))
    with pytest.raises(barriers.BarrierWasRemoved):
        barriers.the_barrier_stands(date(2010, 2, 1), date(2010, 1, 5), date(2010, 3, 1))
    with pytest.raises(barriers.BarrierStoodLaterThanThat):
        barriers.the_barrier_stands(None, date(2010, 1, 5), date(2010, 1, 4))


def test_every_rule_says_its_sentence() -> None:
    def below(kind: type[RuleBroken]) -> list[type[RuleBroken]]:
        return [one for sub in kind.__subclasses__() for one in (sub, *below(sub))]

    rules = below(RuleBroken)
    assert len(rules) >= 20
    for rule in rules:
        assert (rule.__doc__ or "").strip().endswith("."), rule
