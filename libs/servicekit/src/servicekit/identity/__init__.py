"""Who acts, how they sign in and what they may: OpenID Connect only, no passwords here."""

from servicekit.identity.actor import ANONYMOUS, Actor, Role, system
from servicekit.identity.policies import Policy, any_of, public, signed_in

__all__ = ["ANONYMOUS", "Actor", "Policy", "Role", "any_of", "public", "signed_in", "system"]
