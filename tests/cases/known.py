"""Nouns of cases as rules see them, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from services.cases import cases, codes
from services.cases.cases import By, Case, Status
from services.cases.persons import Particulars
from services.kit.actor import Actor

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # 10.00 WIB
TODAY = date(2026, 11, 20)
LENGGANG, GANTUNG = "1906022004", "1906022001"

RAHMA = By("rahma", "Rahma Contoh", "psm")
JAKA = By("jaka", "Jaka Umpama", "tksk")
BUDI = By("budi", "Budi Misal", "dinas")


def recorded(*, by: By = RAHMA, ppks: int | None = 8, sensitivity: int = codes.INTERNAL, **other: Any) -> Case:
    """As it stands when it was just written; `other` replaces fields of the case."""
    given: dict[str, Any] = dict(
        office="1906", case_id=uuid4(), person_id=uuid4(), code="1906-26-K7QF3M", kind=codes.ppks(ppks, TODAY),
        sensitivity=sensitivity, village=LENGGANG, by=by, at=AT,
    )  # fmt: skip
    return replace(cases.record(**given).now, **other)


def case(status: Status, **other: Any) -> Case:
    return recorded(status=status, **other)


def protected(**other: Any) -> Case:
    """A child who suffered violence: S3."""
    return recorded(ppks=6, sensitivity=codes.PROTECTED, **other)


def person(**other: Any) -> Particulars:
    """An elderly woman: the day in her NIK is 12 + 40."""
    given: dict[str, Any] = dict(
        name="Aminah Contoh", village=LENGGANG, birth_on=date(1948, 3, 12), sex="f", nik="1906025203489003"
    )
    return Particulars(**given | other)


def actor(role: str, **other: Any) -> Actor:
    given: dict[str, Any] = dict(sub=role, office="1906", roles=frozenset({role}))
    return Actor(**given | other)
