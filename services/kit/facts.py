"""The outer form of a fact: what outbox, broker and inbox pass on without knowing what it says."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact in its outer form. `area` is the place of the matter (the kabupaten for protected types), `office` its
    holder, `for_office` the one office it is for; `pos` is 0 until the relay has numbered it."""

    noun: str
    past: str
    subject_id: UUID
    office: str
    for_office: str
    area: str
    at: datetime
    payload: bytes
    service: str = ""
    version: int = 1
    id: UUID | None = None
    seq: int = 0
    pos: int = 0
    traceparent: str = ""

    @property
    def type(self) -> str:
        return f"id.titian.{self.service}.{self.noun}.{self.past}.v{self.version}"

    @property
    def subject(self) -> str:
        """The broker's subject, by the matter's place: `titian.19.1906.cases.case.verified`."""
        province = self.area[:2] if self.area else "00"
        kabupaten = self.area[:4] if len(self.area) >= 4 else "0000"
        return f"titian.{province}.{kabupaten}.{self.service}.{self.noun}.{self.past}"
