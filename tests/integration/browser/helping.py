"""People: a volunteer helps and enters hours; later everything about them is erased."""

from __future__ import annotations

from browser.journey import Journey
from browser.scene import WARD_NAME
from browser.visitor import Visitor

COORDINATOR = "volunteer-coordinator"
CONSENT = "I agree that the council keeps this to find me places to help"


async def help_out(journey: Journey, volunteer: str) -> None:
    """From "I would like to help" to hours given, with one entry put right."""
    wanted = f"Builders: {journey.title}"
    async with journey.as_() as somebody:
        await ask_for_a_place(somebody, wanted, volunteer)
        await confirm(journey, wanted)
        await enter_hours(somebody, wanted)


async def ask_for_a_place(somebody: Visitor, wanted: str, volunteer: str) -> None:
    """A newcomer finds a place, signs in, says what they can give, and asks."""
    await somebody.go("/volunteers/opportunities")
    await somebody.reads(wanted)
    await somebody.follow(wanted)
    place = somebody.path
    await somebody.follow("Sign in to help here")
    await somebody.sign_in(volunteer)
    await somebody.follow("Say first what you can give")
    await somebody.select("Ward I live or work in", WARD_NAME)
    await somebody.press_button("Save")
    assert (await somebody.page.title()).startswith("Error:")
    await somebody.page.get_by_label(CONSENT).check()
    await somebody.press_button("Save")
    await somebody.go(place)
    await somebody.press_button("I would like to help")
    await somebody.reads("A coordinator will answer.")


async def confirm(journey: Journey, wanted: str) -> None:
    """A coordinator gives the place."""
    async with journey.as_(COORDINATOR) as coordinator:
        await coordinator.go("/volunteers/coordination")
        await coordinator.send(f"Confirm {wanted}", "Confirm")
        assert wanted not in await coordinator.said()


async def enter_hours(somebody: Visitor, wanted: str) -> None:
    """Ninety minutes, of which an hour was meant."""
    await somebody.go("/volunteers/hours")
    await somebody.select("Where?", wanted)
    await somebody.fill("How many minutes?", "90")
    await somebody.press_button("Enter")
    await somebody.reads("1 hour 30 minutes")
    await somebody.follow("Correct", exact=False)
    await somebody.fill("How many minutes was it really?", "60")
    await somebody.select("What was wrong?", "Wrong length")
    await somebody.press_button("Correct")
    await somebody.reads("You have given 1 hour.")


async def forget(journey: Journey, volunteer: str) -> None:
    """The volunteer has everything erased; whoever keeps the services sees who has answered."""
    async with journey.as_(volunteer) as somebody:
        await somebody.go("/volunteers/profile/leave")
        await somebody.press_button("Erase my data")
        await somebody.go("/volunteers/hours")
        await somebody.reads("To begin, say what you can give")
    async with journey.as_("operator") as operator:
        await operator.go("/reporting/erasures")
        await operator.reads("Yes\tYes\tYes\tYes")
