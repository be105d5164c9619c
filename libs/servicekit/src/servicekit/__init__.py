"""The technical kit of the services: messaging, web, identity and operations.

It knows no word of the domain. A service composes it in its ``app.py``.
"""

from servicekit.errors import Forbidden, NotFound, NotYours, UnknownReference, Unprocessable
from servicekit.identity import Actor, Role, any_of, public, signed_in
from servicekit.messaging.handlers import Handlers, Received
from servicekit.service import Service
from servicekit.unit_of_work import UnitOfWork

__all__ = [
    "Actor",
    "Forbidden",
    "Handlers",
    "NotFound",
    "NotYours",
    "Received",
    "Role",
    "Service",
    "UnitOfWork",
    "UnknownReference",
    "Unprocessable",
    "any_of",
    "public",
    "signed_in",
]
