"""Who is suspended is refused though her token is good; who is reinstated comes back with a new one."""

import time

import pytest

from deploy.local.plan import CannotStart
from tests.registry.conftest import Kabupaten
from tests.registry.people import Person


def test_a_suspended_volunteer_is_refused_within_seconds_and_reinstated_with_a_new_token(kabupaten: Kabupaten) -> None:
    volunteer, she = kabupaten.at_work(kabupaten.psm())
    path = f"/v1/volunteers/{volunteer['id']}"
    old = Person(she.street, she.username, old_token=she.token)
    assert old.get("/v1/me").status == 200

    version = kabupaten.dinas.get(path).body["version"]
    suspended = kabupaten.dinas.post(f"{path}/suspension", {"reason": "laporan warga"}, was=version)
    assert (suspended.status, suspended.body["status"], suspended.body["turn"]) == (200, "suspended", "dinas")
    assert suspended.headers["etag"] == f'"{version + 1}"'
    time.sleep(2.1)  # what an office said about a person is remembered for two seconds
    refused = old.get("/v1/me")
    assert (refused.status, refused.code) == (401, "suspended")
    assert refused.body["title"] == "Akun nonaktif. Hubungi Dinas Sosial."
    no_log_in(she)

    again = kabupaten.dinas.post(f"{path}/reinstatement", {"reason": "tidak terbukti"}, was=version + 1)
    assert again.body["status"] == "active"
    time.sleep(2.1)
    assert old.get("/v1/me").code == "suspended", "a token from before the reinstatement"
    end = time.monotonic() + 15
    while not logs_in(she):
        assert time.monotonic() < end
        time.sleep(0.5)
    assert she.get("/v1/me").status == 200


def test_an_officer_too(kabupaten: Kabupaten) -> None:
    officer = kabupaten.supervisor.post("/v1/officers", {"name": "Fitri Misal", "roles": ["dinas"]}).body
    path = f"/v1/officers/{officer['id']}"
    version = kabupaten.supervisor.until(path, "account", "ready")["version"]
    assert kabupaten.dinas.post(f"{path}/suspension", {"reason": "diperiksa"}, was=version).status == 403
    assert kabupaten.supervisor.post(f"{path}/suspension", {"reason": "diperiksa"}, was=version).status == 200
    assert kabupaten.supervisor.post(f"{path}/reinstatement", {"reason": "beres"}, was=version + 1).status == 200
    ended = kabupaten.supervisor.post(f"{path}/end", {"reason": "pindah dinas"}, was=version + 2)
    assert (ended.status, ended.body["status"]) == (200, "ended")


def test_a_page_that_is_behind_or_names_no_version_changes_nothing(kabupaten: Kabupaten) -> None:
    path = f"/v1/volunteers/{kabupaten.appointed(kabupaten.psm())['id']}"
    version = kabupaten.dinas.until(path, "account", "ready")["version"]
    body = {"reason": "diperiksa"}
    assert kabupaten.dinas.post(f"{path}/suspension", body).status == 428
    stale = kabupaten.dinas.post(f"{path}/suspension", body, was=version - 1)
    assert (stale.status, stale.code) == (412, "stale")
    assert kabupaten.dinas.post(f"{path}/suspension", {"reason": " "}, was=version).body["fields"]
    assert kabupaten.dinas.get(path).body["status"] == "active"
    first = kabupaten.dinas.post(f"{path}/suspension", body, was=version, key="diperiksa-" + path[-12:])
    again = kabupaten.dinas.post(f"{path}/suspension", body, was=version, key="diperiksa-" + path[-12:])
    assert (first.status, again.status, again.headers["etag"]) == (200, 200, first.headers["etag"])


def logs_in(person: Person) -> bool:
    try:
        person.renew()
    except CannotStart:
        return False
    return True


def no_log_in(person: Person) -> None:
    end = time.monotonic() + 15
    while logs_in(person):
        assert time.monotonic() < end, "Keycloak still lets in whom the office suspended"
        time.sleep(0.5)
    with pytest.raises(CannotStart):
        person.renew()
