"""My profile: registering, changing it, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Response
from servicekit.web import ExecuteForm, Page, Pages, Reading

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


@pages.get("/profile", permit=person, form=person)
async def profile(reading: Reading, page: Page) -> Response:
    """What I can give."""
    return await screens.draw(page, reading, "profile.html", await _profile(reading))


@pages.post("/profile", permit=person)
async def keep(again: screens.Again, execute: ExecuteForm) -> Response:
    """Registers, or changes the profile."""
    return await execute(
        commands.KeepProfile,
        lambda uow, command: commands.keep_profile(uow, command, uow.actor.person_key),
        then=lambda _: "/volunteers/hours",
        template="profile.html",
        context=again(lambda reading: _profile(reading)),
    )


@pages.get("/profile/leave", permit=person, form=person)
async def leave(reading: Reading, page: Page) -> Response:
    """Withdrawing, and erasing everything."""
    return await screens.draw(page, reading, "leave.html", await _profile(reading))


@pages.post("/profile/withdrawal", permit=person)
async def withdraw(again: screens.Again, execute: ExecuteForm) -> Response:
    """Asks no more."""
    return await execute(
        commands.WithdrawProfile,
        commands.withdraw_profile,
        then=lambda _: "/volunteers/profile",
        template="leave.html",
        context=again(lambda reading: _profile(reading)),
    )


@pages.post("/profile/erasure", permit=person)
async def erase(again: screens.Again, execute: ExecuteForm) -> Response:
    """Erases everything."""
    return await execute(
        erasure.EraseProfile,
        erasure.erase_profile,
        then=lambda _: "/volunteers/",
        template="leave.html",
        context=again(lambda reading: _profile(reading)),
    )
