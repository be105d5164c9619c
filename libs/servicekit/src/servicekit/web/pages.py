"""Pages and forms: rendering, posting, and what happens after."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from servicekit.crash_points import crash_point
from servicekit.identity import Actor
from servicekit.identity.identity import CSRF_FIELD
from servicekit.unit_of_work import UnitOfWork
from servicekit.web.audited import note_refusal
from servicekit.web.command import Command
from servicekit.web.declared_forms import Form
from servicekit.web.done import Done, Notice, forget, tell_next, told_on
from servicekit.web.execution import commit_once
from servicekit.web.form_ids import (
    COMMAND_ID,
    address_without_id,
    has_form,
    id_in,
    kept_or_new,
    key_of,
    new_id,
)
from servicekit.web.forms import (
    CONFIRMED,
    FormInvalid,
    FormView,
    as_typed,
    parse_form,
    typed_values,
)
from servicekit.web.idempotency import REUSED, Answer, Key
from servicekit.web.languages import language_of, remember, speaking
from servicekit.web.problems import Problem, as_problem
from servicekit.web.refusal_pages import AskSilently, wants_page
from servicekit.web.runtime import CurrentActor, CurrentRuntime, Runtime, begin_reading
from servicekit.web.variants import form_address, large_print_of, remember_print

SENT_BEFORE = (
    "You have sent this form before, with something else in it, and that was done. "
    "Send it again only if this is to be done as well."
)

NOT_WHOLE = (
    "Part of this form was missing when it reached us, and nothing was done. "
    "Look through it and send it again."
)


class UndeclaredForm(RuntimeError):
    """A page draws a form, and its route does not say for whom: the form would have no id."""


@dataclass(frozen=True, slots=True)
class PageView:
    """What the layout reads as ``page``: who looks at which page of which service.

    ``address`` is what to share: whole, and without the id of this visit's forms.
    """

    path: str
    address: str
    csrf: str
    signed_in_as: str | None
    role: str
    roles: frozenset[str]
    demo: bool
    language: str
    large_print: bool
    form_sent: bool
    form_at: str
    notice: Done | None


@dataclass(frozen=True, slots=True)
class PageRenderer:
    """Renders templates for one request; given to routes as ``Page``."""

    request: Request
    runtime: Runtime
    actor: Actor

    async def render(
        self, template: str, *, status: int = 200, form: FormView | None = None, **context: Any
    ) -> Response:
        """The template as a page. It sees ``page``, ``form``, ``command_id`` and ``actor``."""
        shown = self.request.method != "POST"
        if shown and not _gives_id(self.request) and has_form(self.runtime.environment, template):
            raise UndeclaredForm(f"{template} at {self.request.url.path}")
        session = await self.runtime.identity.session_of(self.request)
        text = self.runtime.environment.get_template(template).render(
            {"command_id": id_in(self.request) or new_id(), **context},
            page=self._view("" if session is None else session.csrf_token),
            actor=self.actor,
            form=form or FormView(),
        )
        response = HTMLResponse(text, status, headers={"Cache-Control": "no-store"})
        remember(self.request, response, self.runtime.languages)
        remember_print(self.request, response)
        forget(self.request, response, self.runtime.service)
        return response

    async def show(self, form: Form) -> Response:
        """A form's page; what is read for it is read before it is drawn."""
        return await self.render(form.template, **await self.read_for(form))

    async def read_for(self, form: Form) -> Mapping[str, Any]:
        """What a form's template shows."""
        async with begin_reading(self.runtime, self.actor) as reading:
            return await form.shows(reading)

    def _view(self, csrf: str) -> PageView:
        return PageView(
            path=address_without_id(self.request),
            address=f"{self.runtime.settings.public_url}{self.request.url.path}",
            csrf=csrf,
            signed_in_as=self.actor.name,
            role=", ".join(sorted(role.replace("-", " ") for role in self.actor.roles)),
            roles=frozenset(self.actor.roles),
            demo=self.runtime.settings.demo,
            language=language_of(self.request, self.runtime.languages),
            large_print=large_print_of(self.request),
            form_sent=self.request.method == "POST",
            form_at=form_address(self.request),
            notice=told_on(self.request, self.runtime.service, self.runtime.done),
        )


def _gives_id(request: Request) -> bool:
    return getattr(request.state, "form_id_seen_to", False)


async def _page(
    request: Request, runtime: CurrentRuntime, actor: CurrentActor
) -> AsyncIterator[PageRenderer]:
    if (
        not actor.is_signed_in
        and request.method == "GET"
        and wants_page(request, runtime.service)
        and runtime.identity.may_be_known(request)
    ):
        raise AskSilently
    # What a route itself says for its page is in the language of the page.
    with speaking(runtime.environment, language_of(request, runtime.languages)):
        yield PageRenderer(request, runtime, actor)


Page = Annotated[PageRenderer, Depends(_page)]


@dataclass(frozen=True, slots=True)
class FormExecutor:
    """Runs one use case for one posted form; given to routes as ``ExecuteForm``.

    ``confirmed`` is what was pressed on the page that asks whether it is all right so.
    """

    page: PageRenderer
    values: Mapping[str, Any] = field(default_factory=dict)
    command_id: str | None = None
    confirmed: str = ""

    async def __call__(self, form: Form) -> Response:
        """Commits the form's command once and goes where it leads.

        Where the form does not hold, or a rule says no, it is shown again with what was typed and
        why. Sent twice, it does nothing twice, and says where the first one led.
        """
        crash_point("S1")
        try:
            command = parse_form(form.command, {**self.values, **form.given})
        except FormInvalid as invalid:
            return await self._again(form, 422, invalid.errors)
        if form.check and self.confirmed != "yes":
            asked = form.template if self.confirmed else form.check
            return await self._shown(form, FormView(self.values), template=asked, command=command)
        key = self._key()
        if key is None:
            return await self._again(form, 422, {"": NOT_WHOLE}, anew=True)
        try:
            # What a command keeps or tells is in English, whoever sent it in which language.
            with speaking(self.page.runtime.environment, "en"):
                outcome = await commit_once(
                    self.page.runtime,
                    self.page.actor,
                    self.page.request,
                    key,
                    _carries_out(form, command),
                )
        except Exception as error:
            return await self._refused(error, form)
        location = outcome.answer.location or "/"
        if outcome.repeated:
            return await self.page.render("pagekit/already_sent.html", location=location)
        led = RedirectResponse(location, status_code=303)
        notice: Notice = self.page.request.state.notice
        tell_next(led, self.page.runtime.service, notice.key_for(command))
        return led

    def _key(self) -> Key | None:
        """The form's idempotency key; none where it came without the page's id, or with no id."""
        body = repr(sorted(self.values.items())).encode()
        key = key_of(self.command_id, self.page.request.url.path)
        try:
            return Key.of(self.page.actor.identifier, key, body)
        except Problem:
            return None

    async def _refused(self, error: Exception, form: Form) -> Response:
        """The form with what a rule says against it; anything else is raised again."""
        refused = as_problem(error, self.page.runtime.rule_broken)
        if refused is None or refused.status not in {403, 409, 422}:
            raise error
        if refused.status == 403:
            await note_refusal(self.page.request, 403, refused.code, None)
        if refused.code == REUSED:
            return await self._again(form, 422, {"": SENT_BEFORE}, anew=True)
        errors = {as_typed(name, self.values): said for name, said in _messages(refused).items()}
        return await self._again(form, refused.status, errors)

    async def _again(
        self, form: Form, status: int, errors: Mapping[str, str], *, anew: bool = False
    ) -> Response:
        """The form again, as what it was: nothing was done by its id yet, unless it is ``anew``."""
        view = FormView(values=self.values, errors=errors)
        own = {"command_id": new_id()} if anew else {}
        return await self._shown(form, view, status=status, **own)

    async def _shown(
        self, form: Form, view: FormView, *, template: str = "", status: int = 200, **more: Any
    ) -> Response:
        read = await self.page.read_for(form)
        known = {"command_id": kept_or_new(self.command_id), **read, **more}
        return await self.page.render(template or form.template, status=status, form=view, **known)


def _carries_out(form: Form, command: Command) -> Callable[[UnitOfWork], Awaitable[Answer]]:
    async def decide(uow: UnitOfWork) -> Answer:
        return Answer(303, b"", form.then(await form.use_case(uow, command)))

    return decide


def _messages(refused: Problem) -> dict[str, str]:
    """A problem's messages by form field; what concerns no field stands under the empty name."""
    found = refused.extra.get("errors") or [{"pointer": "", "detail": refused.detail}]
    return {one["pointer"].removeprefix("/").replace("/", "."): one["detail"] for one in found}


async def needs_form_token(request: Request, page: Page) -> FormExecutor:
    """What runs a form's command once; without the token of the session it refuses.

    No form of a service takes a file, so a file in one is nothing that a page has asked for.
    """
    async with request.form(max_files=0, max_fields=500) as form:
        await page.runtime.identity.check_csrf(request, form.get(CSRF_FIELD))
        sent, confirmed = (form.get(name) for name in (COMMAND_ID, CONFIRMED))
        values = typed_values(form)
    return FormExecutor(
        page,
        values,
        sent if isinstance(sent, str) else None,
        confirmed if isinstance(confirmed, str) else "",
    )


ExecuteForm = Annotated[FormExecutor, Depends(needs_form_token)]
