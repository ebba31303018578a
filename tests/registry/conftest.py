"""A kabupaten of one's own on the running street, so that tests can be run again on a street that keeps its data."""

import random
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from deploy.local.running import Running
from services.kit import area
from services.kit.area import Level
from tests.registry.people import Json, Person, newcomer

STORIES = {"1906", "6305", "1706", "3513", "3208"}  # the demonstration's
_taken = {story[:2] for story in STORIES}  # provinces: two kabupaten of one may hide each other's figures


@dataclass(frozen=True)
class Kabupaten:
    """An office with its supervisor and an officer of the Dinas."""

    code: str
    supervisor: Person
    dinas: Person

    def kecamatan(self, number: int = 0) -> str:
        return list(area.codes(self.code, Level.KECAMATAN))[number]

    def villages(self, kecamatan: int = 0) -> list[str]:
        return list(area.codes(self.kecamatan(kecamatan), Level.DESA))

    def nik(self) -> str:
        """Of a woman, in the form of a real one and never given: serials above 9000 are not known in use."""
        day, serial = divmod(uuid4().int % (28 * 999), 999)
        return f"{self.code}02{41 + day}0153{9001 + serial}"

    def psm(self, **other: Any) -> Json:
        """An appointment as the officer types it."""
        return {
            "name": "Rahma Contoh", "role": "psm", "villages": self.villages()[:2],
            "sk": {
                "number": "141/12/KPTS/2026", "issuer": "Kepala Desa Contoh", "issued_on": "2026-01-05",
                "starts_on": "2026-01-05",
            },
            **other,
        }  # fmt: skip

    def tksk(self, kecamatan: int = 0, **other: Any) -> Json:
        seat = {"name": "Jaka Umpama", "role": "tksk", "villages": [], "kec": self.kecamatan(kecamatan)}
        return self.psm(**seat | other)

    def appointed(self, body: Json) -> Json:
        answer = self.dinas.post("/v1/volunteers", body)
        assert answer.status == 201, answer.body
        return answer.body

    def at_work(self, body: Json) -> tuple[Json, Person]:
        """The volunteer, and she who logs in as that."""
        volunteer = self.appointed(body)
        return volunteer, newcomer(self.dinas, f"/v1/volunteers/{volunteer['id']}")

    @contextmanager
    def seated(self, kecamatan: int, **other: Any) -> Iterator[tuple[Json, Person]]:
        """A TKSK for a while: the seat is free again afterwards."""
        volunteer, person = self.at_work(self.tksk(kecamatan, **other))
        yield volunteer, person
        path = f"/v1/volunteers/{volunteer['id']}"
        ended = self.dinas.post(f"{path}/end", {"reason": "Contoh"}, was=self.dinas.get(path).body["version"])
        assert ended.status == 200, ended.body


@pytest.fixture(scope="session")
def administrator(street: Running) -> Person:
    return Person(street, "pengelola")


def _roomy(code: str) -> bool:
    kecamatan = list(area.codes(code, Level.KECAMATAN))[:8]
    return len(kecamatan) == 8 and all(len(list(area.codes(one, Level.DESA))) > 5 for one in kecamatan)


def _kabupaten(administrator: Person) -> Kabupaten:
    """One in a province of its own, with room for all that the tests do in it."""
    fitting = [code for code in area.codes(level=Level.KABUPATEN) if code[:2] not in _taken and _roomy(code)]
    code = random.choice(fitting)  # noqa: S311 -- reason: any will do
    _taken.add(code[:2])
    letter = {"name": "Dewi Contoh", "roles": ["dinas_supervisor"], "office": code, "desks": ["protected"]}
    sent = administrator.post("/v1/officers", letter)
    assert sent.status == 201, sent.body
    supervisor = newcomer(administrator, f"/v1/officers/{sent.body['id']}")
    budi = {"name": "Budi Misal", "roles": ["dinas"], "bidang": "Pemberdayaan Sosial"}
    officer = supervisor.post("/v1/officers", budi)
    assert officer.status == 201, officer.body
    return Kabupaten(code, supervisor, newcomer(supervisor, f"/v1/officers/{officer.body['id']}"))


@pytest.fixture(scope="session")
def kabupaten(administrator: Person) -> Kabupaten:
    return _kabupaten(administrator)


@pytest.fixture(scope="session")
def elsewhere(administrator: Person, kabupaten: Kabupaten) -> Kabupaten:
    """Another kabupaten, whose people must not be seen from the first, nor see it."""
    return _kabupaten(administrator)


@pytest.fixture(scope="session")
def rahma(kabupaten: Kabupaten) -> tuple[Json, Person]:
    """A PSM at work in two villages."""
    return kabupaten.at_work(kabupaten.psm())


@pytest.fixture
async def admin(street: Running) -> AsyncIterator[Any]:
    """The registry's database behind every wall."""
    connection = await asyncpg.connect(street.admin_dsn("registry"))
    yield connection
    await connection.close()


@pytest.fixture
def username() -> str:
    letters = "abcdefghijklmnop"
    return "uji." + "".join(letters[int(digit, 16)] for digit in uuid4().hex[:10])
