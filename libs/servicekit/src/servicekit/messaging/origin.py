"""Who a service is to the broker."""

from __future__ import annotations

from yarl import URL


def user_of(broker_url: str) -> str:
    """The user of an AMQP address; the broker refuses a message that names another."""
    user = URL(broker_url).user
    if not user:
        raise ValueError("CIVIC_BROKER_URL names no user")
    return user
