"""Persons: who is in need. What tells who it is stands in `identities`, apart from cases, and can be erased as one.

A NIK (identity number) is sixteen digits: kecamatan of issue, birth date as ddmmyy (a woman's day plus 40), serial. An
odd one is warned about and kept: papers are wrong more often than people. Nothing here ever reaches a log or a fact.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from services.cases import codes
from services.cases.codes import Code
from services.kit import area
from services.kit.area import Level
from services.kit.change import Change
from services.kit.errors import Conflict, Invalid, Words

OLDEST = 130  # years
_DIGITS = re.compile(r"[\s.-]")
_PHONE = re.compile(r"\+?\d{8,15}")


class AlreadyErased(Conflict):
    code = "already-erased"
    words = Words("Data warga ini sudah dihapus.", "The data of this person were erased.")


@dataclass(frozen=True, slots=True)
class Oddity:
    """Said to the writer and never in the way of saving."""

    code: str
    words: Words


ODD_DATE = Oddity(
    "nik-odd-date", Words("Tanggal lahir di dalam NIK tidak mungkin.", "The NIK holds an impossible date.")
)
OTHER_DATE = Oddity(
    "nik-other-date", Words("Tanggal lahir berbeda dengan NIK.", "The date of birth differs from the NIK.")
)
OTHER_SEX = Oddity("nik-other-sex", Words("Jenis kelamin berbeda dengan NIK.", "The sex differs from the NIK."))
ODD_AGE = Oddity(
    "odd-age", Words("Umur tidak sesuai dengan jenis PPKS yang dipilih.", "The age does not fit the chosen type.")
)
ALIKE = Oddity(
    "possible-duplicate",
    Words("Ada warga yang mirip. Periksa sebelum melanjutkan.", "Somebody alike is on record. Check before going on."),
)


@dataclass(frozen=True, slots=True)
class Particulars:
    """A person in plain text, on the way to the vault or just out of it. None: not told. `sex` is f or m."""

    name: str | None
    village: str | None = None
    birth_on: date | None = None
    sex: str | None = None
    nik: str | None = field(default=None, repr=False)
    kk: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PersonErased:
    """For one office that holds something of the person: the own one, or one that was sent a packet."""

    person_id: UUID
    office: str
    for_office: str
    case_ids: tuple[UUID, ...]
    handup_ids: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    office: str
    person_id: UUID
    case_ids: tuple[UUID, ...]
    sent: tuple[tuple[str, UUID], ...]  # (office, hand-up) of every packet that left
    erased_at: datetime | None = None

    def erase(self, *, at: datetime) -> Change["Person"]:
        """What tells who it was goes; whoever may hold a packet hears of it. What was counted stays counted."""
        if self.erased_at is not None:
            raise AlreadyErased()
        told = [PersonErased(self.person_id, self.office, self.office, self.case_ids, (), at)]
        for office in sorted({to for to, _ in self.sent}):
            packets = tuple(handup_id for to, handup_id in self.sent if to == office)
            told.append(PersonErased(self.person_id, self.office, office, (), packets, at))
        return Change(replace(self, erased_at=at), facts=told)


@dataclass(frozen=True, slots=True)
class Erasure:
    """An entry of the register of erasures: whose data went, on what ground, by whom. `note` is sealed; `key` is its
    own wrapped key with its version, told where the entry comes from a register outside."""

    erasure_id: UUID
    basis: str
    done_by: str
    done_by_name: str
    done_by_role: str
    at: datetime
    note: bytes | None = None
    key: tuple[str, bytes] | None = None


def require_particulars(told: Particulars, *, today: date) -> Particulars:
    """The particulars as they are kept: trimmed, numbers without spaces. Invalid names every field that is wrong."""
    name = " ".join((told.name or "").split())
    nik, kk, phone = (_DIGITS.sub("", text or "") or None for text in (told.nik, told.kk, told.phone))
    address = " ".join((told.address or "").split()) or None
    wrong: dict[str, Words] = {}
    if not 2 <= len(name) <= 100 or any(letter.isdigit() for letter in name):
        wrong["person.name"] = Words("Tulis nama warga, tanpa angka.", "Write the person's name, without digits.")
    if told.village is not None and not _is_village(told.village):
        wrong["person.village"] = Words("Desa/kelurahan tidak dikenal.", "Unknown village.")
    if told.birth_on is not None and not 0 <= age(told.birth_on, today) <= OLDEST:
        wrong["person.birth_on"] = Words("Tanggal lahir tidak mungkin.", "An impossible date of birth.")
    if told.sex not in (None, "f", "m"):
        wrong["person.sex"] = Words("Pilih perempuan atau laki-laki.", "Choose female or male.")
    if nik is not None and not _sixteen(nik):
        wrong["person.nik"] = Words(
            "NIK harus 16 angka. Belum punya? Kosongkan.", "A NIK has 16 digits. Leave it empty if there is none."
        )
    if kk is not None and not _sixteen(kk):
        wrong["person.kk"] = Words("Nomor KK harus 16 angka.", "The number of a family card has 16 digits.")
    if phone is not None and not _PHONE.fullmatch(phone):
        wrong["person.phone"] = Words("Nomor telepon 8-15 angka.", "A telephone number has 8-15 digits.")
    if address is not None and len(address) > 300:
        wrong["person.address"] = Words("Alamat paling panjang 300 huruf.", "An address has at most 300 letters.")
    if wrong:
        raise Invalid(fields=wrong)
    return replace(told, name=name, nik=nik, kk=kk, phone=phone, address=address)


def warnings(told: Particulars, kind: Code | None, *, today: date) -> list[Oddity]:
    """What looks odd about a person whose particulars have the right form."""
    found: list[Oddity] = []
    if told.nik is not None:
        dates = _dates_in(told.nik, today)
        if not dates:
            found.append(ODD_DATE)
        elif told.birth_on is not None and told.birth_on not in dates:
            found.append(OTHER_DATE)
        if told.sex is not None and (told.sex == "f") != (int(told.nik[6:8]) > 40):
            found.append(OTHER_SEX)
    ages = kind.ages if kind is not None else None
    if ages and told.birth_on is not None and not ages[0] <= age(told.birth_on, today) <= ages[1]:
        found.append(ODD_AGE)
    return found


def age(birth_on: date, today: date) -> int:
    """Full years."""
    return today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))


def is_child(told: Particulars, kind: Code | None, *, today: date) -> bool:
    """By type or by years (18: law 35/2014); a guardian speaks for a child."""
    by_years = told.birth_on is not None and age(told.birth_on, today) < 18
    return by_years or (kind is not None and kind.child)


def sensitivity(told: Particulars, kind: Code | None, *, flagged: bool, today: date) -> int:
    """As its type says, and at least S2 for a child of any type."""
    least = codes.PERSONAL if is_child(told, kind, today=today) else codes.INTERNAL
    return max(least, codes.sensitivity(kind, flagged=flagged))


def mask(number: str | None) -> str | None:
    """190602••••••9003: enough to compare with a card in the hand."""
    return number and f"{number[:6]}••••••{number[-4:]}"


def tokens(name: str) -> frozenset[str]:
    """The words by which a name is found: small letters without accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return frozenset(re.findall(r"[^\W\d_]+", "".join(c for c in plain if not unicodedata.combining(c))))


def _dates_in(nik: str, today: date) -> set[date]:
    """The dates of birth that a NIK may mean: its year has two digits."""
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    day -= 40 if day > 40 else 0
    found: set[date] = set()
    for century in (1900, 2000):
        try:
            found.add(date(century + year, month, day))
        except ValueError:
            continue
    return {birth_on for birth_on in found if birth_on <= today}


def _sixteen(number: str) -> bool:
    return len(number) == 16 and number.isascii() and number.isdigit()


def _is_village(code: str) -> bool:
    return area.find(code) is not None and area.level(code) is Level.DESA
