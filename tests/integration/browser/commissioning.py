"""Ward money: research, criteria, the decision, the award, its agreement, a payment."""

from __future__ import annotations

from datetime import date

from browser.answering import OFFICER
from browser.journey import Journey
from browser.scene import RUNS, WARD, WARD_NAME
from browser.visitor import Visitor

CONDITION = "The builders are insured"


async def commission(journey: Journey) -> None:
    """From the idea's thread to a payment that was made."""
    async with journey.as_(OFFICER) as officer:
        await find_the_proposal(officer, journey)
        await research(officer)
        await judge_the_criteria(officer)
        await officer.follow("The councillors' decision")
        await officer.press_button("Put it to the councillors")
    for seat in (1, 2):
        await vote(journey, seat)
    await close(journey)
    await award(journey)
    await sign(journey)
    await meet_the_condition(journey)
    await ask_for_a_payment(journey)
    await pay(journey)


async def find_the_proposal(officer: Visitor, journey: Journey) -> None:
    """The newest of those that came in."""
    await officer.go("/budgets/proposals?state=opened")
    await officer.reads(journey.title)
    await officer.follow(journey.title)
    journey.proposal = officer.path.rpartition("/")[2]


async def research(officer: Visitor) -> None:
    """What it would cost; at first the shares do not sum to it."""
    await officer.follow("Research and cost it")
    await officer.choose("Kind of applicant", "An organisation")
    await officer.fill("Line 1: what for", "Two benches of oak")
    await officer.fill("Line 1: amount", "2,000")
    await officer.fill("Line 2: what for (optional)", "Setting them in")
    await officer.fill("Line 2: amount (optional)", "400")
    await officer.fill(WARD_NAME, "2,300")
    await officer.date("It begins on", date.fromisoformat(RUNS["starts_on"]))
    await officer.date("It ends on", date.fromisoformat(RUNS["ends_on"]))
    await officer.press_button("Save the costs")
    assert (await officer.page.title()).startswith("Error:")
    await officer.fill(WARD_NAME, "2,400")
    await officer.press_button("Save the costs")
    await officer.reads("£2,400", "Two benches of oak")


async def judge_the_criteria(officer: Visitor) -> None:
    """Six, each with a reason."""
    await officer.follow("Judge the criteria")
    groups = officer.page.locator("main form fieldset")
    for number in range(await groups.count()):
        await groups.nth(number).get_by_label("Met", exact=True).check()
        reason = officer.page.locator("main form textarea").nth(number)
        await reason.fill("Residents of the ward asked for it.")
    await officer.press_button("Save the judgements")
    await officer.reads("Residents of the ward asked for it.")


async def vote(journey: Journey, seat: int) -> None:
    """A councillor declares no interest and votes; the first forgets to say how."""
    async with journey.as_(f"councillor-{WARD}-{seat}") as councillor:
        await councillor.go(f"/budgets/proposals/{journey.proposal}")
        await councillor.follow("The councillors' decision")
        await councillor.choose("Have you an interest in this?", "No interest")
        if seat == 1:
            await councillor.press_button("Vote")
            assert (await councillor.page.title()).startswith("Error:")
        await councillor.choose("How do you vote?", "In favour")
        await councillor.fill("Why (optional)", "It was asked for in the ward.")
        await councillor.press_button("Vote")
        await councillor.reads("You have voted.")


async def close(journey: Journey) -> None:
    """Two of three are in favour; the reasons are public."""
    async with journey.as_(OFFICER) as officer:
        await officer.go(f"/budgets/proposals/{journey.proposal}/decision")
        await officer.fill("The reasons, for everybody to read", "It is wanted and lawful.")
        await officer.press_button("Close the decision")
        await officer.reads("It is wanted and lawful.", "Approved")


async def award(journey: Journey) -> None:
    """With a condition and its day; what would be committed is seen first, and put right."""
    async with journey.as_(OFFICER) as officer:
        await officer.go(f"/budgets/proposals/{journey.proposal}")
        await officer.follow("Make the award")
        await officer.fill("Condition 2 (optional)", CONDITION)
        await officer.date("Condition 2: due on", date(2001, 9, 2))
        await officer.fill("Role 1 (optional)", f"Builders: {journey.title}")
        await officer.press_button("Check the award")
        assert (await officer.page.title()).startswith("Error:")
        await officer.fill("Role 1: how many (optional)", "2")
        await officer.press_button("Check the award")
        assert "2 September 2001" in await officer.said()
        # A rule says no only once it is confirmed; what was typed is still there.
        await officer.press_button("Award £2,400.00")
        assert (await officer.page.title()).startswith("Error:")
        await officer.date("Condition 2: due on", date(2024, 9, 2))
        await officer.press_button("Check the award")
        await officer.press_button("Change something")
        await officer.press_button("Check the award")
        assert "This commits £2,400.00" in await officer.said()
        await officer.press_button("Award £2,400.00")
        await officer.reads("Award to Harrow Road Neighbours", CONDITION, "2 September 2024")
        await officer.follow("Draw up the agreement")
        await officer.choose("How is it paid?", "In arrears")
        await officer.press_button("Save the agreement")
        assert officer.path.startswith("/budgets/awards/"), officer.page.url
        journey.award = officer.path.rpartition("/")[2]


async def sign(journey: Journey) -> None:
    """The group came from an idea and has no account: it signs on paper, an officer enters it."""
    async with journey.as_(OFFICER) as officer:
        await officer.go(f"/budgets/proposals/{journey.proposal}")
        await officer.follow("The award, and what is still to be signed")
        await officer.follow("Enter the signature of Harrow Road Neighbours")
        assert "Not met yet" in await officer.said()
        await officer.press_button("Enter the signature")
        assert (await officer.page.title()).startswith("Error:")
        await officer.page.get_by_label("has signed this agreement").check()
        await officer.press_button("Enter the signature")
        assert officer.path.startswith("/budgets/agreements/"), officer.page.url
        journey.agreement = officer.path.rpartition("/")[2]


async def meet_the_condition(journey: Journey) -> None:
    """An officer notes how it is known; everybody reads it."""
    async with journey.as_(OFFICER) as officer:
        await officer.go(f"/budgets/agreements/{journey.agreement}")
        await officer.follow("Note that it is met", exact=False)
        await officer.fill("How is that known?", "The insurer's letter")
        await officer.press_button("Note it")
        await officer.reads("The insurer's letter", "13 May 2024")


async def ask_for_a_payment(journey: Journey) -> None:
    """The applicant reads the agreement; the officer records a visit and asks for a payment."""
    async with journey.as_() as applicant:
        await applicant.go(f"/budgets/proposals/{journey.proposal}")
        await applicant.follow("The agreement, its payments and what became of it")
        await applicant.reads("Agreement with Harrow Road Neighbours", "Nothing has been paid yet.")
    async with journey.as_(OFFICER) as officer:
        await officer.go(f"/budgets/agreements/{journey.agreement}")
        await officer.follow("Record what monitoring showed")
        await officer.select("What was it?", "A visit")
        await officer.fill("What was counted (optional)", "benches")
        await officer.fill("How many (optional)", "2")
        await officer.fill("Unit (optional)", "benches")
        await officer.press_button("Record")
        await officer.follow("Ask for a payment")
        await officer.fill("Amount", "1,000.50")
        await officer.press_button("Ask for the payment")
        assert (await officer.page.title()).startswith("Error:")
        await officer.fill("Evidence of what was spent or done (optional)", "The joiner's invoice")
        await officer.press_button("Ask for the payment")
        assert officer.path == f"/budgets/agreements/{journey.agreement}", officer.page.url


async def pay(journey: Journey) -> None:
    """Finance pays; everybody can read it in the agreement."""
    async with journey.as_("finance") as finance:
        await finance.go("/budgets/payments")
        card = finance.page.locator(".govuk-summary-card", has_text=journey.title)
        link = card.locator("xpath=following-sibling::p[1]").get_by_role("link")
        await finance.do(lambda: link.click())
        # Nothing is paid before it is read what stands behind it.
        await finance.reads("The joiner's invoice", "Not begun: it begins on 2 September 2024")
        await finance.press_button("Pay £1,000.50 to Harrow Road Neighbours")
        await finance.reads("£1,000.50 was paid to Harrow Road Neighbours")
        await finance.go(f"/budgets/agreements/{journey.agreement}")
        await finance.reads("£1,000.50", "13 May 2024")
