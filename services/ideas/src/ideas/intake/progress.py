"""How far an idea has come, in one word that everybody can read.

It goes forward, but where money is asked for once more, or the only award is taken back.
"""

from pagekit import marked

ORDER = (
    "heard",
    "acknowledged",
    "adopted",
    "answered",
    "referred",
    "considered",
    "declined",
    "funded",
    "under-way",
    "finished",
    "continued",
    "withdrawn",
)

WITH_MONEY = ("funded", "under-way", "finished", "continued")
"""What an idea has come to that no later referral undoes."""

LABELS = {
    "heard": marked("Heard"),
    "acknowledged": marked("Acknowledged"),
    "adopted": marked("Somebody answers for it"),
    "answered": marked("Answered"),
    "referred": marked("Referred for funding"),
    "considered": marked("Being considered"),
    "declined": marked("Not funded"),
    "funded": marked("Funded"),
    "under-way": marked("Under way"),
    "finished": marked("Finished"),
    "continued": marked("Carried on by others"),
    "withdrawn": marked("Withdrawn"),
}

TONES = {
    "heard": "neutral",
    "acknowledged": "neutral",
    "declined": "stopped",
    "withdrawn": "stopped",
    "funded": "good",
    "under-way": "good",
    "finished": "good",
    "continued": "good",
}


BEFORE = {
    "waiting": (marked("Waits for a moderator"), "waiting"),
    "hidden": (marked("Hidden"), "stopped"),
}


def shown(stage: str, moderation: str) -> tuple[str, str]:
    """(words, tone) of a stage; of an idea that is not public, how it stands with the moderator."""
    return BEFORE.get(moderation) or (label(stage), tone(stage))


def referred_again(here: str) -> str:
    """Where an idea stands that is referred: at the beginning, unless it had money before."""
    return here if here in WITH_MONEY else "referred"


def beside(stage: str, referral_stage: str | None, *, referral_open: bool) -> str | None:
    """How a later referral stands of an idea that had money before, where that has to be said."""
    if stage not in WITH_MONEY or not (referral_open or referral_stage == "declined"):
        return None
    return referral_stage


def further(here: str, there: str) -> str:
    """The one of two stages that is further on."""
    return max(here, there, key=ORDER.index)


def label(stage: str) -> str:
    """A stage as it is shown."""
    return LABELS[stage]


def tone(stage: str) -> str:
    """How a stage's tag looks: neutral, waiting, good or stopped."""
    return TONES.get(stage, "waiting")
