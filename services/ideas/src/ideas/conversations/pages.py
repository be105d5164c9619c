"""Conversations for everybody; a table's sheet for whoever hosts one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from fastapi.responses import Response
from pagekit import marked
from pagekit.wording import retold
from servicekit import public
from servicekit.web import ExecuteForm, Form, Page, Pages, Reading

from ideas.conversations.queries import conversation_detail, list_conversations, meeting_of
from ideas.conversations.sheets import SynchroniseSheet, synchronise_sheet
from ideas.conversations.withdrawing import withdraw_words_of_meeting
from ideas.intake.pages import ward_choices
from ideas.policies import may_host_conversations, may_moderate
from ideas.promise import AnsweringPromise, Promise
from ideas.threads.own_words import WithdrawWords
from ideas.threads.queries import steps_of_conversation
from ideas.threads.showing import entries
from ideas.threads.wording import department_name, ward_name

pages = Pages()

ROWS = 6


@pages.get("/conversations", permit=public)
async def conversations_page(reading: Reading, page: Page, after: UUID | None = None) -> Response:
    """Every round of listening, the latest first."""
    found = await list_conversations(reading.connection, after=after, limit=20)
    return await page.render("conversations.html", found=found, council=reading.council)


@pages.get("/conversations/{conversation_id}", permit=public)
async def conversation_page(conversation_id: UUID, reading: Reading, page: Page) -> Response:
    """One round of listening with its meetings."""
    council = reading.council
    return await page.render(
        "conversation.html",
        conversation=await conversation_detail(reading.connection, conversation_id),
        entries=entries(await steps_of_conversation(reading.connection, conversation_id)),
        department=lambda code: retold(department_name(council, code)),
        ward_name=lambda code: ward_name(council, code),
        may_host=may_host_conversations(reading.actor),
        can_moderate=may_moderate(reading.actor),
    )


@pages.form(
    "/conversations/{conversation_id}/events/{event_id}/withdraw-words",
    permit=may_moderate,
    done=marked("The words are withdrawn."),
)
async def withdrawal(conversation_id: UUID, event_id: UUID) -> Form:
    """What was said at a meeting, to be read once more before it is gone."""
    address = f"/ideas/conversations/{conversation_id}"

    async def shows(reading: Reading) -> dict[str, Any]:
        meeting = await meeting_of(reading.connection, conversation_id, event_id)
        return {
            "address": f"{address}/events/{event_id}",
            "back": address,
            "words": [*filter(None, [meeting.topic_change]), *meeting.comments],
        }

    return Form(
        WithdrawWords,
        lambda uow, command: withdraw_words_of_meeting(uow, conversation_id, event_id, command),
        then=lambda _: address,
        template="withdraw_words.html",
        shows=shows,
    )


SHEET = "/conversations/{conversation_id}/sheet"


@pages.get(SHEET, permit=may_host_conversations, form=may_host_conversations)
async def sheet_page(page: Page, conversation_id: UUID, promise: Promise) -> Response:
    """A table's sheet to fill in."""
    return await page.show(_sheet(conversation_id, promise))


@pages.post(
    SHEET,
    permit=may_host_conversations,
    done=marked("The table’s sheet is taken in."),
)
async def sheet_sent(conversation_id: UUID, execute: ExecuteForm, promise: Promise) -> Response:
    """Takes the sheet in; rows that were left empty are left out."""
    filled = replace(execute, values=without_empty_rows(execute.values))
    return await filled(_sheet(conversation_id, promise))


def _sheet(conversation_id: UUID, promise: AnsweringPromise) -> Form:
    return Form(
        SynchroniseSheet,
        lambda uow, command: synchronise_sheet(uow, conversation_id, command, promise),
        then=lambda _: f"/ideas/conversations/{conversation_id}",
        template="sheet.html",
        shows=lambda reading: _context(reading, conversation_id),
    )


def without_empty_rows(values: Any) -> dict[str, Any]:
    """The form's values without rows in which neither title nor summary was filled in."""
    empty = {
        name.split(".")[1]
        for name in values
        if name.startswith("entries.") and name.endswith(".entry_id")
    }
    for row in list(empty):
        if any(str(values.get(f"entries.{row}.{one}", "")).strip() for one in ("title", "summary")):
            empty.discard(row)
    return {
        name: value
        for name, value in values.items()
        if not (name.startswith("entries.") and name.split(".")[1] in empty)
    }


async def _context(reading: Any, conversation_id: UUID) -> dict[str, Any]:
    council = reading.council
    return {
        "conversation": await conversation_detail(reading.connection, conversation_id),
        "sheet_id": str(uuid4()),
        "entry_ids": [str(uuid4()) for _ in range(ROWS)],
        "wards": ward_choices(council),
        "themes": list(council.themes.items()),
    }
