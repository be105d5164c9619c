"""What everything on the broker is called, who listens to what, and under which keys."""

SERVICES = ("ideas", "budgets", "volunteers", "reporting")
FORWARDER = "forwarder"
"""The reporting service's second user: reads the archive, writes to outside virtual hosts."""
OPERATOR = "operator"
"""Looks at dead and unrouted messages; writes nowhere."""
USERS = (*SERVICES, FORWARDER, OPERATOR)

VIRTUAL_HOST = "civic"
EVENTS = "civic.events"
"""Topic exchange of all events, under the type without ``civic.``."""
REPLAY = "civic.replay"
"""Topic exchange of requests to tell events again, and of the answers."""
CANARY = "civic.canary"
"""Direct exchange on which a service proves to itself that it can publish and consume."""
DEAD = "civic.dead"
"""Topic exchange of dead letters, under the name of the service that could not read them."""
UNROUTED = "civic.unrouted"
"""Fanout exchange, and its queue, of what no queue wanted."""
ARCHIVE = "civic.archive"
"""Stream of everything published, read by the forwarder."""

CONSUMES: dict[str, tuple[str, ...]] = {
    "ideas": (
        "budgets.ward-account.#",
        "budgets.proposal.#",
        "budgets.award.#",
        "budgets.agreement.#",
        "budgets.project.#",
        "volunteers.opportunity.#",
        "volunteers.placement.#",
        "volunteers.group.#",
        "volunteers.space.#",
        "volunteers.listing.#",
        "volunteers.staff-time.#",
    ),
    "budgets": ("ideas.idea.#", "volunteers.group.#"),
    "volunteers": (
        "ideas.idea.#",
        "ideas.urgent-need.#",
        "ideas.conversation.#",
        "budgets.proposal.#",
        "budgets.award.#",
        "budgets.agreement.#",
        "budgets.project.#",
    ),
    "reporting": ("ideas.#", "budgets.#", "volunteers.#", "reporting.#"),
}
"""Whole subject kinds, never single events, so that every consumer sees sequences without gaps."""

PERSONS = "*.person.#"
"""Every service hears who wishes to be forgotten, and who has done so."""


def heard_kinds(consumer: str, producer: str) -> frozenset[str] | None:
    """The subject kinds of a producer that a consumer is bound to; None where it hears all."""
    kinds = {"person"}
    for pattern in CONSUMES.get(consumer, ()):
        service, _, rest = pattern.partition(".")
        if service == producer and rest == "#":
            return None
        if service == producer:
            kinds.add(rest.removesuffix(".#"))
    return frozenset(kinds)


def inbox_of(service: str) -> str:
    """The queue of a service's events."""
    return f"{service}.inbox"


def dead_of(service: str) -> str:
    """The queue of what a service could not read."""
    return f"{service}.dead"


def replays_of(service: str) -> str:
    """The queue of requests that a service tell its events again."""
    return f"{service}.replays"


def canary_of(service: str) -> str:
    """The queue on which a service hears itself; its key on the exchange is the service's name."""
    return f"{service}.canary"


def replay_request_key(producer: str, consumer: str) -> str:
    """The key under which a consumer asks a producer."""
    return f"ask.{producer}.{consumer}"


def replay_answer_key(consumer: str, routing_key: str) -> str:
    """The key under which a producer answers a consumer with one event."""
    return f"to.{consumer}.{routing_key}"


def may_leave(routing_key: str) -> bool:
    """Whether outside subscribers may have an event: person keys and requests stay inside."""
    return routing_key.split(".")[1:2] not in (["person"], ["replay"])
