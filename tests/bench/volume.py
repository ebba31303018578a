"""A million cases by COPY, in the shape in which `record_case` writes them (`test_shapes.py` compares the two).

Half of them lie in one kabupaten, the others in all; each kind of row is made by one function, so that tables can be
written one after the other without keeping a million of anything.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.cases import persons
from services.kit import area
from services.kit.testing import copy
from tests.bench.officers import ONE

Row = dict[str, Any]
BEGAN: Final = datetime(2024, 1, 1, tzinfo=UTC)
NAMES: Final = ("Aminah", "Budi", "Citra", "Darma", "Endang", "Farida", "Gunawan", "Hasanah", "Iskandar", "Juwita")
STATUSES: Final = (("awaiting", "tksk"), ("verified", "dinas"), ("accepted", "dinas"), ("closed", "none"))


@dataclass(frozen=True, slots=True)
class One:
    """The case of a number: everything about it follows from the number."""

    number: int
    office: str
    village: str

    def id(self, kind: int) -> UUID:
        """As version 7: what was made later is larger."""
        return UUID(int=(1_600_000_000_000 + self.number << 80) | (7 << 76) | (kind << 64) | (8 << 60) | self.number)

    @property
    def name(self) -> str:
        return f"{NAMES[self.number % 10]} {NAMES[self.number // 10 % 10]} Contoh"

    @property
    def recorder(self) -> tuple[str, str, str]:
        """One for each village."""
        return f"bench-psm-{self.village}", "Rahma Tolok Ukur", "psm"

    @property
    def at(self) -> datetime:
        return BEGAN + timedelta(minutes=self.number)


def all_of(count: int) -> Iterator[One]:
    """Cases 0 to `count`, the even ones in the one kabupaten."""
    own = list(area.codes(ONE, area.Level.DESA))
    offices = list(area.codes(level=area.Level.KABUPATEN))
    villages = {office: next(area.codes(office, area.Level.DESA)) for office in offices}
    for number in range(count):
        office = ONE if number % 2 == 0 else offices[number // 2 % len(offices)]
        yield One(number, office, own[number // 2 % len(own)] if number % 2 == 0 else villages[office])


def case(one: One) -> Row:
    status, turn = STATUSES[one.number % 4]
    sub, name, role = one.recorder
    return {
        "office": one.office, "case_id": one.id(2), "person_id": one.id(0), "code": f"{one.office}-24-{one.number:06d}",
        "ppks": 8, "edition": "2012", "sensitivity": 1, "status": status, "turn": turn,
        "kabupaten": one.office, "kec": one.village[:6], "recorded_by": sub, "recorded_by_name": name,
        "recorded_by_role": role, "verified_by": None, "verified_by_name": None, "verified_by_role": None,
        "assigned_to": None, "assigned_to_name": None, "assigned_to_role": None, "opened_at": one.at, "at": one.at,
        "due_at": one.at + timedelta(days=3), "origin": None, "note": _SEALED, "version": 1,
    }  # fmt: skip


def identity(one: One) -> Row:
    return {
        "office": one.office, "person_id": one.id(0), "name": one.name, "birth_on": date(1948, 3, 12), "sex": "f",
        "village": one.village, "nik": _SEALED, "kk": _SEALED, "phone": _SEALED, "address": _SEALED,
        "recorded_at": one.at, "erased_at": None,
    }  # fmt: skip


def step(one: One) -> Row:
    sub, name, role = one.recorder
    return {
        "office": one.office, "case_id": one.id(2), "version": 1, "step_id": one.id(3), "verb": "opened",
        "status": "awaiting", "at": one.at, "done_by": sub, "done_by_name": name, "done_by_role": role, "reason": None,
        "note": None,
    }  # fmt: skip


def consent(one: One) -> Row:
    return {
        "office": one.office, "consent_id": one.id(1), "person_id": one.id(0), "basis": "consent",
        "text_edition": "2026-1", "language": "id", "witness": _SEALED, "guardian": None, "given_at": one.at,
    }  # fmt: skip


def key(one: One) -> Row:
    return {
        "office": one.office, "subject_id": one.id(0), "version": "2024-01", "wrapped": _SEALED, "keepers": None,
    }  # fmt: skip


def fingerprint(one: One) -> Row:
    return {
        "office": one.office, "purpose": "nik", "print": hashlib.sha256(str(one.number).encode()).digest(),
        "person_id": one.id(0), "protected": False,
    }  # fmt: skip


TABLES: Final[dict[str, Callable[[One], Row]]] = {
    "cases": case, "identities": identity, "steps": step, "consents": consent, "subject_keys": key,
    "fingerprints": fingerprint,
}  # fmt: skip
_SEALED: Final = secrets.token_bytes(60)


def tokens(one: One) -> Iterator[Row]:
    for token in persons.tokens(one.name):
        yield {"office": one.office, "token": token, "person_id": one.id(0)}


async def fill(dsn: str, count: int) -> None:
    """As the superuser, who alone passes the walls."""
    for table, row in TABLES.items():
        await copy(dsn, table, (row(one) for one in all_of(count)))
    await copy(dsn, "name_tokens", (row for one in all_of(count) for row in tokens(one)))
