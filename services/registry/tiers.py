"""Tiers of training: rows per role with their source and the day from which they hold (`tiers.toml`).

Names differ from office to office (the second is madya or lanjutan), so a tier is never shown without its authority.
Only an office of that level may hold and certify a tier; anybody may teach.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from services.kit import area, ids
from services.kit.area import Level
from services.kit.errors import Forbidden, Invalid, Words


class Authority(StrEnum):
    KABUPATEN = "kabupaten"
    PROVINCE = "province"
    NATIONAL = "national"


AUTHORITIES: dict[Authority, Words] = {
    Authority.KABUPATEN: Words("kabupaten", "kabupaten"),
    Authority.PROVINCE: Words("provinsi", "province"),
    Authority.NATIONAL: Words("pusat", "national"),
}
_BY_LEVEL = {
    Level.NATION: Authority.NATIONAL, Level.PROVINCE: Authority.PROVINCE, Level.KABUPATEN: Authority.KABUPATEN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tier:
    """`hours` are the least lesson hours, 0 where no source says so; `office` where it is that office's own row."""

    role: str
    code: str
    words: Words
    order: int
    authority: Authority
    source: str
    aliases: tuple[str, ...] = ()
    hours: int = 0
    office: str = ""

    @property
    def shown(self) -> Words:
        """As every page and paper writes it: "Madya · provinsi"."""
        by = AUTHORITIES[self.authority]
        return Words(f"{self.words.id} · {by.id}", f"{self.words.en} · {by.en}")


@dataclass(frozen=True, slots=True)
class Edition:
    edition: str
    since: date
    source: str
    tiers: tuple[Tier, ...]

    def find(self, role: str, code: str, office: str) -> Tier | None:
        """The office's own row before everybody's."""
        found = [t for t in self.tiers if (t.role, t.code) == (role, code) and t.office in ("", office)]
        return max(found, key=lambda t: t.office, default=None)


def authority_of(office: str) -> Authority:
    """Of what level an office is; Forbidden to an organisation, which may teach and never certifies."""
    if ids.is_organisation(office):
        raise Forbidden()
    return _BY_LEVEL[area.level(office)]


def current(on: date) -> Edition:
    """The tiers as they hold on that day; before the first edition the first."""
    return next((found for found in reversed(_editions()) if found.since <= on), _editions()[0])


def edition(name: str) -> Edition:
    return next(found for found in _editions() if found.edition == name)


def require(code: str, roles: Iterable[str], office: str, hours: int, on: date) -> Edition:
    """The edition under which this office may hold a course of the tier for these roles, with so many lesson hours."""
    found = current(on)
    rows = [tier for role in roles if (tier := found.find(role, code, office))]
    if not rows:
        raise Invalid(
            "unknown-tier",
            fields={"tier": Words("Jenjang ini tidak ada untuk peran itu.", "There is no such tier for these roles.")},
        )
    for tier in rows:
        if tier.authority is not authority_of(office):
            held = AUTHORITIES[tier.authority]
            raise Invalid(
                "not-your-tier",
                fields={
                    "tier": Words(
                        f"Jenjang {tier.shown.id} hanya diselenggarakan kantor tingkat {held.id}. "
                        "Pilih jenjang lain, atau adakan tanpa jenjang.",
                        f"{tier.shown.en} is held by an office of that level alone. "
                        "Choose another tier, or hold the course without one.",
                    )
                },
            )
        if hours < tier.hours:
            raise Invalid(
                "too-few-hours",
                fields={
                    "modules": Words(
                        f"Jenjang ini perlu paling sedikit {tier.hours} JP.",
                        f"This tier takes {tier.hours} lesson hours at least.",
                    )
                },
            )
    return found


@cache
def _editions() -> tuple[Edition, ...]:
    """Oldest first."""
    told = tomllib.loads(Path(__file__).with_name("tiers.toml").read_text(encoding="utf-8"))["editions"]
    return tuple(sorted((_edition(one) for one in told), key=lambda found: found.since))


def _edition(told: dict[str, Any]) -> Edition:
    source: str = told["source"]
    return Edition(told["edition"], told["from"], source, tuple(_tier(dict(one), source) for one in told["tiers"]))


def _tier(told: dict[str, Any], source: str) -> Tier:
    words, authority = Words(told.pop("id"), told.pop("en")), Authority(told.pop("authority"))
    aliases = tuple(told.pop("aliases", ()))
    return Tier(words=words, authority=authority, aliases=aliases, source=told.pop("source", source), **told)
