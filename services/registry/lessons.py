"""Lessons: what a volunteer learnt in a case, short and without anybody in it, released by a TKSK for all of the
kabupaten. What was released can be taken back with a reason: a reader may recognise somebody."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.kit import area
from services.kit.change import Change
from services.kit.errors import Conflict, Forbidden, Invalid, Stale, Words
from services.registry import practice_codes
from services.registry.anonymity import traces
from services.registry.practice_codes import TOPICS
from services.registry.standings import require_reason


class Status(StrEnum):
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RELEASED = "released"


# Code word, words on the page, whose move is next.
STATUSES: dict[Status, tuple[Words, str]] = {
    Status.SUBMITTED: (Words("Menunggu TKSK", "Awaiting the TKSK"), "tksk"),
    Status.RETURNED: (Words("Perlu diperbaiki", "To be mended"), "writer"),
    Status.RELEASED: (Words("Diterbitkan", "Released"), "none"),
}


class OwnLesson(Conflict):
    code = "own-lesson"
    words = Words(
        "Catatan sendiri tidak diterbitkan sendiri. Minta TKSK lain atau Dinas memeriksanya.",
        "Nobody releases her own lesson. Ask another TKSK or the Dinas to look at it.",
    )


class NotTheWriter(Forbidden):
    code = "not-the-writer"
    words = Words("Hanya penulisnya yang mengubah catatan ini.", "Only its writer changes this lesson.")


class NotWaiting(Conflict):
    code = "not-waiting"
    words = Words(
        "Catatan ini tidak sedang menunggu. Muat ulang halamannya.", "This lesson does not wait. Reload the page."
    )


class AlreadyReleased(Conflict):
    code = "already-released"
    words = Words(
        "Catatan ini sudah diterbitkan. Untuk mengubahnya, minta TKSK mengembalikannya.",
        "This lesson is released. To change it, ask the TKSK to return it.",
    )


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """`sub` and `writer` are whose it is. `reason` is why it was returned last."""

    office: str
    lesson_id: UUID
    sub: str
    writer: str
    kec: str
    told: Text
    written_at: datetime
    status: Status = Status.SUBMITTED
    reason: str = ""
    released_by: str = ""
    released_at: datetime | None = None
    version: int = 1

    def rewrite(self, told: Text, *, sub: str, was: int) -> Change["Lesson"]:
        if sub != self.sub:
            raise NotTheWriter()
        self._require_version(was)
        if self.status is Status.RELEASED:
            raise AlreadyReleased()
        mended = replace(self, told=require_text(told), status=Status.SUBMITTED, version=self.version + 1)
        return Change(mended)

    def release(self, *, sub: str, by: str, was: int, at: datetime) -> Change["Lesson"]:
        self._require_version(was)
        if sub == self.sub:
            raise OwnLesson()
        if self.status is not Status.SUBMITTED:
            raise NotWaiting()
        released = replace(
            self, status=Status.RELEASED, reason="", released_by=by, released_at=at, version=self.version + 1
        )
        return Change(released)

    def send_back(self, *, reason: str, was: int) -> Change["Lesson"]:
        """To its writer, also from the shelf."""
        self._require_version(was)
        if self.status is Status.RETURNED:
            raise NotWaiting()
        back = replace(
            self, status=Status.RETURNED, reason=require_reason(reason), released_by="", released_at=None,
            version=self.version + 1,
        )  # fmt: skip
        return Change(back)

    def _require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()


def write(
    *, office: str, lesson_id: UUID, sub: str, writer: str, place: str, told: Text, at: datetime
) -> Change[Lesson]:  # fmt: skip
    fitting = require_text(told)
    return Change(Lesson(office, lesson_id, sub, writer, area.kecamatan_of(place), fitting, at))


def require_text(told: Text) -> Text:
    fitting = Text(" ".join(told.title.split()), told.topic, told.text.strip())
    wrong = traces({"title": fitting.title, "text": fitting.text})
    if not 5 <= len(fitting.title) <= 150:
        wrong["title"] = Words("Tulis judul (5-150 huruf).", "Write a title (5-150 letters).")
    if not 30 <= len(fitting.text) <= 3000:
        wrong["text"] = Words("Tulis pelajarannya (30-3.000 huruf).", "Write what was learnt (30-3,000 letters).")
    if fitting.topic not in practice_codes.codes(TOPICS):
        wrong["topic"] = Words("Pilih topik dari daftar.", "Choose a topic from the list.")
    if wrong:
        raise Invalid(fields=wrong)
    return fitting
