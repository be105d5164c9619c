"""Words of officers and councillors that budgets withdraws: gone from the thread, facts are not."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from civic_contracts.envelope import Event
from civic_contracts.events.budgets import (
    AgreementConditionMet,
    AgreementMonitoringRecorded,
    AgreementSuspended,
    AwardMade,
    ProjectCompleted,
    ProjectContinued,
    ProjectReplicated,
    ProjectSustained,
    ProposalCriteriaAssessed,
    ProposalDecided,
    ProposalDeclined,
    ProposalResearched,
    ProposalTextWithdrawn,
)
from ideas.testing import Bench
from ideas.threads.withdrawing import WITHDRAWN
from test_ideas_inbound import about, an_idea, sample

SAID = "Mrs Jones of 12 Elgin Avenue is ill"
SAYING = {
    ProposalResearched: "summary",
    ProposalCriteriaAssessed: "judgements",
    ProposalDeclined: "reasons",
    ProposalDecided: "reasons",
    AwardMade: "purpose",
    AgreementConditionMet: "evidence",
    AgreementMonitoringRecorded: "summary",
    AgreementSuspended: "reasons",
    ProjectCompleted: "summary",
    ProjectSustained: "summary",
    ProjectContinued: "summary",
    ProjectReplicated: "summary",
}


def saying(kind: type[Event], **values: object) -> Event:
    """The golden sample with the words in the place that the event has for them."""
    _, event = sample(kind)
    words: object = {"text": SAID, "language": "en"}
    if kind is ProposalCriteriaAssessed:
        words = [{"criterion": "lawful", "judgement": "met", "reason": words}]
    return about(event, **{SAYING[kind]: words}, **values)


@pytest.mark.parametrize("kind", SAYING, ids=lambda one: one.event_type)
@pytest.mark.parametrize("words_first", [True, False])
async def test_the_line_stays_with_its_figures(
    bench: Bench, kind: type[Event], words_first: bool
) -> None:
    idea, event_id = await an_idea(bench), uuid4()
    own = {"replica_idea_id": None} if kind is ProjectReplicated else {}
    event = saying(kind, idea_id=str(idea), **own)
    _, withdrawal = sample(ProposalTextWithdrawn)
    gone = about(withdrawal, idea_id=str(idea), event_ids=[str(event_id)])
    # The same said of another idea, to see what the line says beside the words.
    other = await an_idea(bench)
    whole = saying(kind, idea_id=str(other), **own)
    await bench.hear(whole, whole.to_data()[whole.subject_field])
    news = [(event, event_id), (gone, uuid4())]
    for one, known_as in news if words_first else reversed(news):
        await bench.hear(one, one.to_data()[one.subject_field], known_as)
    rows = await bench.rows("SELECT * FROM thread_steps WHERE service = 'budgets'")
    lines = {row.idea_id: row for row in rows}
    left, before = lines[idea], lines[other]
    assert SAID in before.text
    assert left.text == ""
    facts = ("occurred_on", "what", "who", "measures", "money", "tone")
    assert [getattr(left, one) for one in facts] == [getattr(before, one) for one in facts]
    assert SAID not in json.dumps(left._asdict(), default=str)


async def test_the_line_of_a_replica_calls_nothing_by_its_title(bench: Bench) -> None:
    idea, replica, event_id = await an_idea(bench), await an_idea(bench), uuid4()
    event = saying(ProjectReplicated, idea_id=str(idea), replica_idea_id=str(replica))
    await bench.hear(event, event.to_data()["project_id"], event_id)
    _, withdrawal = sample(ProposalTextWithdrawn)
    gone = about(withdrawal, idea_id=str(idea), event_ids=[str(event_id)])
    await bench.hear(gone, gone.to_data()["proposal_id"])
    rows = await bench.rows("SELECT * FROM thread_steps WHERE kind = 'project.replicated'")
    what = {row.idea_id: row.what for row in rows}
    assert what[replica] == WITHDRAWN
    assert what[idea] != WITHDRAWN
