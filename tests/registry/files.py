"""Files of volunteers as an office would send them, and an import at the registry's door."""

from typing import Any

from services.kit import area
from services.registry import columns, sheets
from tests.registry.conftest import Kabupaten
from tests.registry.people import Answer, Json

HEADINGS = [names[0] for names in columns.COLUMNS.values()]
_NAMES = ("Rahma", "Sari", "Dewi", "Jaka", "Budi", "Citra", "Agus", "Bunga", "Siti", "Wati")
_FAMILY = ("Contoh", "Misal", "Umpama", "Andai", "Fiktif")


def row(kabupaten: Kabupaten, number: int, **other: str) -> dict[str, str]:
    """A good one: `number` makes NIK and village different from others."""
    villages = kabupaten.villages()
    return {
        "Nama": f"{_NAMES[number % 10]} {_FAMILY[number // 10 % 5]}", "Peran": "PSM",
        "NIK": f"{kabupaten.code}02{1 + number // 10_000:02}0180{number % 10_000:04}",
        "Desa": villages[number % len(villages)], "Nomor SK": "141/12", "Penerbit SK": "Kepala Desa Contoh",
        "Tanggal SK": "5 Januari 2026", "Telepon": "082000000001", "Alamat": "Jl. Contoh No. 1",
        **{name.replace("_", " "): value for name, value in other.items()},
    }  # fmt: skip


def rows(kabupaten: Kabupaten, count: int, *, start: int = 0) -> list[dict[str, str]]:
    return [row(kabupaten, start + number) for number in range(count)]


def as_csv(told: list[dict[str, str]]) -> bytes:
    return sheets.as_csv(HEADINGS, [[one.get(name, "") for name in HEADINGS] for one in told])


def as_workbook(told: list[dict[str, str]]) -> bytes:
    return sheets.as_workbook("PSM", HEADINGS, [[one.get(name, "") for name in HEADINGS] for one in told])


def received(kabupaten: Kabupaten, content: bytes) -> str:
    """The address of the import, once the file lies there."""
    answer = kabupaten.dinas.bring("/v1/imports", content)
    assert answer.status == 201, answer.body
    return f"/v1/imports/{answer.body['id']}"


def checked(kabupaten: Kabupaten, content: bytes) -> tuple[str, Json]:
    """The import, once every row was judged."""
    path = received(kabupaten, content)
    return path, kabupaten.dinas.until(path, "status", "checked")


def confirmed(kabupaten: Kabupaten, path: str, found: Json) -> Answer:
    return kabupaten.dinas.post(f"{path}/confirmation", was=found["version"])


def recorded(kabupaten: Kabupaten, content: bytes) -> Json:
    """The import, once all of it stands."""
    path, found = checked(kabupaten, content)
    assert confirmed(kabupaten, path, found).status == 200
    return kabupaten.dinas.until(path, "status", "applied")


def shown(kabupaten: Kabupaten, path: str, query: str = "") -> list[Json]:
    """Its rows, page by page."""
    found: list[Json] = []
    cursor = ""
    while True:
        page: dict[str, Any] = kabupaten.dinas.get(f"{path}/rows?limit=200{query}{cursor}").body
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


def name_of(village: str) -> str:
    return area.name(village)
