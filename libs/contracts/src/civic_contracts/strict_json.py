"""JSON read strictly: what two readers could understand differently is refused.

Duplicate keys, NaN and infinities, byte-order marks, lone surrogates and NUL (which no
PostgreSQL text can hold) are errors, and so is nesting that exhausts the interpreter.
"""

import json
import math
from typing import Any

LARGEST_BODY = 256 * 1024
"""Bytes of the largest message that is read or written."""


class NotStrictJson(ValueError):
    """The bytes are not one unambiguous JSON value."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrictJson("a key is given twice")
    return found


def _no_constant(name: str) -> Any:
    raise NotStrictJson(f"{name} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise NotStrictJson("a number is too large")
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite
)


def read_strictly(body: bytes) -> Any:
    """Read one JSON value from UTF-8 bytes; ``NotStrictJson`` says why not."""
    if len(body) > LARGEST_BODY:
        raise NotStrictJson(f"the body is larger than {LARGEST_BODY} bytes")
    try:
        text = body.decode("utf-8")
        value = _DECODER.decode(text)
        if "\\u" in text:
            _refuse_unstorable(value)
    except NotStrictJson:
        raise
    except UnicodeDecodeError as error:
        raise NotStrictJson("the body is not UTF-8") from error
    except RecursionError as error:
        raise NotStrictJson("the body is nested too deeply") from error
    except ValueError as error:
        raise NotStrictJson("the body is not JSON") from error
    return value


def _refuse_unstorable(value: Any) -> None:
    written = json.dumps(value, ensure_ascii=False)
    try:
        written.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotStrictJson("a text holds half of a character") from error
    # json.dumps escapes NUL and the backslash, so an odd run of backslashes marks a real one.
    parts = written.split("\\\\")
    if any("\\u0000" in part for part in parts):
        raise NotStrictJson("a text holds the character NUL")
