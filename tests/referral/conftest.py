"""One town and a stranger for all tests of referral's doors."""

import time
from typing import Any

import pytest

from deploy.local.running import Running
from tests.referral.town import PATIENCE, TODAY, Town, Worker
from tests.registry.conftest import Kabupaten, _kabupaten
from tests.registry.people import Json, Person, newcomer


def _organisation(administrator: Person, name: str, areas: list[str]) -> tuple[str, Worker]:
    office = administrator.post("/v1/offices", {"name": name, "areas": areas})
    assert office.status == 201, office.body
    letter = {"name": "Nur Misal", "roles": ["partner"], "office": office.body["office"]}
    sent = administrator.post("/v1/officers", letter)
    assert sent.status == 201, sent.body
    return office.body["office"], Worker(newcomer(administrator, f"/v1/officers/{sent.body['id']}"))


def _service(supervisor: Worker, **told: Any) -> Json:
    """Listed as soon as the organisation is known here."""
    end = time.monotonic() + PATIENCE
    while (answer := supervisor.post("/v1/services", told)).status != 201:
        assert time.monotonic() < end, answer.body
        time.sleep(0.2)
    return answer.body


@pytest.fixture(scope="session")
def town(street: Running) -> Town:
    administrator = Person(street, "pengelola")
    kabupaten = _kabupaten(administrator)
    areas = [kabupaten.code, "1902", "1905"]
    home, partner = _organisation(administrator, "UPTD Contoh Lansia", areas)
    other_home, other_partner = _organisation(administrator, "Yayasan Contoh Kasih", areas)
    made = Town(
        code=kabupaten.code, village=kabupaten.villages()[0], supervisor=Worker(kabupaten.supervisor),
        dinas=Worker(kabupaten.dinas), tksk=Worker(kabupaten.at_work(kabupaten.tksk())[1]),
        psm=Worker(kabupaten.at_work(kabupaten.psm())[1]),
        neighbour=Worker(kabupaten.at_work(kabupaten.psm(villages=kabupaten.villages(1)[:1]))[1]), home=home,
        partner=partner, other_home=other_home, other_partner=other_partner,
    )  # fmt: skip
    told = {
        "kinds": ["care_home", "food"], "areas": areas, "eligibility": "60 tahun ke atas",
        "checked_on": str(TODAY),
    }  # fmt: skip
    made.services = {
        "care": _service(made.supervisor, office=home, name="Perawatan lanjut usia", **told),
        "other": _service(made.supervisor, office=other_home, name="Rumah lansia", **told),
        "light": _service(made.supervisor, office=other_home, name="Dapur umum", **told | {"light": True}),
        "papers": _service(made.supervisor, office=other_home, name="Akta", **told | {"kinds": ["papers"]}),
    }
    return made


@pytest.fixture(scope="session")
def elsewhere(street: Running, town: Town) -> Kabupaten:
    """Another kabupaten, whose people must not be seen from the town, nor see it."""
    return _kabupaten(Person(street, "pengelola"))
