"""Rows: nothing fails; and each build of the kit with a planted defect is caught."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from random import Random

from harness.example_world import driven
from harness.fault_table import Dose, Finding, Part, fault
from harness.proxy import Cut
from harness.torments import (
    Torment,
    any_moment,
    crash,
    cut_off,
    killed,
    shuffled,
    twins,
    two_relays,
    watched,
)

LOG = logging.getLogger("faults")

# A defect may keep the world from ever settling; so long is enough to see that.
SETTLE_SECONDS = 15.0
ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Planted:
    """A defect, the process that has it, what brings it to light, the checks that must see it."""

    defect: str
    process: str
    torment: Torment
    caught_by: str
    step: str = ""  # at which the process dies, for a torment that kills it there


PLANTED = (
    Planted("answer_before_commit", "writing", any_moment, "commands-stored"),
    Planted("claim_without_constraint", "writing", twins, "commands-stored"),
    Planted("key_outside_transaction", "writing", killed("writing"), "commands-stored", "S4"),
    Planted("event_outside_transaction", "writing", killed("writing"), "events-stored", "S3"),
    Planted("publish_before_commit", "writing", killed("writing"), "nothing-dead", "published"),
    Planted("mark_before_confirm", "writing", cut_off("writing", Cut.HALF_OPEN, 2), "effects-once"),
    Planted("mark_whole_batch", "writing", cut_off("writing", Cut.HALF_OPEN, 2), "effects-once"),
    Planted("not_persistent", "writing", watched, "persistent"),
    Planted("relay_without_lock", "writing", two_relays, "published-once"),
    Planted("acknowledge_before_effect", "hearing", killed("hearing"), "effects-once", "S8"),
    Planted("effect_outside_transaction", "hearing", killed("hearing"), "effects-once", "S9"),
    Planted("unbounded_prefetch", "hearing", watched, "prefetch-bounded"),
    Planted("consumer_stays_away", "hearing", cut_off("hearing", Cut.RESET, 1), "settled"),
    Planted("ends_with_its_link", "hearing", cut_off("hearing", Cut.RESET, 1), ENDED),
    Planted("no_cursor", "hearing", shuffled, "effects-once"),
    Planted("skipping_cursor", "hearing", shuffled, "effects-once"),
    Planted("later_over_held", "hearing", shuffled, "effects-in-order"),
)


@fault(
    "nothing fails, with one relay and with two",
    short=1,
    full=10,
    passes="every event reaches the broker once, persistent, as it was stored; prefetch bounded",
)
async def undisturbed(dose: Dose) -> Finding:
    """The checks that would be no use amid faults, and that all others hold without any."""
    world = await dose.worlds.example()
    for part in dose.parts(of=1):
        async with driven(world, part) as driver:
            await watched(world, driver, part)
        async with driven(world, part) as driver:
            await two_relays(world, driver, part)
    return dose.finding()


@fault(
    "planted defects in the kit",
    short=0,
    full=len(PLANTED),
    passes="each is caught, by the check that is there for it",
)
async def planted(dose: Dose) -> Finding:
    """Runs each build with its defect and sees whether the harness notices."""
    for part in dose.parts(of=1):
        one = PLANTED[dose.state.of(dose.key).done]
        checks = await broken_by(one, dose, part)
        LOG.info("%s was caught by %s", one.defect, ", ".join(sorted(checks)) or "nothing")
        if one.caught_by in checks:
            part.count(f"{one.defect} by {', '.join(sorted(checks))};")
        else:
            part.fail(f"{one.defect} was not caught by {one.caught_by}, only {sorted(checks)}")
    found = dose.finding()
    return replace(found, did=f"{dose.state.of(dose.key).done} builds")


async def broken_by(one: Planted, dose: Dose, part: Part) -> set[str]:
    """The checks that fail where a planted defect runs."""
    world = await dose.worlds.example()
    inner = Part(1, Random(f"{dose.seed}/{one.defect}"), part.folder)
    settings = {"DEFECT": one.defect}
    if one.step:
        settings["CIVIC_CRASH"] = crash(one.step, inner)
    try:
        async with driven(
            world,
            inner,
            settle=SETTLE_SECONDS,
            steady=one.caught_by == ENDED,  # where the torment itself ends none
            **{one.process: settings},
        ) as driver:
            await one.torment(world, driver, inner)
    except TimeoutError as stuck:
        inner.fail(f"stuck: {stuck}")
    return {failure.partition(":")[0] for failure in inner.found.failures}
