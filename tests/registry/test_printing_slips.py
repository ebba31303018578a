"""The way in for somebody without e-mail: a printed slip with a password that is good once and kept nowhere."""

from uuid import uuid4

import pytest

from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person, arrive, newcomer


@pytest.fixture(scope="module")
def waiting(kabupaten: Kabupaten) -> str:
    """The path of a volunteer whose account is ready and who has not logged in."""
    volunteer = kabupaten.appointed(kabupaten.psm())
    path = f"/v1/volunteers/{volunteer['id']}"
    kabupaten.dinas.until(path, "account", "ready")
    return path


def test_before_the_account_is_made_there_is_nothing_to_print(kabupaten: Kabupaten) -> None:
    volunteer = kabupaten.appointed(kabupaten.psm())
    refused = kabupaten.dinas.post(f"/v1/volunteers/{volunteer['id']}/slip")
    assert refused.status == 201 or refused.code == "account-not-ready"


def test_a_slip_says_what_she_needs(kabupaten: Kabupaten, waiting: str) -> None:
    slip = kabupaten.dinas.post(f"{waiting}/slip").body
    assert set(slip) == {"username", "one_time_password", "name", "villages", "login_url"}
    assert slip["login_url"] == kabupaten.dinas.street.url("portal")
    assert len(slip["villages"]) == 2


def test_the_same_key_never_shows_the_password_again(kabupaten: Kabupaten, waiting: str) -> None:
    key = str(uuid4())
    first = kabupaten.dinas.post(f"{waiting}/slip", key=key)
    again = kabupaten.dinas.post(f"{waiting}/slip", key=key)
    assert first.status == 201
    assert (again.status, again.code) == (409, "slip-printed")
    assert first.body["one_time_password"] not in str(again.body)
    arrive(kabupaten.dinas.street, first.body["username"], first.body["one_time_password"])


def test_a_new_slip_makes_the_old_one_worthless(kabupaten: Kabupaten, waiting: str) -> None:
    old, new = (kabupaten.dinas.post(f"{waiting}/slip").body for _ in range(2))
    with pytest.raises(AssertionError):
        arrive(kabupaten.dinas.street, old["username"], old["one_time_password"])
    arrive(kabupaten.dinas.street, new["username"], new["one_time_password"])


def test_who_is_suspended_gets_no_slip(kabupaten: Kabupaten) -> None:
    volunteer = kabupaten.appointed(kabupaten.psm())
    path = f"/v1/volunteers/{volunteer['id']}"
    version = kabupaten.dinas.until(path, "account", "ready")["version"]
    kabupaten.dinas.post(f"{path}/suspension", {"reason": "diperiksa"}, was=version)
    refused = kabupaten.dinas.post(f"{path}/slip")
    assert (refused.status, refused.code) == (409, "already-suspended")


def test_a_volunteer_prints_no_slips_not_even_her_own(rahma: tuple[Json, Person]) -> None:
    volunteer, she = rahma
    assert she.post(f"/v1/volunteers/{volunteer['id']}/slip").status == 403


def test_an_officer_of_the_dinas_prints_none_for_officers(kabupaten: Kabupaten) -> None:
    officers = kabupaten.supervisor.get("/v1/officers").body["items"]
    assert kabupaten.dinas.post(f"/v1/officers/{officers[0]['id']}/slip").status == 403


def test_a_supervisor_prints_them_for_the_own_officers(kabupaten: Kabupaten) -> None:
    officer = kabupaten.supervisor.post("/v1/officers", {"name": "Eka Misal", "roles": ["dinas"]}).body
    eka = newcomer(kabupaten.supervisor, f"/v1/officers/{officer['id']}")
    assert eka.get("/v1/me").body["roles"] == ["dinas"]
