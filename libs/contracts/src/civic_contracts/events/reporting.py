"""What the reporting service tells: its own inputs only; all else it reads from the others."""

from typing import Annotated

from pydantic import Field

from civic_contracts.envelope import Event
from civic_contracts.fields import Code, Count, Date, Digest, Id, Record


class SurveyIndicator(Record):
    """So many of those asked said so: 1,025 of 2,500 is 41 per cent."""

    code: Code
    positive: Count
    asked: Count


class SurveyImported(Event, type="civic.reporting.survey.imported.v1"):
    """A year's City Survey was taken in."""

    survey_id: Id
    code: Code
    year: Count
    respondents: Count
    indicators: Annotated[tuple[SurveyIndicator, ...], Field(min_length=1, max_length=200)]


class PackFrozen(Event, type="civic.reporting.pack.frozen.v1"):
    """A published pack will not change any more; ``digest`` is of its bytes."""

    pack_id: Id
    kind: Code
    covers_from: Date
    covers_until: Date
    digest: Digest
