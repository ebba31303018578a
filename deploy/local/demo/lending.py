"""Sistem sumber: the organisations and what they offer, read from `lending.toml`.

A home or a hospital of a province serves several kabupaten; what every kabupaten or kecamatan has is written there once
and has a key that ends in the code of its place, `bpjs-1706`, `puskesmas-190602`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from services.kit import area
from services.kit.area import Level

KABUPATEN: Final = ("1906", "6305", "1706", "3513", "3208")


@dataclass(frozen=True, slots=True)
class Offer:
    """One service: codes of needs, who is eligible in the organisation's words, places (None: no limit is known),
    whether a volunteer may simply go along, and how many days ago somebody last asked."""

    key: str
    name: str
    needs: tuple[str, ...]
    who: str
    hours: str
    places: int | None
    light: bool
    days_ago: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """`told`: the stories need it, so it is there in every demonstration."""

    key: str
    name: str
    areas: tuple[str, ...]
    offers: tuple[Offer, ...]
    told: bool


def organisations(*, full: bool) -> Iterator[Organisation]:
    """Those of the stories and all of 1906; `full`: all of the five kabupaten."""
    found = _read()
    yield from (one for one in found if full or one.told or "1906" in one.areas)


def _read() -> Iterator[Organisation]:
    said = tomllib.loads(Path(__file__).with_name("lending.toml").read_text(encoding="utf-8"))
    conditions: dict[str, str] = said["conditions"]
    for one in said["organisations"]:
        yield _organisation(one, one["key"], tuple(one["areas"]), one.get("told", False), "", conditions)
    for kabupaten in KABUPATEN:
        for one in said["everywhere"]:
            yield _in(one, kabupaten, kabupaten, conditions)
        for kec in area.codes(kabupaten, Level.KECAMATAN):
            for one in said["kecamatan"]:
                yield _in(one, kec, kabupaten, conditions)


def _in(one: dict[str, Any], place: str, kabupaten: str, conditions: dict[str, str]) -> Organisation:
    named = {**one, "name": one["name"].format(place=area.name(place).removeprefix("Kabupaten "))}
    return _organisation(
        named, f"{one['key']}-{place}", (kabupaten,), place in one.get("told", ()), f"-{place}", conditions
    )


def _organisation(
    one: dict[str, Any], key: str, areas: tuple[str, ...], told: bool, suffix: str, conditions: dict[str, str]
) -> Organisation:
    offers = tuple(
        Offer(
            key=f"{offer['key']}{suffix}" if "key" in offer else key,
            name=offer["name"],
            needs=tuple(offer["needs"]),
            who=conditions.get(offer["who"], offer["who"]),
            hours=offer.get("hours", "Senin-Jumat 08.00-15.00"),
            places=offer.get("places"),
            light=offer.get("light", False),
            days_ago=offer.get("days_ago", 20),
        )
        for offer in one["offers"]
    )
    return Organisation(key, one["name"], areas, offers, told)
