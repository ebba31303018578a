"""A form: what was typed, what was wrong with it, and the hidden things that make sending it harmless."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from services.kit.errors import Invalid, Refusal, Words
from services.portal.formats import read_day

HIDDEN = frozenset({"csrf", "whose", "form", "key", "version"})


@dataclass(slots=True)
class Form:
    """`name` is the name its draft is kept under, `key` the idempotency key of this sending, `version` what was read.
    `refusal` is the head of the summary when the refusal was not about single fields. `dialog` is the one in which the
    refused fields stand, if they stand in one."""

    name: str
    values: Mapping[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str = ""
    key: str = field(default_factory=lambda: str(uuid4()))
    version: str | None = None
    saved_at: datetime | None = None
    overtaken: bool = False  # what was kept was typed over an older version than the one that is shown now
    dialog: str = ""
    file: bytes = b""  # what came with it

    def __getitem__(self, name: str) -> str:
        """What was typed in a field, trimmed; empty where it was not sent."""
        found = self.values.get(name)
        return found[0].strip() if found else ""

    def all(self, name: str) -> list[str]:
        """Every ticked value of a field."""
        return list(self.values.get(name, ()))

    @property
    def wrong(self) -> bool:
        return bool(self.errors or self.refusal)

    def refused(self, refusal: Refusal, language: str, renamed: Mapping[str, str] | None = None) -> None:
        """Put a refusal where it belongs: to its fields, or at the head of the summary where it names none. A field
        that the service calls `person.nik` is `nik` here; `renamed` gives the names that differ otherwise."""
        names = renamed or {}
        self.errors = {
            names.get(name, name.rpartition(".")[2]): words.of(language) for name, words in refusal.fields.items()
        }
        self.refusal = "" if self.errors else refusal.words.of(language)

    def over(self, version: int) -> None:
        """It is sent against the version that the page shows."""
        self.overtaken = self.saved_at is not None and self.version not in (None, str(version))
        self.version = str(version)

    def in_dialog(self, drawn: bool) -> None:
        """Its dialog is opened again where it is drawn at all and what was refused stands in it."""
        if not (drawn and self.errors):
            self.dialog = ""

    def typed(self) -> dict[str, list[str]]:
        """What a person typed or chose: all but the hidden fields."""
        return {name: found for name, found in self.values.items() if name not in HIDDEN and any(found)}

    def kept(self) -> dict[str, list[str]]:
        """What its draft holds: the key too, so that a sending whose answer was lost is the same when sent again; and
        the version it was typed over."""
        return self.typed() | {"key": [self.key], "version": [self.version or ""]}


def require_day(text: str, name: str) -> date:
    """The date that somebody typed; Invalid for the field `name` where it is none."""
    found = read_day(text)
    if found is None:
        raise Invalid(
            fields={
                name: Words(
                    "Tulis tanggal, misalnya 4 Maret 1952 atau 4-3-1952.",
                    "Write a date, for example 4 March 1952 or 4-3-1952.",
                )
            }
        )
    return found
