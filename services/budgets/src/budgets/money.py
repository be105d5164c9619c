"""Amounts of money in commands."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from servicekit.web.fields import Pence

from budgets.policy.domain.financial_year import FinancialYear

# A thousand billion pounds: sums of a hundred such lines still fit into 64 bits.
LARGEST = 100_000_000_000_000


def _written(value: str) -> str:
    return str(FinancialYear.parse(value))


Amount = Annotated[Pence, Field(gt=0, le=LARGEST)]
"""Pence, more than nothing."""

AmountOrNothing = Annotated[Pence, Field(le=LARGEST)]
"""Pence, or nothing."""

YearText = Annotated[str, AfterValidator(_written)]
"""A financial year such as ``2009-10``."""
