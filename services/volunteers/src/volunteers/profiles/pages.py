"""My profile: registering, changing it, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Response
from pagekit import marked
from servicekit.web import Form, Page, Pages, Reading

from volunteers import screens
from volunteers.policies import person
from volunteers.profiles import commands, erasure
from volunteers.profiles.queries import own_profile

pages = Pages()


async def _profile(reading: Reading) -> Mapping[str, Any]:
    return screens.with_wards(
        reading,
        profile=await own_profile(reading.connection, reading.actor),
        kinds=screens.VOLUNTEER_KINDS,
        skills=screens.SKILLS,
        tongues=screens.LANGUAGES,
        slots=screens.SLOT_CHOICES,
        distances=screens.DISTANCES,
    )


@pages.form("/profile", permit=person, done=marked("Your profile is kept."))
async def keep() -> Form:
    """What I can give; sent, it registers me or changes that."""
    return Form(
        commands.KeepProfile,
        lambda uow, command: commands.keep_profile(uow, command, uow.actor.person_key),
        then=lambda _: "/volunteers/hours",
        template="profile.html",
        shows=_profile,
    )


@pages.get("/profile/leave", permit=person, form=person)
async def leave(reading: Reading, page: Page) -> Response:
    """Withdrawing, and erasing everything."""
    return await screens.draw(page, reading, "leave.html", await _profile(reading))


@pages.step(
    "/profile/withdrawal",
    on="/profile/leave",
    permit=person,
    done=marked("You are withdrawn: you are asked no more."),
)
async def withdraw() -> Form:
    """Asks no more."""
    return Form(
        commands.WithdrawProfile,
        commands.withdraw_profile,
        then=lambda _: "/volunteers/profile",
        template="leave.html",
        shows=_profile,
    )


@pages.step(
    "/profile/erasure",
    on="/profile/leave",
    permit=person,
    done=marked("What is about you is erased here. The other services do the same."),
)
async def erase() -> Form:
    """Erases everything."""
    return Form(
        erasure.EraseProfile,
        erasure.erase_profile,
        then=lambda _: "/volunteers/",
        template="leave.html",
        shows=_profile,
    )
