"""The four cases of the source documents, and the city in which they take place.

Figures are the documents' own. Amounts of money, and days of which the documents give only the
month or the year, are the demonstration's: the documents do not tell them.
"""

from civic_demo.cases import choir, city, growing, happy_hub, planters
from civic_demo.play import Case

CASES: tuple[Case, ...] = (
    city.CASE,
    growing.CASE,
    planters.CASE,
    choir.CASE,
    happy_hub.CASE,
)
