"""The field types that events may have: codes, ids, pence, dates, public text, organisations.

There is no type here for a person's name, address, e-mail or telephone, and an event has no
bare strings, so that nothing of the kind can be published by accident.
"""

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic.types import Strict, StringConstraints

SMALLEST_64_BIT = -(2**63)
LARGEST_64_BIT = 2**63 - 1

_UTC_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z")
# Controls but line ends and tabs; halves of characters; and what changes the order in which text
# is shown, so that a title could pretend to be another.
_NEVER_IN_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


class Record(BaseModel):
    """A frozen part of an event. Readers ignore unknown fields; writers may not invent any."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    def __init__(self, /, **values: Any) -> None:
        """Make a record from its fields; a name it does not have is a ``TypeError``."""
        unknown = values.keys() - type(self).model_fields.keys()
        if unknown:
            names = ", ".join(sorted(unknown))
            raise TypeError(f"{type(self).__name__} has no field {names}")
        super().__init__(**values)

    # Reading (model_validate) must not pass through the strict writer above: this mark, which
    # pydantic puts on its own __init__, tells it to fill the fields directly.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # see the lines above


def _canonical_uuid(value: object) -> object:
    if isinstance(value, str) and len(value) != 36:
        raise ValueError("an id is a UUID in its usual form of 36 characters")
    return value


def _date_without_time(value: object) -> object:
    # What else a text of this shape could be is refused by the date itself.
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError("a date is written YYYY-MM-DD")


def _utc_text_or_moment(value: object) -> object:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    if isinstance(value, str) and _UTC_MOMENT.fullmatch(value):
        return value
    raise ValueError("a moment is written in UTC as YYYY-MM-DDThh:mm:ss[.ffffff]Z")


def written_moment(moment: datetime) -> str:
    """Write an aware moment as RFC 3339 in UTC with microseconds and ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _normalised(value: object) -> object:
    """Composed characters, and line ends as browsers do not send them."""
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n"))


def _clean(text: str) -> str:
    """Refuse what must never be stored or shown."""
    if found := _NEVER_IN_TEXT.search(text):
        raise ValueError(f"text may not contain the character U+{ord(found[0]):04X}")
    if not text.strip():
        raise ValueError("text may not be blank")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("a name is written on one line")
    return _clean(text)


def _named(name: str) -> Any:
    """Mark a field type in the JSON Schemas, so that no string there is a bare one."""
    return Field(json_schema_extra={"x-civic": name})


def _text(pattern: str, most: int) -> StringConstraints:
    return StringConstraints(pattern=pattern, max_length=most, strict=True)


Id = Annotated[UUID, BeforeValidator(_canonical_uuid), _named("id")]
Date = Annotated[date, BeforeValidator(_date_without_time), _named("date")]
Moment = Annotated[
    datetime,
    BeforeValidator(_utc_text_or_moment),
    PlainSerializer(written_moment, return_type=str, when_used="json"),
    _named("moment"),
]
Flag = Annotated[bool, Strict(), _named("flag")]

Code = Annotated[str, _text(r"^[a-z0-9]+(-[a-z0-9]+)*$", 64), _named("code")]
"""A word of an open list, in kebab-case: readers must expect words they have not met."""
WardCode = Annotated[str, _text(r"^[A-Z][0-9]{8}$", 9), _named("ward-code")]
"""The nine-character code of the Office for National Statistics."""
FinancialYear = Annotated[str, _text(r"^[0-9]{4}-[0-9]{2}$", 7), _named("financial-year")]
"""April to March, as in ``2009-10``."""
AccountCode = Annotated[
    str, _text(r"^[a-z0-9][A-Za-z0-9-]*(:[A-Za-z0-9-]+)*$", 128), _named("account-code")
]
"""An account of the ledger, its parts parted by colons: ``ward:E05000635:available``."""
CharityNumber = Annotated[
    str, _text(r"^(SC|NIC)?[0-9]{5,8}(-[0-9]{1,4})?$", 16), _named("charity-number")
]
CompanyNumber = Annotated[
    str,
    _text(r"^([0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z])$", 8),
    _named("company-number"),
]
Digest = Annotated[str, _text(r"^[0-9a-f]{64}$", 64), _named("sha-256")]
"""SHA-256 in lower-case hexadecimal."""
SubjectId = Annotated[str, _text(r"^[A-Za-z0-9][A-Za-z0-9_.~-]*$", 128), _named("subject-id")]
"""What an event is about: a UUID, a ward code or, for person events only, a person key."""
Language = Annotated[str, _text(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", 35), _named("language")]
"""A language tag of BCP 47."""

Pence = Annotated[int, Strict(), Field(ge=SMALLEST_64_BIT, le=LARGEST_64_BIT), _named("pence")]
"""Pence, positive or negative, 64 bits."""
Amount = Annotated[int, Strict(), Field(ge=0, le=LARGEST_64_BIT), _named("pence")]
"""Pence, never negative."""
Count = Annotated[int, Strict(), Field(ge=0, le=LARGEST_64_BIT), _named("count")]
Whole = Annotated[
    int, Strict(), Field(ge=SMALLEST_64_BIT, le=LARGEST_64_BIT), _named("whole-number")
]

OrganisationName = Annotated[
    str,
    BeforeValidator(_normalised),
    StringConstraints(min_length=1, max_length=200, strict=True, strip_whitespace=True),
    AfterValidator(_one_line),
    _named("organisation-name"),
]
"""The public name of an organisation, never of a person."""
_PublicWords = Annotated[
    str,
    BeforeValidator(_normalised),
    StringConstraints(min_length=1, max_length=4000, strict=True),
    AfterValidator(_clean),
    _named("public-text"),
]


class PublicText(Record):
    """Words approved by a moderator; whoever keeps them undertakes to honour ``text-withdrawn``."""

    text: _PublicWords
    language: Language = "en"


class Measure(Record):
    """A recorded figure: 44 singers is ``code="singers", value=44, unit="people"``."""

    code: Code
    value: Whole
    unit: Code


class Posting(Record):
    """One line of a ledger transaction, in pence; the lines of a transaction sum to zero."""

    account: AccountCode
    amount: Pence


class WardShare(Record):
    """What one ward pays towards something, in pence."""

    ward: WardCode
    amount: Amount
