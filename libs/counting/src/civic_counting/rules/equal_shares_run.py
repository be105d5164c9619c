"""One run of the Method of Equal Shares, exact and fast.

Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive
Utilities" (NeurIPS 2021), section 3. Every voter holds an equal share. A voter pays for a
project in proportion to its worth to him, at a common price per unit of worth, or all he has
left. Of the projects the supporters can pay for, the one with the lowest such price is
bought; and so on until none can be paid for.

**Why it is exact.** The floating-point purses h' differ from the true ones h; let the mass of
the error be M = sum of weight * |h' - h|. Money that comes together at a rate x, the function
F(x) = sum of weight * min(purse, x * strength), is then wrong by at most M plus the rounding
of the sum, for every x. Paying at an approximate rate x' moves mass from purses to payments
but creates none beyond the amount |F'(x') - price| and rounding, because min(h, z) and
max(h - z, 0) split every difference of purses between them. So M grows by rounding only, and
"F'(x) > price + M + rounding" proves that the true rate is below x. Two projects whose proven
intervals overlap are compared in rationals by ``ExactPurses``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from civic_counting.ballots import BallotBox
from civic_counting.rules.exact_purses import ExactPurses
from civic_counting.rules.purses import ROUNDING, Purses
from civic_counting.support import Support


@dataclass(frozen=True)
class Market:
    """What does not change between the runs of a count.

    Attributes:
        box: the ballots.
        wanted: support of each project.
        prices: cost of each project times the number of voters.
        worths: worth of each project to a supporter who gives it one point.
        candidates: projects that may be bought.
        rivals: for each project, those that may not be bought beside it.
        ranks: for each project its place in the tie-break's order.
        purses: the floating-point purses.
        floats: price and worth of each project as floats.
        bounds: per candidate, a price per worth that is certainly too low (what it would
            be if nobody's purse were empty), as a heap.
        lately: rate at which a project was bought in the run before; a good guess.
    """

    box: BallotBox
    wanted: Sequence[Support]
    prices: Sequence[int]
    worths: Sequence[int]
    candidates: Sequence[int]
    rivals: Mapping[int, Sequence[int]]
    ranks: Sequence[int]
    purses: Purses
    lately: dict[int, float] = field(default_factory=dict)

    @cached_property
    def floats(self) -> Sequence[tuple[float, float]]:
        """Price and worth of each project in floating point."""
        pairs = zip(self.prices, self.worths, strict=True)
        return [(float(price), float(worth)) for price, worth in pairs]

    @cached_property
    def bounds(self) -> Sequence[tuple[float, int]]:
        """A heap of prices per worth that are certainly too low."""
        lowest = [
            (self.prices[n] / self.wanted[n].score / self.worths[n] * (1 - 8 * ROUNDING), n)
            for n in self.candidates
        ]
        heapify(lowest)
        return lowest


class Purchase(NamedTuple):
    """One purchase.

    Attributes:
        project: what was bought.
        tied: those that were exactly as good a buy, or none.
        clear: certainly every supporter paid the same per point and kept something.
    """

    project: int
    tied: tuple[int, ...]
    clear: bool


class _Offer(NamedTuple):
    """A project whose rate is known as well as floating point can tell."""

    project: int
    rate: float
    clear: bool
    """Certainly every supporter can pay the rate and keeps something."""
    amiss: float
    """Difference between the price and what the rate brings in."""


def run_equal_shares(market: Market, share: int) -> list[Purchase]:
    """All purchases when every voter holds ``share`` (scaled by the number of voters)."""
    return _Run(market, share).purchases()


class _Run:
    def __init__(self, market: Market, share: int) -> None:
        self._market = market
        self._purses = market.purses
        self._purses.fill(share)
        self._exact = ExactPurses(market.box, market.wanted, market.prices, share)
        self._money = float(share) * market.box.voters
        self._error = 2 * ROUNDING * self._money
        self._closed: set[int] = set()
        self._waiting = list(market.bounds)
        self._guesses = dict(market.lately)

    def purchases(self) -> list[Purchase]:
        bought = []
        while (purchase := self._next()) is not None:
            bought.append(purchase)
            self._closed.update(self._market.rivals.get(purchase.project, ()))
        return bought

    def _next(self) -> Purchase | None:
        """Find, pay for and return the best buy, or None if nothing can be paid for.

        Prices per worth are searched from below, all at once: the project with the lowest
        bound is probed, and either its bound rises (F is concave, so its tangent at the
        bound reaches the price too early) or the bound is as good as its price.
        """
        offers: list[_Offer] = []
        doubtful: list[int] = []
        tried: set[int] = set()
        high = float("inf")
        while self._waiting and self._waiting[0][0] <= high:
            bound, project = heappop(self._waiting)
            if project in self._closed:
                continue
            if project not in tried:
                tried.add(project)
                if self._raised(project, bound, high):
                    continue
            price, worth = self._market.floats[project]
            tolerance = self._tolerance(project, price)
            rate = bound * worth
            paid, rest = self._purses.probe(project, rate)
            gap = price - paid
            if gap > 2 * tolerance:
                if rest > 0.5:
                    self._wait(project, rate + (gap - tolerance) / rest)
            elif rest > 0.5:
                offer, ceiling = self._polished(project, rate + gap / rest, tolerance)
                offers.append(offer)
                high = min(high, ceiling / worth * (1 + 4 * ROUNDING))
            else:
                doubtful.append(project)
        if len(offers) == 1 and not doubtful and high < float("inf"):
            self._buy(offers[0])
            return Purchase(offers[0].project, (), offers[0].clear)
        return self._decide_exactly(offers, doubtful)

    def _raised(self, project: int, bound: float, high: float) -> bool:
        """Try to raise a bound at once to about the rate of the run before, or past the best
        offer so far; False if there is neither.

        F lies below its tangents on both sides, so a tangent at any rate gives a bound.
        """
        price, worth = self._market.floats[project]
        ahead = self._guesses.pop(project, high * worth)
        if not bound * worth < ahead < float("inf"):
            return False
        paid, rest = self._purses.probe(project, ahead)
        gap, tolerance = price - paid, self._tolerance(project, price)
        # Far above the price, rounding would be larger than the tolerance says.
        if rest > 0.5 and paid < 2 * price:
            self._wait(project, max(ahead + (gap - tolerance) / rest, bound * worth))
        elif rest > 0.5 or gap <= 2 * tolerance:
            return False
        return True

    def _wait(self, project: int, rate: float) -> None:
        """Put a project back with a rate that is certainly too low."""
        worth = self._market.floats[project][1]
        heappush(self._waiting, (rate / worth * (1 - 4 * ROUNDING), project))

    def _polished(self, project: int, rate: float, tolerance: float) -> tuple[_Offer, float]:
        """The offer at a rate, and a rate proven to be enough for the project, or infinity."""
        price, _ = self._market.floats[project]
        paid, rest = self._purses.probe(project, rate)
        if rest > 0.5 and abs(price - paid) > self._rounding(project, price):
            rate += (price - paid) / rest
            paid, rest = self._purses.probe(project, rate)
        clear = rest == self._market.wanted[project].score
        clear = clear and self._purses.least(project) - rate > tolerance
        offer = _Offer(project, rate, clear, abs(price - paid))
        if clear:
            # All supporters pay the same and keep something, so nothing else is possible.
            return offer, rate * (1 + 4 * ROUNDING)
        margin = 4 * tolerance / max(rest, 1.0) + 4 * ROUNDING * rate
        for _ in range(3):
            if self._purses.probe(project, rate + margin).paid - tolerance >= price:
                return offer, rate + margin
            margin *= 64
        return offer, float("inf")

    def _tolerance(self, project: int, price: float) -> float:
        """How wrong the money coming together for a project can be."""
        return 2 * self._error + self._rounding(project, price)

    def _rounding(self, project: int, price: float) -> float:
        """Twice the rounding of a sum over the supporters, whatever its order."""
        return 2 * (len(self._market.wanted[project].ballots) + 16) * ROUNDING * price

    def _buy(self, offer: _Offer, exactly: bool = False) -> None:
        project, rate, clear, amiss = offer
        price, _ = self._market.floats[project]
        self._exact.note(project, clear)
        self._market.lately[project] = rate
        if not (clear or exactly):
            self._error += amiss
        self._error += self._rounding(project, price) + ROUNDING * self._money
        self._purses.pay(project, rate)

    def _decide_exactly(self, offers: list[_Offer], doubtful: list[int]) -> Purchase | None:
        """Compare the prices per worth of the remaining projects in rationals."""
        clear = {offer.project: offer.clear for offer in offers}
        rates: dict[int, Fraction] = {}
        for project in (*clear, *doubtful):
            rate = self._exact_rate(project, clear.get(project, False))
            if rate is not None:
                rates[project] = rate
        if not rates:
            return None
        prices = {project: rate / self._market.worths[project] for project, rate in rates.items()}
        best = min(prices.values())
        tied = tuple(sorted(project for project, price in prices.items() if price == best))
        first = min(tied, key=self._market.ranks.__getitem__)
        for project, price_per_worth in prices.items():
            if project != first:
                heappush(self._waiting, (float(price_per_worth) * (1 - 8 * ROUNDING), project))
        offer = _Offer(first, float(rates[first]), clear.get(first, False), 0.0)
        self._buy(offer, exactly=True)
        return Purchase(first, tied if len(tied) > 1 else (), offer.clear)

    def _exact_rate(self, project: int, clear: bool) -> Fraction | None:
        if clear:
            # No purse is emptied, so all pay the same per point: no purse need be known.
            return Fraction(self._market.prices[project], self._market.wanted[project].score)
        return self._exact.rate(project)
