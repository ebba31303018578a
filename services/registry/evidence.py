"""Evidence: what a volunteer did, written by the facts of it and by nobody's hand.

An entry says what kind of work, when and where, and nothing of the person in need: a type is named only where it points
to nobody, and then with month and kecamatan in place of day and village. A supervisor attests; the volunteer annotates
and hides, and cannot write: there is no verb for it here but a commendation, which is the office's.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.kit.change import Change
from services.kit.errors import Conflict, Forbidden, Invalid, Stale, Words
from services.registry import days, works

PERSONAL = 2  # S2: children, and all above
PROTECTED = 3
LONGEST = 500  # characters of a note


class OwnWork(Forbidden):
    code = "own-work"
    words = Words(
        "Anda tidak dapat mengesahkan pekerjaan sendiri. Minta Dinas Sosial memeriksanya.",
        "Nobody attests her own work. Ask the social office.",
    )


class StillServing(Conflict):
    code = "still-serving"
    words = Words(
        "Catatan kerja dihapus setelah masa tugasnya berakhir. Akhiri dahulu masa tugasnya.",
        "What somebody did is erased once the service has ended. End it first.",
    )


class HiddenEntry(Conflict):
    code = "hidden-entry"
    words = Words(
        "Ada bukti yang disembunyikan relawan. Muat ulang, lalu pilih yang lain.",
        "The volunteer has hidden one of these. Reload and choose the others.",
    )


@dataclass(frozen=True, slots=True)
class Deed:
    """What a fact tells that somebody did: `sub` is who, `thing_id` the case, referral or connection that it was done
    to, `case_id` the case of it; place and type are as the fact has them, empty where it may not say."""

    kind: str
    sub: str
    thing_id: UUID
    case_id: UUID
    at: datetime
    sensitivity: int
    ppks: int = 0
    village: str = ""
    kec: str = ""

    @property
    def mark(self) -> str:
        """What is fingerprinted so that the same deed is one entry."""
        return f"{self.kind}|{self.thing_id}"


@dataclass(frozen=True, slots=True)
class Entry:
    """`on` is a day, or the first of a month (`whole_month`); `place` a village, a kecamatan, the kabupaten, or empty.
    `print` is the keyed fingerprint of the deed, `matter` of the case: the same deed is one entry, a protected case is
    found again, and no id of a case is kept. `hours` are lesson hours of a training, `title` what it or a
    commendation is called."""

    office: str
    evidence_id: UUID
    volunteer_id: UUID
    kind: str
    on: date
    place: str
    print: bytes
    at: datetime
    matter: bytes | None = None
    ppks: int | None = None
    hours: int = 0
    title: str = ""
    note: str = ""
    hidden: bool = False
    attested_by: str = ""
    attested_name: str = ""
    attested_at: datetime | None = None
    version: int = 1

    @property
    def whole_month(self) -> bool:
        return self.ppks is not None or self.place == self.office

    def annotate(self, note: str, *, was: int) -> Change["Entry"]:
        """Her own words beside it; what was attested stays what it was."""
        self.require_version(was)
        kept = note.strip()
        if len(kept) > LONGEST:
            raise Invalid(fields={"note": Words("Paling panjang 500 huruf.", "At most 500 letters.")})
        return Change(replace(self, note=kept, version=self.version + 1))

    def hide(self, hidden: bool, *, was: int) -> Change["Entry"]:
        """Out of everybody else's sight, or back; it stays in its place, and the count says so."""
        self.require_version(was)
        return Change(replace(self, hidden=hidden, version=self.version + 1))

    def attest(self, *, by: str, name: str, at: datetime) -> Change["Entry"]:
        """Said again, by whomever, it stays as it was said first."""
        if self.hidden:
            raise HiddenEntry()
        if self.attested_at is not None:
            return Change(self)
        now = replace(self, attested_by=by, attested_name=name, attested_at=at, version=self.version + 1)
        return Change(now)

    def require_version(self, was: int) -> None:
        if was != self.version:
            raise Stale()


def written(
    deed: Deed, *, office: str, evidence_id: UUID, volunteer_id: UUID, print: bytes, matter: bytes
) -> Entry:  # fmt: skip
    """What a deed leaves in the portfolio of who did it."""
    named = deed.sensitivity < PERSONAL and works.find(works.TYPES, str(deed.ppks)) is not None
    day = days.today(office, deed.at)
    coarse = named or not deed.village
    place = (deed.kec or office) if named else (deed.village or office)
    return Entry(
        office=office, evidence_id=evidence_id, volunteer_id=volunteer_id, kind=deed.kind,
        on=days.month_of(day) if coarse else day, place=place, print=print, matter=matter, at=deed.at,
        ppks=deed.ppks if named else None,
    )  # fmt: skip


def trained(
    *, office: str, evidence_id: UUID, volunteer_id: UUID, title: str, hours: int, on: date, print: bytes, name: str,
    at: datetime,
) -> Entry:  # fmt: skip
    """A training that she passed. Its certificate is the paper of the office (`name`), which attests it."""
    return Entry(
        office=office, evidence_id=evidence_id, volunteer_id=volunteer_id, kind=works.TRAINED, on=on, place="",
        print=print, at=at, hours=hours, title=title, attested_by=office, attested_name=name, attested_at=at,
    )  # fmt: skip


def commended(
    *, office: str, evidence_id: UUID, volunteer_id: UUID, title: str, on: date, print: bytes, by: str, name: str,
    at: datetime,
) -> Change[Entry]:  # fmt: skip
    """By the office, so it is attested as it is written."""
    kept, wrong = " ".join(title.split()), {}
    if not 3 <= len(kept) <= 150:
        wrong["title"] = Words("Tulis penghargaannya (3-150 huruf).", "Write the commendation (3-150 letters).")
    if on > days.today(office, at):
        wrong["on"] = Words("Tanggal penghargaan belum terjadi.", "The day of the commendation lies ahead.")
    if wrong:
        raise Invalid(fields=wrong)
    return Change(
        Entry(
            office=office, evidence_id=evidence_id, volunteer_id=volunteer_id, kind=works.COMMENDED, on=on, place="",
            print=print, at=at, title=kept, attested_by=by, attested_name=name, attested_at=at,
        )
    )  # fmt: skip


def require_ended(ended: bool) -> None:
    """While she serves, what she did is hers and the office's; afterwards it may be erased."""
    if not ended:
        raise StillServing()


def require_another(volunteer_sub: str | None, sub: str) -> None:
    """Nobody attests or checks what she did herself."""
    if volunteer_sub == sub:
        raise OwnWork()
