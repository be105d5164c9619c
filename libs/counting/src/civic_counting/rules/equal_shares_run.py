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

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from civic_counting.ballots import BallotBox
from civic_counting.rules.exact_purses import ExactPurses
from civic_counting.rules.purses import ROUNDING, Bid, Purses
from civic_counting.support import Support


@dataclass(frozen=True, slots=True)
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
    """

    box: BallotBox
    wanted: Sequence[Support]
    prices: Sequence[int]
    worths: Sequence[int]
    candidates: Sequence[int]
    rivals: Mapping[int, Sequence[int]]
    ranks: Sequence[int]
    purses: Purses


class Purchase(NamedTuple):
    """One purchase: the project, and those that were exactly as good a buy."""

    project: int
    tied: tuple[int, ...]


class _Offer(NamedTuple):
    """A project looked at in this round; ``low`` is proven to be below its true price."""

    low: float
    project: int
    bid: Bid
    tolerance: float


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
        self._error = 4 * ROUNDING * self._money
        self._closed: set[int] = set()
        self._waiting = [
            (
                market.prices[n] / market.wanted[n].score / market.worths[n] * (1 - 8 * ROUNDING),
                n,
            )
            for n in market.candidates
        ]
        heapq.heapify(self._waiting)

    def purchases(self) -> list[Purchase]:
        bought = []
        while (purchase := self._next()) is not None:
            bought.append(purchase)
            self._closed.update(self._market.rivals.get(purchase.project, ()))
        return bought

    def _next(self) -> Purchase | None:
        """Find, pay for and return the best buy, or None if nothing can be paid for."""
        offers, doubtful, high = self._offers()
        near = [offer for offer in offers if offer.low <= high]
        for offer in offers:
            if offer.low > high:
                heapq.heappush(self._waiting, (offer.low, offer.project))
        if len(near) == 1 and not doubtful and high < float("inf"):
            self._buy(near[0].project, near[0].bid.rate, near[0])
            return Purchase(near[0].project, ())
        return self._decide_exactly(near, doubtful)

    def _offers(self) -> tuple[list[_Offer], list[tuple[float, int]], float]:
        """Look at every project that might be the best buy.

        Returns:
            offers; projects of which it is not certain whether they can be paid for, with
            their old bounds; and a price per worth that the best buy certainly does not
            exceed.
        """
        offers: list[_Offer] = []
        doubtful: list[tuple[float, int]] = []
        high = best = float("inf")
        while self._waiting and self._waiting[0][0] <= high:
            bound, project = heapq.heappop(self._waiting)
            if project in self._closed:
                continue
            price = float(self._market.prices[project])
            tolerance = self._tolerance(project, price)
            bid = self._purses.bid(project, price)
            if bid.rest == 0.0:
                if bid.held >= price - tolerance:
                    doubtful.append((bound, project))
                continue
            worth = self._market.worths[project]
            low = (bid.rate - 2 * tolerance / bid.rest) / worth * (1 - 8 * ROUNDING)
            offers.append(_Offer(max(low, bound), project, bid, tolerance))
            if bid.rate / worth < best:
                best = bid.rate / worth
                high = min(high, self._ceiling(offers[-1], price) / worth * (1 + 8 * ROUNDING))
        return offers, doubtful, high

    def _tolerance(self, project: int, price: float) -> float:
        """How wrong the money coming together for a project can be."""
        terms = len(self._market.wanted[project].ballots) + 16
        return 2 * self._error + 8 * terms * ROUNDING * price

    def _ceiling(self, offer: _Offer, price: float) -> float:
        """A rate proven to be enough for the project, or infinity."""
        margin = 4 * offer.tolerance / offer.bid.rest + 4 * ROUNDING * offer.bid.rate
        for _ in range(3):
            rate = offer.bid.rate + margin
            if self._purses.paid(offer.project, rate) - offer.tolerance >= price:
                return rate
            margin *= 64
        return float("inf")

    def _buy(self, project: int, rate: float, offer: _Offer | None) -> None:
        price = float(self._market.prices[project])
        terms = len(self._market.wanted[project].ballots) + 16
        clear = offer is not None and offer.bid.slack > offer.tolerance
        self._exact.note(project, clear)
        self._purses.pay(project, rate)
        self._error += 8 * terms * ROUNDING * price + 4 * ROUNDING * self._money

    def _decide_exactly(
        self, near: list[_Offer], doubtful: list[tuple[float, int]]
    ) -> Purchase | None:
        """Compare the prices per worth of the remaining projects in rationals."""
        priced: list[tuple[Fraction, int]] = []
        by_project = {offer.project: offer for offer in near}
        rates: dict[int, Fraction] = {}
        for project in (*by_project, *(number for _, number in doubtful)):
            rate = self._exact_rate(project, by_project.get(project))
            if rate is not None:
                rates[project] = rate
                priced.append((rate / self._market.worths[project], project))
        if not priced:
            return None
        best = min(price for price, _ in priced)
        tied = tuple(sorted(number for price, number in priced if price == best))
        first = min(tied, key=self._market.ranks.__getitem__)
        for price, number in priced:
            if number != first:
                heapq.heappush(self._waiting, (float(price) * (1 - 8 * ROUNDING), number))
        self._buy(first, float(rates[first]), by_project.get(first))
        return Purchase(first, tied if len(tied) > 1 else ())

    def _exact_rate(self, project: int, offer: _Offer | None) -> Fraction | None:
        if offer is not None and offer.bid.slack > offer.tolerance:
            # No purse is emptied, so all pay the same per point: no purse need be known.
            score = self._market.wanted[project].score
            return Fraction(self._market.prices[project], score)
        return self._exact.rate(project)
