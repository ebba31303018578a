"""A kabupaten at work on the running street: two PSM in neighbouring villages, a TKSK, the Dinas and its desk."""

from dataclasses import dataclass

import pytest

from tests.cases.people import Worker, known_by_now
from tests.registry.conftest import Kabupaten, administrator, elsewhere, kabupaten
from tests.registry.people import Person, newcomer

__all__ = ["administrator", "elsewhere", "kabupaten"]


@dataclass(frozen=True)
class Office:
    """`siti` serves another village of the same kecamatan; `joko` is the TKSK of another kecamatan."""

    code: str
    rahma: Worker
    siti: Worker
    jaka: Worker
    joko: Worker
    budi: Worker
    dewi: Worker


def _office(of: Kabupaten) -> Office:
    near, far = of.villages(0), of.villages(1)
    volunteers = {
        "rahma": of.psm(villages=near[:2]),
        "siti": of.psm(villages=near[2:3], name="Siti Misal"),
        "jaka": of.tksk(0),
        "joko": of.tksk(1, name="Joko Andai"),
    }
    places = {"rahma": near[:2], "siti": near[2:3], "jaka": near, "joko": far}
    begun = {name: of.appointed(body) for name, body in volunteers.items()}
    people = {
        name: known_by_now(Worker(newcomer(of.dinas, f"/v1/volunteers/{one['id']}"), tuple(places[name])))
        for name, one in begun.items()
    }
    return Office(
        of.code, **people, budi=Worker(of.dinas, tuple(near)), dewi=Worker(of.supervisor, tuple(near))
    )  # fmt: skip


@pytest.fixture(scope="session")
def office(kabupaten: Kabupaten) -> Office:
    return _office(kabupaten)


@pytest.fixture(scope="session")
def stranger(elsewhere: Kabupaten) -> Worker:
    """The supervisor of another kabupaten, who may do everything there."""
    return Worker(elsewhere.supervisor, tuple(elsewhere.villages(0)))


@pytest.fixture(scope="session")
def province(administrator: Person, kabupaten: Kabupaten) -> Worker:
    """An officer of the province above."""
    named = {"name": "Prio Fiktif", "roles": ["province"], "office": kabupaten.code[:2]}
    sent = administrator.post("/v1/officers", named)
    assert sent.status == 201, sent.body
    return Worker(newcomer(administrator, f"/v1/officers/{sent.body['id']}"))


@pytest.fixture
def rahma(office: Office) -> Worker:
    return office.rahma


@pytest.fixture
def jaka(office: Office) -> Worker:
    return office.jaka


@pytest.fixture
def budi(office: Office) -> Worker:
    return office.budi


@pytest.fixture
def dewi(office: Office) -> Worker:
    return office.dewi
