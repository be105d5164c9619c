"""What an operator sets for this service beyond what every service has."""

from pydantic import Field
from servicekit.settings import Settings


class IdeasSettings(Settings):
    """How quickly the council promises to answer; changes hold for ideas taken in afterwards."""

    acknowledge_working_days: int = Field(default=2, ge=1, le=60)
    answer_working_days: int = Field(default=20, ge=1, le=250)
    urgent_hours: int = Field(default=48, ge=1, le=720)
