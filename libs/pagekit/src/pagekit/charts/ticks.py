"""The words under an axis, none over another and none over the edge."""

from collections.abc import Iterable

from markupsafe import Markup

from pagekit.charts.lettering import width
from pagekit.charts.svg import joined, text

LETTERS = 14.0  # the size of letters, as civic.css has it
_GAP = 8.0


def tick_labels(places: Iterable[tuple[float, str]], y: float, edge: float) -> Markup:
    """Words centred under their places (from left to right) between nought and `edge`.

    Near the edges they are moved inwards; words that would run into the last are left out.
    """
    drawn, free_from = [], 0.0
    for x, words in places:
        room = width(words, LETTERS)
        begin = min(max(x - room / 2, 0.0), edge - room)
        if begin < free_from:
            continue
        drawn.append(text(begin + room / 2, y, words, "civic-chart__tick", anchor="middle"))
        free_from = begin + room + _GAP
    return joined(drawn)
