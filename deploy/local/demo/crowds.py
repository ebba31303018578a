"""What moves the figures: open cases of type 8 in every kabupaten of province 19, so that a published cell changes."""

from typing import Final

from deploy.local.demo import people
from deploy.local.demo.cast import NAMED
from deploy.local.demo.doors import together
from deploy.local.demo.matters import Matter
from deploy.local.demo.stories import Telling
from services.kit import area
from services.kit.area import Level

ELDERLY: Final = 8  # Lanjut Usia Terlantar
IN_1906: Final = 30
ELSEWHERE: Final = 12  # in each of 1901 to 1905
_RECORDING: Final = ("rahma", "lela", "norma", "samsul", "juriah", "marwan")
_VERIFYING: Final = {"190601": "ratna", "190602": "jaka", "190604": "idris"}
_OFFICERS: Final = {"1901": "mahmud", "1902": "sadiah", "1903": "nasir", "1904": "hartini", "1905": "ramli"}
_NOTES: Final = (
    "Tinggal sendiri, penghasilan tidak tetap.",
    "Tinggal dengan cucu yang masih sekolah.",
    "Sakit menahun, jarang berobat.",
    "Rumah tidak layak huni, dibantu tetangga.",
)


async def open_cases(tell: Telling) -> None:
    """A third of those in 1906 are verified; what an officer records is in the Dinas's care."""
    work = [_in_1906(tell, number) for number in range(IN_1906)]
    for kabupaten in _OFFICERS:
        villages = [village.code for village in area.areas(kabupaten, Level.DESA)]
        work += [_elsewhere(tell, kabupaten, villages, number) for number in range(ELSEWHERE)]
    await together(work)


async def _in_1906(tell: Telling, number: int) -> None:
    psm = _RECORDING[number % len(_RECORDING)]
    village = NAMED[psm].villages[number // len(_RECORDING) % len(NAMED[psm].villages)]
    matter = await _recorded(tell, f"1906.{number:02d}", psm, village)
    if number % 3 == 0 and (tksk := _VERIFYING.get(village[:6])):
        await matter.verify(tell.who(tksk))


async def _elsewhere(tell: Telling, kabupaten: str, villages: list[str], number: int) -> None:
    village = villages[number * 5 % len(villages)]
    await _recorded(tell, f"{kabupaten}.{number:02d}", _OFFICERS[kabupaten], village)


async def _recorded(tell: Telling, mark: str, by: str, village: str) -> Matter:
    draw = people.draw(f"crowd.{mark}")
    matter = tell.matter(f".{mark}")
    person = people.person(draw, village, tell.today, ages=(60, 91))
    await matter.record(tell.who(by), person, type=ELDERLY, note=draw.choice(_NOTES))
    return matter
