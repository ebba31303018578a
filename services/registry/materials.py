"""Materials of trainings on the shelf of practice: open papers, PDF or picture, read by every volunteer.

First the file comes, then whoever brought it says what it is and declares that nobody's personal data are in it; until
then nobody else sees it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Stale, Words
from services.registry import practice_codes
from services.registry.anonymity import traces
from services.registry.attachments import Kind, require_document
from services.registry.practice_codes import TOPICS
from services.registry.standings import require_reason


class Status(StrEnum):
    BROUGHT = "brought"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


# Code word, words on the page, whose move is next.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.BROUGHT: (Words("Belum diterbitkan", "Not released yet"), "writer"),
    Status.RELEASED: (Words("Diterbitkan", "Released"), "none"),
    Status.WITHDRAWN: (Words("Ditarik", "Withdrawn"), "none"),
}


class NotOnTheWay(Conflict):
    code = "not-on-the-way"
    words = Words(
        "Bahan ini sudah diterbitkan atau ditarik. Muat ulang halamannya.",
        "This material was released or withdrawn. Reload the page.",
    )


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on the shelf: `course` is the training that it is from."""

    title: str
    topic: str
    course: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    office: str
    material_id: UUID
    sub: str
    media: Kind
    size: int
    brought_at: datetime
    status: Status = Status.BROUGHT
    label: Label = Label("", "")
    released_by: str = ""
    released_at: datetime | None = None
    reason: str = ""
    version: int = 1

    def release(self, label: Label, *, declared: bool, by: str, was: int, at: datetime) -> Change["Material"]:
        self._require_version(was)
        if self.status is not Status.BROUGHT:
            raise NotOnTheWay()
        told = Label(" ".join(label.title.split()), label.topic, " ".join(label.course.split()))
        wrong = traces({"title": told.title, "course": told.course})
        if not 5 <= len(told.title) <= 150:
            wrong["title"] = Words("Tulis judul (5-150 huruf).", "Write a title (5-150 letters).")
        if len(told.course) > 150:
            wrong["course"] = Words("Paling panjang 150 huruf.", "At most 150 letters.")
        if told.topic not in practice_codes.codes(TOPICS):
            wrong["topic"] = Words("Pilih topik dari daftar.", "Choose a topic from the list.")
        if not declared:
            wrong["declared"] = Words(
                "Periksa berkasnya, lalu nyatakan tidak ada data pribadi di dalamnya.",
                "Look through the file, then declare that no personal data are in it.",
            )
        if wrong:
            raise Invalid(fields=wrong)
        released = replace(
            self, status=Status.RELEASED, label=told, released_by=by, released_at=at, version=self.version + 1
        )
        return Change(released)

    def withdraw(self, *, reason: str, was: int) -> Change["Material"]:
        """Its file is destroyed with it."""
        self._require_version(was)
        if self.status is Status.WITHDRAWN:
            raise NotOnTheWay()
        gone = replace(self, status=Status.WITHDRAWN, reason=require_reason(reason), version=self.version + 1)
        return Change(gone)

    def _require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()


def bring(content: bytes, *, office: str, material_id: UUID, sub: str, at: datetime) -> Change[Material]:
    return Change(Material(office, material_id, sub, require_document(content), len(content), at))
