"""People who do not exist: names, identity numbers, telephones and addresses that belong to nobody.

A NIK has the valid form (kecamatan, birth date with 40 added to a woman's day, serial) with serials from 9001, which
are not known to be in use; no operator has the telephone prefix 0820.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

SEED: Final = 1906


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    sex: str  # f, m
    birth_on: date
    village: str
    nik: str
    phone: str
    address: str

    def told(self, *without: str) -> dict[str, Any]:
        """As a door takes it, without the named fields."""
        said: dict[str, Any] = {
            "name": self.name,
            "sex": self.sex,
            "birth_on": self.birth_on.isoformat(),
            "village": self.village,
            "nik": self.nik,
            "phone": self.phone,
            "address": self.address,
        }
        return {field: value for field, value in said.items() if field not in without}


def draw(mark: str) -> Random:
    """The same numbers for the same mark, at every run."""
    return Random(f"{SEED}.{mark}")  # noqa: S311 -- reason: the demonstration must draw the same people again


def person(
    draw: Random, village: str, today: date, *, ages: tuple[int, int] = (18, 59), name: str = "", sex: str = ""
) -> Person:
    """Somebody who lives in that village and is as old as `ages` allows, on that day."""
    sex = sex or draw.choice("fm")
    birth_on = _years_before(today, draw.randint(*ages)) - timedelta(days=draw.randint(0, 364))
    names = _names()
    return Person(
        name=name or draw.choice(names["women" if sex == "f" else "men"]) + " " + draw.choice(names["marks"]),
        sex=sex,
        birth_on=birth_on,
        village=village,
        nik=nik(village[:6], birth_on, sex, draw.randint(9001, 9999)),
        phone=f"08200000{draw.randint(0, 9999):04d}",
        address=f"Jl. Contoh No. {draw.randint(1, 90)} RT {draw.randint(1, 9):02d} RW {draw.randint(1, 5):02d}",
    )


def staff(draw: Random) -> str:
    """A name of somebody at work, of two given names, so that few share one."""
    names = _names()
    first, second = draw.sample(names[draw.choice(("women", "men"))], 2)
    return f"{first} {second} {draw.choice(names['marks'])}"


def nik(kec: str, birth_on: date, sex: str, serial: int) -> str:
    day = birth_on.day + (40 if sex == "f" else 0)
    return f"{kec}{day:02d}{birth_on:%m%y}{serial:04d}"


@cache
def _names() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("people.toml").read_text(encoding="utf-8"))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
