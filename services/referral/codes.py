"""Code lists: needs, reasons and terms as data (`codes.toml`) with their source and the day from which they hold.

A reason is a code, so that "why not" can be counted; whoever picks `other` says in a note what it was. A code that is
no longer offered still has its words.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from services.kit.errors import Invalid, NotFound, Words

NEEDS = "needs"
REJECT_REASONS = "reject-reasons"
NOT_SERVED_REASONS = "not-served-reasons"
REVOCATION_REASONS = "revocation-reasons"
TERMS = "terms"

MOST_NOTE = 2000  # characters


@dataclass(frozen=True, slots=True)
class Code:
    """`needs_note`: the code alone says too little. `days` is the length of a term. `hidden` is never offered: only
    Titian itself writes it. `source` is the law or decision."""

    code: str
    words: Words
    source: str
    needs_note: bool = False
    days: int = 0
    hidden: bool = False


def listed(name: str, *, office: str, on: date) -> Mapping[str, Code]:
    """The list as it holds for an office on a day, by code, in its order; NotFound for a list that is not ours."""
    editions = _lists().get(name)
    if editions is None:
        raise NotFound()
    held = [edition for edition in editions if edition["from"] <= on]
    edition = max(held or editions, key=lambda edition: edition["from"])
    ours = {told["code"]: told for told in edition["codes"] if told.get("office", office) == office}
    own = {told["code"]: told for told in edition["codes"] if told.get("office") == office}
    return {code: _code(told, edition["source"]) for code, told in (ours | own).items()}


def words(name: str, code: str, *, else_in: str | None = None) -> Words:
    """What a code means, also one of an older edition, or of the other list; the code itself where none has it."""
    for listed_in in (name, else_in) if else_in else (name,):
        for edition in reversed(_lists()[listed_in]):
            for told in edition["codes"]:
                if told["code"] == code:
                    return Words(told["id"], told["en"])
    return Words(code, code)


def require_reason(name: str, reason: str, note: str, *, office: str, on: date) -> str:
    """`reason` if the list offers it; Invalid without one, or where it needs a note and has none."""
    found = listed(name, office=office, on=on).get(reason)
    if found is None or found.hidden:
        raise Invalid(fields={"reason": Words("Pilih alasan dari daftar.", "Choose a reason from the list.")})
    if found.needs_note and not note.strip():
        raise Invalid(fields={"note": Words("Jelaskan alasannya.", "Explain the reason.")})
    return reason


def require_note(note: str) -> str:
    """The note as it is kept: trimmed; empty is a note too. Invalid when it is too long."""
    if len(note := note.strip()) > MOST_NOTE:
        raise Invalid(
            fields={"note": Words("Catatan paling panjang 2.000 huruf.", "A note has at most 2,000 letters.")}
        )
    return note


def _code(told: dict[str, Any], source: str) -> Code:
    return Code(
        told["code"], Words(told["id"], told["en"]), told.get("source", source), told.get("note", False),
        told.get("days", 0), told.get("hidden", False),
    )  # fmt: skip


@cache
def _lists() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(Path(__file__).with_name("codes.toml").read_text(encoding="utf-8"))
