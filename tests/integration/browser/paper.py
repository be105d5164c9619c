"""What must hold of a page on paper, and of one in large print, as questions to the browser."""

# On paper nothing can be pressed or scrolled: what is for that alone, or cut off, is wrong.
ON_PAPER = """() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  const useless = [...document.querySelectorAll(
    ".civic-navigation, .civic-masthead__person, .govuk-skip-link, .civic-filters, form button")]
    .filter(seen).map((one) => `on paper for nothing: ${one.outerHTML.slice(0, 120)}`);
  const cut = [...document.querySelectorAll("main *")].filter((one) => seen(one)
    && ["auto", "scroll", "hidden"].includes(getComputedStyle(one).overflowY)
    && one.clientHeight > 1 && one.scrollHeight > one.clientHeight + 2)
    .map((one) => `cut off on paper: ${one.outerHTML.slice(0, 120)}`);
  const heading = document.querySelector("main h1");
  return [...useless, ...cut, ...(heading && seen(heading) ? [] : ["no heading on paper"])];
}"""
# In points; the RNIB's clear print guidance calls 16 to 18 points large print.
SMALLEST = """(least) => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const small = [];
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || at.closest("svg, .govuk-visually-hidden")) continue;
    if (!at.checkVisibility({ visibilityProperty: true })) continue;
    const points = parseFloat(getComputedStyle(at).fontSize) * 0.75;
    if (points < least - 0.01) small.push(`${points} points: ${at.outerHTML.slice(0, 120)}`);
  }
  return small;
}"""
