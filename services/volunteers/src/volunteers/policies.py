"""Who may do what in the volunteers service; finer questions are asked in the commands."""

from servicekit import Actor, Role, any_of

STAFF = (
    Role.FACILITATOR,
    Role.NEIGHBOURHOOD_OFFICER,
    Role.FINANCE,
    Role.LEGAL,
    Role.VOLUNTEER_COORDINATOR,
    Role.OPERATOR,
)
MODERATORS = (Role.MODERATOR, Role.VOLUNTEER_COORDINATOR)

coordinator = any_of(Role.VOLUNTEER_COORDINATOR)
staff = any_of(*STAFF)
moderator = any_of(*MODERATORS)


def person(actor: Actor) -> bool:
    """Everybody who signed in as a person; a machine has no profile of its own."""
    return actor.person_key is not None


def may_offer(actor: Actor) -> bool:
    """People who signed in, and the council's staff, may register groups, spaces and listings."""
    return person(actor) or staff(actor)


def may_apply(actor: Actor) -> bool:
    """Who acts for a group, and officers for whoever comes to them, apply for ward money."""
    return actor.has(Role.GROUP, Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR)


def owns(actor: Actor, owner_key: str | None) -> bool:
    """Whether the thing was entered by this person."""
    return owner_key is not None and actor.person_key == owner_key


def is_published_at_once(actor: Actor) -> bool:
    """What the council's staff enter needs no moderator; what others enter waits for one."""
    return actor.has(*STAFF, Role.MODERATOR) or actor.is_system
