"""How often a process looks for garbage that reference counts do not free."""

import gc

# Objects that hold others, made and not yet freed, before the young ones are looked through; and
# how many such rounds before the older ones are. A batch of events alone makes some tens of
# thousands, none of them in circles, and with Python's 700 was gone through dozens of times:
# half of the processor time of a rebuild.
YOUNG, MIDDLE, OLD = 50_000, 20, 20


def collect_seldom() -> None:
    """Looks for circles seldom, and never again among what was made until now.

    For the start of a process, once everything is imported.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
