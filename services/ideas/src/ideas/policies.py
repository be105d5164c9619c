"""Who may do what here: small named functions from an actor to yes or no."""

from servicekit import Actor, Role

STAFF = (
    Role.FACILITATOR,
    Role.NEIGHBOURHOOD_OFFICER,
    Role.FINANCE,
    Role.LEGAL,
    Role.VOLUNTEER_COORDINATOR,
    Role.MODERATOR,
    Role.OPERATOR,
    Role.SYSTEM,
)


def is_staff(actor: Actor) -> bool:
    """Whoever works for the council or in its name: what they enter needs no moderator."""
    return actor.has(*STAFF)


def may_submit_ideas(actor: Actor) -> bool:
    """Residents, groups, councillors and staff."""
    return is_staff(actor) or actor.has(Role.RESIDENT, Role.GROUP, Role.COUNCILLOR)


def is_person(actor: Actor) -> bool:
    """Somebody who signed in as a person; a machine has no voice of its own."""
    return actor.person_key is not None


def may_host_conversations(actor: Actor) -> bool:
    """Facilitators and neighbourhood officers."""
    return actor.has(Role.FACILITATOR, Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR)


def may_answer(actor: Actor) -> bool:
    """Neighbourhood officers: they answer for ideas."""
    return actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR)


def may_offer_support(actor: Actor) -> bool:
    """Anyone in the public sector."""
    return is_staff(actor) or actor.has(Role.COUNCILLOR)


def may_moderate(actor: Actor) -> bool:
    """Moderators."""
    return actor.has(Role.MODERATOR, Role.OPERATOR)


def may_raise_urgent_needs(actor: Actor) -> bool:
    """Whoever hosts conversations, and volunteer coordinators."""
    return may_host_conversations(actor) or actor.has(Role.VOLUNTEER_COORDINATOR)


def sees_everything(actor: Actor) -> bool:
    """Staff and auditors also see what is not public yet."""
    return is_staff(actor) or actor.has(Role.AUDITOR)
