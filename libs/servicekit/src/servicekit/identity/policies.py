"""Who may: small named functions from an actor to yes or no."""

from collections.abc import Callable

from servicekit.identity.actor import Actor

Policy = Callable[[Actor], bool]


def public(actor: Actor) -> bool:
    """Everyone, signed in or not."""
    return True


def signed_in(actor: Actor) -> bool:
    """Every person or machine that has signed in, whatever their roles."""
    return actor.is_signed_in


def a_person(actor: Actor) -> bool:
    """Every person who has signed in, and no machine."""
    return actor.person_key is not None


def any_of(*roles: str) -> Policy:
    """Return a policy that lets in who holds at least one of the roles, named after them."""
    if not roles:
        raise ValueError("a policy of no roles would let nobody in")

    def policy(actor: Actor) -> bool:
        return actor.has(*roles)

    policy.__name__ = policy.__qualname__ = "any_of_" + "_or_".join(
        str(role).replace("-", "_") for role in roles
    )
    policy.__doc__ = "Whoever is " + " or ".join(str(role) for role in roles) + "."
    return policy
