"""Count a bundle again and compare, byte by byte."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from civic_counting.bundle.opening import open_bundle
from civic_counting.bundle.parts import (
    BALLOTS,
    DECLARATION,
    EXPLANATIONS,
    MANIFEST,
    RESULT,
    SIGNATURE,
    parts,
)
from civic_counting.bundle.signature import Signer, check_allowed, signer_of
from civic_counting.errors import BundleError, CountingError
from civic_counting.outcome import Outcome
from civic_counting.pb import PbFile, read_pb
from civic_counting.rules.count import count
from civic_counting.rules.declarations import Rule, parse_rule, with_tie_break
from civic_counting.tiebreak import TieBreak


@dataclass(frozen=True)
class Recount:
    """What came of a recount.

    Attributes:
        file: the ballots.
        rule: the declared rule with its tie-break.
        outcome: the outcome of the recount.
        signer: whoever signed the bundle, or None if it is not signed.
        differences: what differs from the bundle; empty if it is reproduced bit for bit.
    """

    file: PbFile
    rule: Rule
    outcome: Outcome
    signer: Signer | None
    differences: tuple[str, ...]


def recount(path: Path, allowed_signers: str | None = None) -> Recount:
    """Check a bundle and count it again.

    Args:
        allowed_signers: text of an OpenSSH allowed-signers file; the bundle must then be
            signed by one of them.

    Raises:
        BundleError: the bundle is unsafe, changed, badly signed or contradicts itself.
    """
    found = open_bundle(path)
    signer = signer_of(found[MANIFEST], found[SIGNATURE]) if SIGNATURE in found else None
    if allowed_signers is not None:
        if signer is None:
            raise BundleError("the bundle is not signed")
        check_allowed(signer, allowed_signers)
    stated = _stated(found[DECLARATION])
    as_recorded = stated.get("ballots_as_recorded") is True
    file = _ballots(found[BALLOTS], as_recorded)
    rule = _rule(stated, file)
    outcome = count(file.election, rule)
    again = parts(file.election, rule, outcome, as_recorded)
    return Recount(file, rule, outcome, signer, tuple(_differences(found, again)))


def _stated(data: bytes) -> Mapping[str, object]:
    try:
        stated = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise BundleError(f"{DECLARATION} cannot be read") from None
    if not isinstance(stated, dict):
        raise BundleError(f"{DECLARATION} is no declaration")
    return stated


def _ballots(data: bytes, as_recorded: bool) -> PbFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / BALLOTS
        path.write_bytes(data)
        try:
            return read_pb(path, forgiving=as_recorded)
        except CountingError as error:
            raise BundleError(f"{BALLOTS}: {error}") from None


def _rule(stated: Mapping[str, object], file: PbFile) -> Rule:
    code, tie_break = stated.get("rule"), stated.get("tie_break")
    if not isinstance(code, str) or not isinstance(tie_break, str):
        raise BundleError(f"{DECLARATION} names no rule or no tie-break")
    if code != file.rule:
        raise BundleError(
            f"the parts disagree: {DECLARATION} declares {code[:60]!r}, "
            f"{BALLOTS} {file.rule[:60]!r}"
        )
    try:
        return with_tie_break(parse_rule(code), TieBreak.parse(tie_break))
    except CountingError as error:
        raise BundleError(f"{DECLARATION}: {error}") from None


def _differences(found: Mapping[str, bytes], again: Mapping[str, bytes]) -> list[str]:
    said = []
    if found[RESULT] != again[RESULT]:
        said += _in_result(found[RESULT], again[RESULT])
    if found[BALLOTS] != again[BALLOTS]:
        said.append(
            f"{BALLOTS} is not what this package would write: it may hold more than "
            "ballots, or another result"
        )
    if found[DECLARATION] != again[DECLARATION]:
        said.append(f"{DECLARATION} describes the rule in other words")
    if found[EXPLANATIONS] != again[EXPLANATIONS]:
        said.append(
            f"{EXPLANATIONS} says something else than the recount; "
            + _first_line(found[EXPLANATIONS], again[EXPLANATIONS])
        )
    return said


def _in_result(found: bytes, again: bytes) -> list[str]:
    new = json.loads(again)
    try:
        old = json.loads(found.decode())
    except (ValueError, RecursionError):
        return [f"{RESULT} cannot be read"]
    if not isinstance(old, dict):
        return [f"{RESULT} is no result"]
    said = [
        f"{RESULT}: {key}: the bundle says {_short(old.get(key))}, "
        f"the recount gives {_short(new.get(key))}"
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    ]
    return said or [f"{RESULT} is spelt differently"]


def _first_line(found: bytes, again: bytes) -> str:
    pairs = zip(
        found.decode(errors="replace").splitlines(), again.decode().splitlines(), strict=False
    )
    number = next((n for n, (one, other) in enumerate(pairs, start=1) if one != other), 0)
    return f"first in line {number}" if number else "one is longer"


def _short(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 300 else shown[:299] + "…"
