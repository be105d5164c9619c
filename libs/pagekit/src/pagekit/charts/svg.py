"""SVG elements as escaped text: attributes and classes only, never an inline style."""

from collections.abc import Iterable

from markupsafe import Markup, escape

Attribute = str | float | int | None


def number(value: float) -> str:
    """A coordinate with one decimal at most; the same value always gives the same text."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def _attribute(name: str, value: Attribute) -> str:
    text = value if isinstance(value, str) else number(float(value or 0))
    return f' {name.rstrip("_").replace("_", "-")}="{escape(text)}"'


def element(tag: str, *children: str, **attributes: Attribute) -> Markup:
    """An element; children that are not Markup are escaped, attributes of None are left out.

    `class_` is the attribute class, `aria_label` is aria-label.
    """
    opened = "".join(_attribute(name, one) for name, one in attributes.items() if one is not None)
    inner = "".join(escape(child) for child in children)
    return Markup(f"<{tag}{opened}>{inner}</{tag}>")  # noqa: S704 - every part is escaped above


def joined(parts: Iterable[str]) -> Markup:
    """Several elements, one after the other."""
    return Markup("").join(parts)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def text(x: float, y: float, words: str, class_: str, *, anchor: str = "start") -> Markup:
    """One line of text; `anchor` is start, middle or end."""
    return element(
        "text", words, x=x, y=y, class_=class_, text_anchor=None if anchor == "start" else anchor
    )


def rectangle(x: float, y: float, width: float, height: float, class_: str, fill: str) -> Markup:
    """A rectangle; `fill` names a pattern, "url(#…)"."""
    return element("rect", x=x, y=y, width=width, height=height, class_=class_, fill=fill)
