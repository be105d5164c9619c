"""Who may use which route. The council's dated funding policies are the room ``policy``."""

from __future__ import annotations

from servicekit import Actor, Role


def may_commission(actor: Actor) -> bool:
    """Neighbourhood officers research, commission and monitor; an operator stands in."""
    return actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR)


def may_propose(actor: Actor) -> bool:
    """Groups propose directly, and officers for whoever came to them."""
    return actor.has(Role.GROUP, Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR)


def may_approve_words(actor: Actor) -> bool:
    """Moderators and officers approve the words of a group's proposal, and withdraw them."""
    return actor.has(Role.MODERATOR, Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR)


def may_vote(actor: Actor) -> bool:
    """Councillors vote; officers enter votes from the minutes. The seat is looked up."""
    return actor.has(Role.COUNCILLOR, Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR)


def may_approve(actor: Actor) -> bool:
    """Officials approve as second persons; which role gives which approval the policy says."""
    return actor.has(
        Role.LEGAL,
        Role.FINANCE,
        Role.MODERATOR,
        Role.NEIGHBOURHOOD_OFFICER,
        Role.COUNCILLOR,
        Role.OPERATOR,
    )


def may_see_work(actor: Actor) -> bool:
    """Who does a step of a proposal's way: officers, second persons, readers of a group's words.

    A councillor who approves as a second person, where a policy wants that, finds it on the
    proposal.
    """
    return actor.has(
        Role.NEIGHBOURHOOD_OFFICER, Role.LEGAL, Role.FINANCE, Role.MODERATOR, Role.OPERATOR
    )


def may_keep_accounts(actor: Actor) -> bool:
    """Finance allocates, carries over and pays."""
    return actor.has(Role.FINANCE)


def may_sign(actor: Actor) -> bool:
    """Groups sign for what they applied for; officers enter who has signed on paper."""
    return actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.GROUP, Role.OPERATOR)


def may_ask_for_payment(actor: Actor) -> bool:
    """Officers ask for a payment, and groups for what they are owed."""
    return actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.GROUP, Role.OPERATOR)


def may_see_payments(actor: Actor) -> bool:
    """Officers, finance and auditors see what has been asked for."""
    return actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.FINANCE, Role.AUDITOR, Role.OPERATOR)


def may_end_agreement(actor: Actor) -> bool:
    """Officers and finance end agreements."""
    return actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.FINANCE, Role.OPERATOR)


def may_keep_register(actor: Actor) -> bool:
    """Operators and officers keep the register of councillors' terms."""
    return actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR)
