"""What a door shows: figures with the words of their codes and what each means, and heads of ledgers."""

from datetime import datetime
from typing import Any

from services.kit import area
from services.kit.errors import Words
from services.kit.web import words
from services.oversight.figures import ALL, DEFINITIONS, Kind
from services.oversight.labels import labels
from services.oversight.store import Figure, Head

_ALL_TYPES = {
    Kind.CASES: Words("Semua jenis", "All types"),
    Kind.REFERRALS: Words("Semua kebutuhan", "All needs"),
}
_ALL_STATUSES = Words("Semua status", "All statuses")


def figure(kind: Kind, shown: Figure) -> dict[str, Any]:
    """`type` and `status` are null in sums over them; a sum over a group of statuses has the group and no status."""
    said = labels(kind)
    type_ = None if shown.type == ALL else shown.type
    in_group = shown.status in said.groups
    status = None if shown.status == ALL or in_group else shown.status
    level = area.level(shown.area)
    kabupaten = shown.area if level is area.Level.KABUPATEN else None
    return {
        "area": shown.area,
        "area_name": area.name(shown.area),
        "level": level,
        "kabupaten": kabupaten,
        "kabupaten_name": area.name(kabupaten) if kabupaten else None,
        "type": type_,
        "type_name": words(said.types.get(type_, Words(type_, type_)) if type_ else _ALL_TYPES[kind]),
        "status_group": shown.status if in_group else said.group_of.get(shown.status),
        "status": status,
        "status_words": words(
            _ALL_STATUSES
            if shown.status == ALL
            else said.groups.get(shown.status) or said.statuses.get(shown.status) or Words(shown.status, shown.status)
        ),
        "count": shown.count,
        "suppressed": shown.why,
        "partial": shown.partial,
    }


def figures(kind: Kind, shown: list[Figure], *, as_of: datetime | None, following: str | None) -> dict[str, Any]:
    return {
        "kind": kind,
        "as_of": as_of,
        "rows": [figure(kind, one) for one in shown],
        "definitions": [{"code": code, "words": words(said)} for code, said in DEFINITIONS.items()],
        "next": following,
    }


def head(kept: Head) -> dict[str, Any]:
    """Hash and signature in hexadecimal; the signature is over "<service>|<office>|<seq>|" and the hash."""
    return {
        "service": kept.service,
        "office": kept.office,
        "seq": kept.seq,
        "hash": kept.hash.hex(),
        "signature": kept.signature.hex(),
        "at": kept.at,
    }
