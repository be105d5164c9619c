"""A figure as a request gives it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from servicekit.web.fields import CodeText

LARGEST_FIGURE = 10**15


class MeasureGiven(BaseModel):
    """44 singers is ``{"code": "singers", "value": 44, "unit": "people"}``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: CodeText
    value: Annotated[int, Field(strict=True, ge=-LARGEST_FIGURE, le=LARGEST_FIGURE)]
    unit: CodeText
