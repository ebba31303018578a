"""Offices: those that the list of areas knows (nation, provinces, kabupaten) and organisations, which are registered.

An organisation (a hospital, a home, BPJS, Baznas ...) receives what a kabupaten hands over to it. It is named once and
serves many kabupaten; who registered it names its first officer. Nothing here is about a person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.kit import area, ids
from services.kit.area import Level
from services.kit.change import Change, Duty
from services.kit.errors import Invalid, NotFound, Words

MAKE_GROUP = "office.group"
MOST_AREAS = 514


class Kind(StrEnum):
    NATION = "nation"
    PROVINCE = "province"
    KABUPATEN = "kabupaten"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Office:
    """`areas` are the kabupaten that an organisation serves, or the one place of a government office."""

    office: str
    kind: Kind
    name: str
    areas: tuple[str, ...]
    office_id: UUID | None = None  # the facts of an organisation are about it
    registered_by: str | None = None
    registered_at: datetime | None = None
    phone: str = ""
    address: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class OfficeRegistered:
    office_id: UUID
    office: str
    name: str
    areas: tuple[str, ...]
    registered_by: str
    at: datetime


def register(
    *,
    office: str,
    office_id: UUID,
    name: str,
    areas: tuple[str, ...],
    phone: str,
    address: str,
    by: str,
    at: datetime,
) -> Change[Office]:
    """`by` is the registering office. A kabupaten registers whom it works with, so it is among those served."""
    name, phone, address = (" ".join(text.split()) for text in (name, phone, address))
    served = tuple(sorted({area.require(code, Level.KABUPATEN, field="areas") for code in areas}))
    wrong: dict[str, Words] = {}
    if not 3 <= len(name) <= 150:
        wrong["name"] = Words(
            "Tulis nama lembaga (3-150 huruf).",
            "Write the organisation's name (3-150 letters).",
        )
    if not 1 <= len(served) <= MOST_AREAS or (len(by) == 4 and by not in served):
        wrong["areas"] = Words(
            "Pilih kabupaten/kota yang dilayani, termasuk milik Anda.",
            "Choose the kabupaten served, yours among them.",
        )
    if len(phone) > 30:
        wrong["phone"] = Words("Nomor telepon terlalu panjang.", "The telephone number is too long.")
    if len(address) > 300:
        wrong["address"] = Words("Alamat paling panjang 300 huruf.", "An address has at most 300 letters.")
    if wrong:
        raise Invalid(fields=wrong)
    registered = Office(office, Kind.ORGANISATION, name, served, office_id, by, at, phone, address)
    return Change(
        registered,
        [OfficeRegistered(office_id, office, name, served, by, at)],
        [Duty(MAKE_GROUP, office_id, at)],
    )


def of_government(office: str) -> Office:
    """The office of a place; NotFound where there is no such place."""
    if ids.is_organisation(office) or len(office) > 4 or area.find(office) is None:
        raise NotFound()
    match area.level(office):
        case Level.NATION:
            return Office(office, Kind.NATION, "Kementerian Sosial", (office,))
        case Level.PROVINCE:
            return Office(
                office,
                Kind.PROVINCE,
                f"Dinas Sosial Provinsi {area.name(office)}",
                (office,),
            )
        case _:
            return Office(office, Kind.KABUPATEN, f"Dinas Sosial {area.name(office)}", (office,))


def governments(kind: Kind, *, words: str = "", after: str = "") -> Iterator[Office]:
    """The offices of one kind that the list of areas knows, by code, from behind `after` on."""
    level = Level(kind)
    found = area.search(words, level=level, after=after) if words.strip() else area.areas(level=level, after=after)
    return (of_government(place.code) for place in found)
