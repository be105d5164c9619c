"""How much of a list is asked for at once."""

from typing import Annotated

from fastapi import Query

Limit = Annotated[int, Query(ge=1, le=200)]
"""Items of a JSON list."""

PageNumber = Annotated[int, Query(ge=1, le=10_000)]
"""A numbered page of a list on screen."""

PAGE_SIZE = 20
