"""The first steps: a resident says an idea, a moderator reads it, neighbours support it."""

from __future__ import annotations

from browser.journey import Journey
from browser.scene import WARD_NAME
from browser.visitor import Visitor

SUMMARY = "Older people could rest on the way home."
MOST_STEPS = 3


async def say(journey: Journey) -> None:
    """From home to an idea that was sent, in at most three steps; a mistake is put right."""
    async with journey.as_() as resident:
        await resident.go("/")
        await resident.press_button("Say an idea")
        await resident.sign_in(journey.resident)
        await resident.fill("Your idea", journey.title)
        await resident.press_button("Continue")
        await resident.press_button("Send the idea")
        assert (await resident.page.title()).startswith("Error:")
        await resident.reads("There is a problem")
        await details(resident)
        await resident.press_button("Send the idea")
        assert resident.path.startswith("/ideas/sent/"), resident.page.url
        journey.idea = resident.path.rpartition("/")[2]
        await resident.follow("Follow your idea")
        await resident.reads(journey.title, "a moderator reads the idea first")


async def details(resident: Visitor) -> None:
    """What the second step asks for."""
    await resident.fill("What would it do, and for whom?", SUMMARY)
    await resident.select("Which ward is it for?", WARD_NAME)
    await resident.choose("What is it about?", "Public realm")


async def moderate(journey: Journey) -> None:
    """A moderator reads it and publishes it as it is."""
    async with journey.as_("moderator") as moderator:
        await moderator.go("/ideas/moderation")
        await moderator.follow(journey.title)
        await moderator.choose("What shall happen?", "Publish it as it is")
        await moderator.press_button("Decide")
        assert moderator.path == "/ideas/moderation", moderator.page.url
        assert journey.title not in await moderator.said()


async def read_by_everybody(journey: Journey) -> None:
    """Whoever has not signed in finds it and reads its thread."""
    async with journey.as_() as anybody:
        await anybody.go("/ideas/all")
        await anybody.fill("Words", journey.title)
        await anybody.press_button("Show")
        await anybody.follow(journey.title)
        await anybody.reads(SUMMARY, "The idea was heard online")


async def support(journey: Journey, neighbour: str) -> None:
    """A neighbour finds it and supports it, once."""
    async with journey.as_() as somebody:
        await somebody.go(f"/ideas/threads/{journey.idea}")
        await somebody.follow("Sign in to support this idea")
        await somebody.sign_in(neighbour)
        await somebody.press_button("Support this idea")
        await somebody.reads("You support this idea.", "1 person")
