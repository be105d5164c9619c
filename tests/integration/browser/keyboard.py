"""A page by keyboard alone: where Tab leads, whether one sees it, whether one gets out again."""

from __future__ import annotations

from typing import Any

from browser.visitor import Visitor

# What Tab should reach, in the order of the page, with the looks of each while nothing has focus.
# Of a group of radio buttons Tab reaches one: the chosen, else the first.
REACHABLE = """() => {
  const found = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]")].filter((one) => {
      if (one.disabled || one.tabIndex < 0 || one.type === "hidden") return false;
      if (!one.checkVisibility({ visibilityProperty: true })) return false;
      if (one.type !== "radio") return true;
      const group = [...document.getElementsByName(one.name)]
        .filter((two) => two.form === one.form);
      return one === (group.find((two) => two.checked) || group[0]);
    });
  window.civicLooks = (one) => [one, ...one.parentElement.querySelectorAll("label")].flatMap((at) =>
    ["", "::before", "::after"].map((part) => {
      const is = getComputedStyle(at, part);
      return [is.outlineStyle, is.outlineWidth, is.outlineColor, is.boxShadow, is.backgroundColor,
        is.borderBottomColor, is.borderBottomWidth, is.color].join();
    })).join(";");
  window.civicReachable = found;
  window.civicUnfocused = found.map(window.civicLooks);
  return found.length;
}"""
# Where focus is now: its place among the reachable, and what is wrong with being there.
FOCUSED = """() => {
  const at = document.activeElement;
  const place = window.civicReachable.indexOf(at);
  if (place < 0) return { place, name: at.tagName, wrong: [] };
  const name = at.outerHTML.slice(0, 120);
  const box = at.getBoundingClientRect();
  const wrong = [];
  if (window.civicLooks(at) === window.civicUnfocused[place]) wrong.push("focus cannot be seen");
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  if (!inside) wrong.push("focus is outside the window");
  const before = window.civicBefore;
  window.civicBefore = { top: box.top + scrollY, left: box.left };
  // Higher up and further right is the same row: what stands there need not be level.
  if (before && box.bottom + scrollY < before.top - 1 && box.left <= before.left) {
    wrong.push("focus jumps upwards");
  }
  return { place, name, wrong };
}"""


async def tab_through(somebody: Visitor) -> None:
    """Tab from the top of the page to its end; everything that is wrong goes into the record."""
    page = somebody.page
    if somebody.way.scripts and await page.locator("[data-live-state]").count():
        # There once the first event can come; a renewal would replace what is counted.
        await page.locator("[data-live-pause]").click()
        await page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    count: int = await page.evaluate(REACHABLE)
    reached: list[int] = []
    for _ in range(count + 1):
        await page.keyboard.press("Tab")
        at: dict[str, Any] = await page.evaluate(FOCUSED)
        # Past the end: out of the page, or round to its beginning.
        if at["place"] < 0 or at["place"] == (reached or [-1])[0]:
            break
        reached.append(at["place"])
        for what in at["wrong"]:
            _wrong(somebody, f"{what}: {at['name']}")
    somebody.site.record.seen(somebody.site_pattern(), f"keyboard, {somebody.way.name}")
    missed = sorted(set(range(count)) - set(reached))
    if missed:
        name = await page.evaluate("(at) => civicReachable[at].outerHTML.slice(0, 120)", missed[0])
        _wrong(somebody, f"Tab reaches {len(reached)} of {count}, and not {name}")
    elif reached != sorted(reached):
        _wrong(somebody, f"Tab goes another way than the page: {reached}")


async def skip_to_the_main_part(somebody: Visitor) -> None:
    """The first stop of Tab leads past the head of the page."""
    page = somebody.page
    await page.keyboard.press("Tab")
    first = await page.evaluate("document.activeElement.getAttribute('href')")
    if first != "#main-content":
        _wrong(somebody, f"the first stop is {first}")
        return
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    if not await page.evaluate("document.activeElement.closest('main, footer') !== null"):
        _wrong(somebody, "the first stop does not lead into the main part")


def _wrong(somebody: Visitor, what: str) -> None:
    somebody.site.record.wrong(somebody.site_pattern(), "keyboard", what)
