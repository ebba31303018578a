"""Requirements: what is asked of whoever wants to become a PSM, a TKSK or another person of the individual PSKS types,
how one is selected, and who signs: rows with their law and the day from which they hold (`requirements.toml`).

Where no text was found the row says so. An application keeps the edition that it was begun under.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Invalid, Words

DINAS, PROVINCE = "dinas", "province"


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement. `paper`: it counts only with a paper; `tier`: a certificate of that tier fills it by itself."""

    code: str
    words: Words
    paper: bool = False
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Exam:
    code: str
    words: Words
    weight: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A paper between the choice and the SK. `by`: whose it is; `sent`: it goes to the province."""

    code: str
    words: Words
    by: str = DINAS
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs. `words` name the place."""

    code: str
    words: Words
    source: str


@dataclass(frozen=True, slots=True)
class Edition:
    """`seats`: how many are chosen for one place at most, 0 where nothing says so. `office` where it is its own row."""

    role: str
    edition: str
    since: date
    source: str
    words: Words
    seat: Level
    items: tuple[Item, ...]
    tests: tuple[Exam, ...] = ()
    stages: tuple[Stage, ...] = ()
    appoints: str = ""
    least_age: int = 0
    most_age: int = 0
    pass_mark: int = 0
    seats: int = 0
    office: str = ""

    def item(self, code: str) -> Item:
        for item in self.items:
            if item.code == code:
                return item
        raise Invalid(
            "unknown-requirement",
            fields={"item": Words("Syarat ini tidak ada dalam daftar.", "There is no such requirement.")},
        )

    @property
    def papers(self) -> frozenset[str]:
        """For what a paper may be attached: a requirement, or a stage."""
        return frozenset({*(item.code for item in self.items), *(stage.code for stage in self.stages)})

    def require_age(self, birth_on: date, today: date) -> None:
        """At entry."""
        age = today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))
        if birth_on > today or age > 120:
            raise Invalid(fields={"birth_on": Words("Periksa tanggal lahir.", "Check the birth date.")})
        if age < self.least_age:
            raise Invalid(
                "too-young",
                fields={
                    "birth_on": Words(
                        f"Usia paling rendah {self.least_age} tahun ({self.source}).",
                        f"{self.least_age} years old at least.",
                    )
                },
            )
        if self.most_age and age > self.most_age:
            raise Invalid(
                "too-old",
                fields={
                    "birth_on": Words(
                        f"Usia paling tinggi {self.most_age} tahun saat mendaftar ({self.source}).",
                        f"{self.most_age} years old at most.",
                    )
                },
            )

    def require_place(self, place: str, office: str) -> str:
        """What one applies for: a village or a kecamatan of the office."""
        if not area.lies_in(area.require(place, self.seat, field="place"), office):
            raise Invalid(
                "outside-office",
                fields={"place": Words("Pilih wilayah kabupaten/kota ini.", "Choose a place of this kabupaten.")},
            )
        return place


@dataclass(frozen=True, slots=True)
class Book:
    """All rows, in their order."""

    editions: tuple[Edition, ...]
    issuers: tuple[tuple[str, str, tuple[Issuer, ...]], ...]  # role, office, who signs

    def current(self, office: str, on: date) -> tuple[Edition, ...]:
        """Of each role the one that holds on that day; the office's own before everybody's."""
        held: dict[str, Edition] = {}
        for found in self.editions:
            if found.office in ("", office) and found.since <= on:
                before = held.setdefault(found.role, found)
                if (found.office, found.since) > (before.office, before.since):
                    held[found.role] = found
        return tuple(held.values())

    def find(self, role: str, office: str, on: date) -> Edition:
        for found in self.current(office, on):
            if found.role == role:
                return found
        raise Invalid(
            "unknown-role", fields={"role": Words("Pilih peran dari daftar.", "Choose the role from the list.")}
        )

    def edition(self, name: str) -> Edition:
        return next(found for found in self.editions if found.edition == name)

    def issuers_of(self, role: str, place: str) -> tuple[Issuer, ...]:
        """Who may sign for that place: the kabupaten's own rows, else everybody's, else those of no role."""
        kabupaten = area.kabupaten_of(place)
        rows = {(whose, office): found for whose, office, found in self.issuers}
        found = next(rows[key] for key in ((role, kabupaten), (role, ""), ("", kabupaten), ("", "")) if key in rows)
        names = {"place": area.name(place), "kabupaten": area.name(kabupaten)}
        return tuple(
            Issuer(one.code, Words(one.words.id.format(**names), one.words.en.format(**names)), one.source)
            for one in found
        )

    def issuer(self, role: str, place: str, code: str) -> Issuer:
        for one in self.issuers_of(role, place):
            if one.code == code:
                return one
        raise Invalid(
            "not-an-issuer",
            fields={
                "issuer": Words(
                    "SK peran ini tidak diterbitkan pejabat itu. Pilih dari daftar.",
                    "The SK of this role is not signed by that office. Choose from the list.",
                )
            },
        )


def read(text: str) -> Book:
    told = tomllib.loads(text)
    return Book(tuple(_edition(dict(one)) for one in told["roles"]), tuple(_issuers(one) for one in told["issuers"]))


@cache
def book() -> Book:
    return read(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _edition(told: dict[str, Any]) -> Edition:
    return Edition(
        since=told.pop("from"),
        words=_words(told),
        seat=Level(told.pop("seat")),
        items=tuple(Item(words=_words(one), **one) for one in _each(told, "items")),
        tests=tuple(Exam(words=_words(one), **one) for one in _each(told, "tests")),
        stages=tuple(Stage(words=_words(one), **one) for one in _each(told, "steps")),
        **told,
    )


def _issuers(told: dict[str, Any]) -> tuple[str, str, tuple[Issuer, ...]]:
    found = tuple(Issuer(words=_words(one), source=told["source"], **one) for one in _each(dict(told), "items"))
    return told["role"], told.get("office", ""), found


def _each(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [dict(one) for one in told.pop(name, ())]


def _words(told: dict[str, Any]) -> Words:
    return Words(told.pop("id"), told.pop("en"))
