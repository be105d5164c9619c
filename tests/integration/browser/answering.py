"""The officer's part: the work list, the test, a barrier, the referral, the answer."""

from __future__ import annotations

from browser.journey import Journey
from browser.visitor import Visitor

OFFICER = "neighbourhood-officer-1"
BARRIER = "The pavement belongs to the railway"


async def answer(journey: Journey) -> None:
    """Everything that an officer does for an idea, from their list of work to the answer."""
    async with journey.as_(OFFICER) as officer:
        await officer.go("/ideas/work")
        await officer.follow(journey.title)
        assert officer.path == f"/ideas/work/{journey.idea}", officer.page.url
        await acknowledge_and_adopt(officer)
        await put_to_the_test(officer)
        await offer_support(officer)
        await log_and_remove_a_barrier(officer, journey)
        await refer(officer)
        await answer_in_public(officer)


async def acknowledge_and_adopt(officer: Visitor) -> None:
    """The owner is told; a department answers for it."""
    await officer.follow("Acknowledge")
    await officer.press_button("Acknowledge")
    await officer.follow("Take responsibility")
    await officer.select("By name of role", "Neighbourhood officer")
    await officer.press_button("Take responsibility")


async def put_to_the_test(officer: Visitor) -> None:
    """Six questions; the first time a reason is forgotten."""
    await officer.follow("Put it to the test")
    groups = officer.page.locator("main form fieldset:has(input[type=radio])")
    for number in range(await groups.count()):
        await groups.nth(number).get_by_label("Yes", exact=True).check()
        if number:
            await officer.fill(f"Reason for answer {number + 1}", "Neighbours run it themselves.")
    await officer.press_button("Put it to the test")
    assert (await officer.page.title()).startswith("Error:")
    await officer.fill("Reason for answer 1", "It was theirs from the first word.")
    await officer.press_button("Put it to the test")


async def offer_support(officer: Visitor) -> None:
    """Somebody at the council knows somebody."""
    await officer.follow("Offer support")
    await officer.select("What is offered?", "A contact")
    await officer.fill("In plain words (optional)", "The parks team has benches in store.")
    await officer.press_button("Offer support")


async def log_and_remove_a_barrier(officer: Visitor, journey: Journey) -> None:
    """What stands in the way is written down, and taken away."""
    await officer.follow("Log a barrier")
    await officer.fill("What stands in the way?", BARRIER)
    await officer.choose("What kind of barrier is it?", "Legal")
    await officer.select("Who has to see to it?", "Planning")
    await officer.press_button("Log a barrier")
    await officer.reads(BARRIER)
    await officer.follow("remove it", exact=False)
    await officer.fill("How was it removed?", "The railway has agreed in writing.")
    await officer.press_button("It is removed")
    await officer.go(f"/ideas/work/{journey.idea}")


async def refer(officer: Visitor) -> None:
    """The budgets open a proposal for it."""
    await officer.follow("Refer for funding")
    await officer.fill("What might it cost?" + " (optional)", "2,400.00")
    await officer.fill("Which organisation would do it? (optional)", "Harrow Road Neighbours")
    await officer.press_button("Refer for funding")


async def answer_in_public(officer: Visitor) -> None:
    """The owner, and everybody, is told what becomes of it."""
    await officer.follow("Answer in public")
    await officer.choose("What is the answer?", "It is referred for funding")
    await officer.fill("Reasons", "The ward's councillors decide about it in May.")
    await officer.press_button("Answer in public")
    await officer.follow("The public thread")
    await officer.reads("The ward's councillors decide about it in May.", BARRIER)


async def say_what_was_done(journey: Journey) -> None:
    """You said, we did."""
    async with journey.as_(OFFICER) as officer:
        await officer.go(f"/ideas/work/{journey.idea}")
        await officer.follow("You said, we did")
        await officer.fill("We did", "Two benches stand under the plane tree.")
        await officer.press_button("You said, we did")
        await officer.follow("The public thread")
        await officer.reads("Two benches stand under the plane tree.")
