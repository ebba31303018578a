"""A form: what was typed, what was wrong with it, and the hidden things that make sending it harmless."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

HIDDEN = frozenset({"csrf", "form", "key", "version"})


@dataclass(slots=True)
class Form:
    """`name` is the name its draft is kept under, `key` the idempotency key of this sending, `version` what was read.
    `refusal` is the head of the summary when the refusal was not about single fields."""

    name: str
    values: Mapping[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str = ""
    key: str = field(default_factory=lambda: str(uuid4()))
    version: str | None = None
    saved_at: datetime | None = None

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

    def typed(self) -> dict[str, list[str]]:
        """What a person typed or chose: all but the hidden fields."""
        return {name: found for name, found in self.values.items() if name not in HIDDEN and any(found)}
