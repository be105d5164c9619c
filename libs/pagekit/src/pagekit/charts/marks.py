"""The marks on lines: a shape to each series, so that colour is never needed to tell them."""

from markupsafe import Markup

from pagekit.charts.svg import element, number

_RADIUS = 4.5
# Each shape around (0, 0), as corners in shares of the radius; the first is a circle.
_SHAPES: tuple[tuple[tuple[float, float], ...], ...] = (
    (),
    ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    ((0, -1.2), (1.1, 0.9), (-1.1, 0.9)),
    ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    ((0, 1.2), (1.1, -0.9), (-1.1, -0.9)),
    ((-1.3, -0.5), (1.3, -0.5), (1.3, 0.5), (-1.3, 0.5)),
)


def mark(x: float, y: float, index: int, radius: float = _RADIUS) -> Markup:
    """The mark of a series at a point; it reaches 1.3 radii around it."""
    corners = _SHAPES[index]
    class_ = f"civic-mark civic-mark--{index}"
    if not corners:
        return element("circle", cx=x, cy=y, r=radius, class_=class_)
    points = " ".join(f"{number(x + a * radius)},{number(y + b * radius)}" for a, b in corners)
    return element("polygon", points=points, class_=class_)


def line_sign(index: int) -> Markup:
    """The sign of a line in a legend: a piece of it with its mark, in a box of 24 by 16."""
    piece = element("path", d="M0 8H24", class_=f"civic-line civic-line--{index}")
    return piece + mark(12.0, 8.0, index)
