"""Council reference data: dated wards, departments, bank holidays, themes, areas and questions.

One file says what is the same for all four services; ``load`` reads it once, strictly.
"""

from civic_reference.council import Council, NotCovered, UnknownWard, Ward
from civic_reference.reading import InvalidReference, load

__all__ = ["Council", "InvalidReference", "NotCovered", "UnknownWard", "Ward", "load"]
