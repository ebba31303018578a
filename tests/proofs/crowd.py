"""Who works while everything is killed: two kabupaten of one province, and an organisation that serves both."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from deploy.local.demo import hiring
from deploy.local.demo.cast import Member
from deploy.local.demo.doors import Doors, together
from deploy.local.demo.hiring import Offices
from deploy.local.demo.lending import Offer, Organisation
from deploy.local.running import Running
from services.kit import area, clock
from services.kit.area import Level

PASSWORD: Final = "jembatan-kayu-7"
KABUPATEN: Final = ("1901", "1903")
PSM: Final = 5  # of each kabupaten
ON_PAGES: Final = 1  # of them, who record on the portal's pages
PARTNER: Final = "mitra.uji"
SERVES: Final = ("care_home", "food", "guidance")  # needs


@dataclass(frozen=True)
class Kabupaten:
    """`villages` lie in the kecamatan of its TKSK; `far` in none of theirs, for those who are appointed on the way."""

    code: str
    head: str
    tksk: str
    psm: tuple[str, ...]
    villages: tuple[str, ...]
    far: tuple[str, ...]


@dataclass(frozen=True)
class Crowd:
    kabupaten: tuple[Kabupaten, ...]
    partner: str
    services: dict[str, str]  # need -> id of the service that meets it


def kabupaten(code: str) -> Kabupaten:
    first, *rest = area.codes(code, Level.KECAMATAN)
    far = tuple(village for kec in rest for village in area.codes(kec, Level.DESA))
    letter = "abcdefghij"[int(code) % 10]
    psm = tuple(f"psm.{letter}{'abcdefghij'[number]}" for number in range(PSM))
    villages = tuple(area.codes(first, Level.DESA))[:PSM]
    return Kabupaten(code, f"kepala.{letter}", f"tksk.{letter}", psm, villages, far)


async def hire(street: Running) -> Crowd:
    """Appointed, with accounts and a password, the organisation in the directory."""
    today, known = clock.now().date(), Offices()
    places = tuple(map(kabupaten, KABUPATEN))
    async with Doors(street, PASSWORD) as doors, hiring.passwords(street, PASSWORD) as passwords:
        await hiring.register(hiring.platform(street, doors), known, [_organisation()], today)
        heads = [Member(place.head, "Dewi Misal", ("dinas_supervisor",), place.code) for place in places]
        partner = Member(PARTNER, "Nur Umpama", ("partner",), "uji")
        await hiring.hire(doors, known, passwords, "pengelola", [*heads, partner], today)
        await together(hiring.hire(doors, known, passwords, place.head, _volunteers(place), today) for place in places)
    return Crowd(places, PARTNER, {need: known.services[need] for need in SERVES})


def appointment(username: str, village: str) -> dict[str, Any]:
    """Of one more volunteer, as an officer types it."""
    today: date = clock.now().date()
    sk = {"number": "400.9/7/SK", "issuer": "Kepala Dinas Sosial"}
    days = {"issued_on": str(today - timedelta(days=9)), "starts_on": str(today - timedelta(days=8))}
    return {"name": "Uji Contoh", "role": "psm", "username": username, "villages": [village], "sk": sk | days}


def _volunteers(place: Kabupaten) -> list[Member]:
    tksk = Member(place.tksk, "Jaka Umpama", ("tksk",), place.code, kec=place.villages[0][:6])
    pairs = zip(place.psm, place.villages, strict=True)
    return [tksk, *(Member(name, "Rahma Contoh", ("psm",), place.code, villages=(at,)) for name, at in pairs)]


def _organisation() -> Organisation:
    offers = tuple(
        Offer(need, f"Layanan {need}", (need,), "Warga kabupaten", "Senin-Jumat", None, False, 3) for need in SERVES
    )
    return Organisation("uji", "UPTD Contoh Uji", KABUPATEN, offers, told=True)
