"""An import of ten thousand volunteers: from the file at the door to the last one recorded, with nobody waiting between
the look at the rows and the confirmation. Accounts follow at their own pace and are not counted.
"""

import asyncio
import secrets
import time
from typing import Any, Final
from uuid import uuid4

import aiohttp

from deploy.local.running import Running
from services.registry import columns, sheets
from tests.bench.officers import Officer, villages

ROWS: Final = 10_000
_GIVEN: Final = ("Siti", "Rahma", "Sari", "Dewi", "Jaka", "Budi", "Citra", "Agus", "Bunga", "Wati", "Tono", "Rina")
_FAMILY: Final = ("Contoh", "Misal", "Umpama", "Andai", "Fiktif", "Aminah Contoh", "Nur Misal")
_COLUMNS: Final = (
    "name", "role", "nik", "villages", "sk_number", "sk_issuer", "issued_on", "phone", "address",
)  # fmt: skip


async def measure(street: Running, by: Officer, rows: int = ROWS) -> tuple[float, float]:
    """Seconds until all were read, and until all stand."""
    content = sheet(by.office, rows)
    headers = {"Authorization": f"Bearer {by.token}"}
    url = f"{street.url('registry')}/v1/imports"
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as web:
        begun = time.perf_counter()
        async with web.post(url, data=content, headers={"Idempotency-Key": str(uuid4())}) as answer:
            answer.raise_for_status()
            one = f"{url}/{(await answer.json())['id']}"
        found = await _until(web, one, "checked")
        read = time.perf_counter() - begun
        assert found["waiting"] == rows, found["counts"]
        said = {"Idempotency-Key": str(uuid4()), "If-Match": f'"{found["version"]}"'}
        async with web.post(f"{one}/confirmation", headers=said) as answer:
            answer.raise_for_status()
        found = await _until(web, one, "applied")
        took = time.perf_counter() - begun
    assert found["recorded"] == rows, found["counts"]
    return read, took


def sheet(office: str, rows: int) -> bytes:
    """As an office would send it: a workbook, with names that many bear and numbers that nobody had before."""
    places, born = villages(office), f"{secrets.randbelow(28) + 1:02}{secrets.randbelow(12) + 1:02}"
    told = (
        (
            f"{_GIVEN[number % 12]} {_FAMILY[number // 12 % 7]}", "PSM", f"{office}02{born}{85_0000 + number}",
            places[number % len(places)], f"141/{number}", "Kepala Desa Contoh", "5 Januari 2026", "082000000001",
            f"Jl. Contoh No. {number}",
        )
        for number in range(rows)
    )  # fmt: skip
    return sheets.as_workbook("PSM", [columns.COLUMNS[name][0] for name in _COLUMNS], told)


async def _until(web: aiohttp.ClientSession, url: str, status: str) -> dict[str, Any]:
    end = time.monotonic() + 300
    while True:
        async with web.get(url) as answer:
            found: dict[str, Any] = await answer.json()
        if found.get("status") == status:
            return found
        assert time.monotonic() < end and found.get("status") != "refused", found
        await asyncio.sleep(0.2)
