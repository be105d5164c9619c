"""What an idea's row counts in: how many came how far, and what was given to them."""

from __future__ import annotations

from reporting.projections.model import Counted, State, figure, measured

# Each dated step, and the figure that it counts in.
STEPS = {
    "submitted_on": "ideas",
    "acknowledged_on": "ideas-acknowledged",
    "adopted_on": "ideas-adopted",
    "answered_on": "ideas-answered",
    "referred_on": "ideas-referred",
    "awarded_on": "ideas-funded",
    "completed_on": "ideas-completed",
    "feedback_on": "feedback-given",
}


def counted(state: State) -> Counted:
    """What an idea adds to the figures of its ward and theme."""
    for step, code in STEPS.items():
        # Where every award was taken back nothing is funded.
        if code == "ideas-funded" and not state["awards"]:
            continue
        if state[step] is not None:
            yield figure(code, state, state[step]), 1
    if state["counts_on"] is not None:
        yield figure("schemes", state, state["counts_on"], exact=True), 1
    begun = state["submitted_on"]
    if begun is not None:
        if state["merged_into"] is None:
            yield figure("supporters", state, begun), state["supporters"]
        # What volunteers gave to schemes, so that a theme can say so: places have no theme.
        yield figure("scheme-volunteers", state, begun), state["volunteers"]
        for month, minutes in state["by_month"].items():
            yield figure("scheme-minutes", state, month), minutes
    yield from measured(state)
