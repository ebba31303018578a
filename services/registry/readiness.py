"""Readiness: how far a candidate's papers are, item by item, before anybody else reads them.

What the registry knows fills its item by itself; what a paper or a text proves is filled by it. Whatever is missing is
named with its paper and with who can give it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.kit.errors import Conflict, Words
from services.registry import competencies, days
from services.registry.competencies import Requirement

REGISTRY, TEXT, PAPER = "registry", "text", "paper"  # by what an item is met


@dataclass(frozen=True, slots=True)
class Record:
    """What the registry knows of somebody: whether an SK holds today, since when she serves, which tiers she has, what
    her schooling is (empty where nothing is on record)."""

    appointed: bool = False
    since: date | None = None
    tiers: Collection[str] = ()
    education: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What the candidate herself brought: for which items papers lie here, and how many letters each text has."""

    papers: Collection[str] = ()
    written: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """`by` is empty while it is missing; `note` says what the registry knows of it."""

    requirement: Requirement
    by: str = ""
    note: Words | None = None

    @property
    def met(self) -> bool:
        return bool(self.by)


class Incomplete(Conflict):
    """Names what is missing: nobody is sent on to fail on paper."""

    code = "incomplete"

    def __init__(self, missing: Sequence[Requirement]) -> None:
        here, there = (", ".join(said) for said in zip(*((one.words.id, one.words.en) for one in missing), strict=True))
        super().__init__(id=f"Berkas belum lengkap: {here}.", en=f"Still missing: {there}.")


def meter(asked: Sequence[Requirement], record: Record, brought: Brought, today: date) -> tuple[Item, ...]:
    """Each item that the route asks for, in its order."""
    return tuple(_item(one, record, brought, today) for one in asked)


def missing(items: Sequence[Item]) -> list[Requirement]:
    return [item.requirement for item in items if not item.met]


def require_complete(items: Sequence[Item]) -> None:
    if lacking := missing(items):
        raise Incomplete(lacking)


def _item(asked: Requirement, record: Record, brought: Brought, today: date) -> Item:
    known, note = _known(asked, record, today)
    if known:
        return Item(asked, REGISTRY, note)
    if asked.text and brought.written.get(asked.code, 0) >= asked.least:
        return Item(asked, TEXT, note)
    if asked.paper and asked.code in brought.papers:
        return Item(asked, PAPER, note)
    return Item(asked, note=note or _short(asked, brought))


def _known(asked: Requirement, record: Record, today: date) -> tuple[bool, Words | None]:
    """Whether the registry fills it, and what it says of it."""
    match asked.known:
        case competencies.Known.APPOINTMENT:
            return record.appointed, None
        case competencies.Known.TENURE if record.since is not None:
            return days.months_after(record.since, asked.least) <= today, Words(
                f"Bertugas sejak {days.written(record.since)}.", f"Serving since {record.since.isoformat()}."
            )
        case competencies.Known.TIER:
            return asked.tier in record.tiers, None
        case competencies.Known.EDUCATION if record.education:
            return True, Words(record.education, record.education)
    return False, None


def _short(asked: Requirement, brought: Brought) -> Words | None:
    """Of a text that is too short yet."""
    if not asked.text or not (letters := brought.written.get(asked.code, 0)):
        return None
    return Words(f"Baru {letters} dari {asked.least} huruf.", f"{letters} of {asked.least} letters so far.")
