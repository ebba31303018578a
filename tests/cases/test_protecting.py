"""Protected cases (S3): the writer gets a receipt, the desk the case, everybody else nothing at all."""

from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.local.running import Running
from services.cases import policy
from services.cases.store import people
from services.kit.actor import Actor, machine
from services.kit.db import Database
from services.kit.errors import NotFound
from services.kit.vault import Vault
from tests.cases.conftest import Office
from tests.cases.people import Json, Worker, until


@pytest.fixture(scope="module")
def receipt(office: Office) -> Json:
    """A child who suffered violence, written down by the PSM of the village."""
    child = {"name": "Bunga Fiktif", "birth_on": "2016-05-01", "sex": "f"}
    return office.rahma.recorded(person=child, type=6, consent={"basis": "vital"}, note="Luka di lengan.")


@pytest.fixture(scope="module")
def case(office: Office, receipt: Json) -> Json:
    """As the desk finds it."""
    found = office.dewi.get("/v1/cases?queue=mine&limit=200").body["items"]
    return next(one for one in found if one["code"] == receipt["code"])


def test_the_writer_gets_a_receipt_and_no_id(receipt: Json) -> None:
    assert set(receipt) == {"receipt", "code", "status_words", "warnings"}
    assert receipt["status_words"]["id"] == "Laporan Anda diteruskan ke Dinas."


def test_a_retry_gets_the_same_receipt(rahma: Worker) -> None:
    key, body = str(uuid4()), rahma.met(protected=True)
    first, second = (rahma.post("/v1/cases", body, key=key) for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body)


def test_the_desk_has_the_move(case: Json) -> None:
    assert (case["status"], case["turn"], case["mine"], case["sensitivity"]) == ("verified", "protected", True, 3)


def test_it_is_absent_from_every_list_and_search_but_the_desks(office: Office, case: Json) -> None:
    for worker in (office.rahma, office.siti, office.jaka, office.budi):
        assert case["code"] not in worker.codes()
        assert case["code"] not in worker.codes("/v1/cases?queue=mine&limit=200")
        found = worker.post("/v1/cases/search", {"name": "Bunga Fiktif"}).body["items"]
        assert case["code"] not in {one["code"] for one in found}


def test_it_is_not_found_by_who_wrote_it_nor_by_the_dinas(office: Office, case: Json) -> None:
    for worker in (office.rahma, office.jaka, office.budi):
        answer = worker.get(f"/v1/cases/{case['id']}")
        assert (answer.status, answer.body) == (404, worker.get(f"/v1/cases/{uuid4()}").body)
        assert worker.get(f"/v1/cases/{case['id']}/timeline").status == 404
    assert office.budi.post(f"/v1/cases/{case['id']}/nik", {"purpose": "identity"}).status == 404
    assert office.budi.post(f"/v1/cases/{case['id']}/acceptance", was=1).status == 404


def test_who_is_assigned_sees_it_and_has_the_move(office: Office) -> None:
    code = office.rahma.recorded(type=19)["code"]
    found = office.dewi.get("/v1/cases?queue=mine&limit=200").body["items"]
    case = next(one for one in found if one["code"] == code)
    budi = _sub(office)
    assigned = office.dewi.done(case, "assignment", {"sub": budi})
    assert assigned["turn"] == "dinas"
    assert code in office.budi.codes("/v1/cases?queue=mine&limit=200")
    assert office.budi.done(assigned, "acceptance")["status"] == "accepted"
    assert code not in office.jaka.codes()


def test_a_case_that_turns_out_protected_leaves_the_village(office: Office) -> None:
    case = office.rahma.recorded()
    returned = office.jaka.done(case, "return", {"reason": "wrong_type"})
    told = office.rahma.post(f"/v1/cases/{case['id']}/completion", {"type": 19}, was=returned["version"])
    assert (told.status, told.body["receipt"]) == (200, True)
    assert office.rahma.get(f"/v1/cases/{case['id']}").status == 404
    assert case["code"] in office.dewi.codes()


async def test_behind_a_first_wall_that_fell_stands_a_second_one(street: Running, office: Office) -> None:
    """Everybody is given the sight of the desk; the vault still asks to whom the case was assigned."""
    code = office.rahma.recorded(type=19, person={"address": "Jl. Fiktif 7"})["code"]
    case = next(one for one in office.dewi.get("/v1/cases?limit=200").body["items"] if one["code"] == code)
    fallen = policy.Sight(office.code, "", everywhere=True, desk=True)
    db, vault = Database(street.dsn("cases", "app"), pool=1, name="cases-test"), Vault(street.folder / "keys" / "cases")

    async def address(by: Actor) -> str | None:
        async with db.begin(office.code) as tx:
            told, _ = await people.identity(
                tx, vault, UUID(case["id"]), within=fallen, fields=("name", "address"), purpose="file", by=by
            )
        return told.address

    budi = Actor(_sub(office), office.code, frozenset({"dinas"}))
    assert await address(Actor("dewi", office.code, frozenset({"dinas_supervisor"}))) == "Jl. Fiktif 7"
    for by in (budi, machine("cases", office.code)):
        with pytest.raises(NotFound):
            await address(by)
    office.dewi.done(case, "assignment", {"sub": budi.sub})
    assert await address(budi) == "Jl. Fiktif 7"
    await db.close()


async def test_a_case_that_turns_out_protected_is_guarded_too(street: Running, office: Office) -> None:
    case = office.rahma.recorded(person={"address": "Jl. Fiktif 8"})
    assert await _keepers(street, case) is None
    returned = office.jaka.done(case, "return", {"reason": "wrong_type"})
    assert office.rahma.post(f"/v1/cases/{case['id']}/completion", {"type": 19}, was=returned["version"]).status == 200
    assert await _keepers(street, case) == []
    hidden = office.dewi.get(f"/v1/cases/{case['id']}").body
    accepted = office.dewi.done(hidden, "acceptance")
    told = office.dewi.get(f"/v1/cases/{case['id']}").body
    assert await _keepers(street, accepted) == [told["assigned_to"]["sub"]]


async def _keepers(street: Running, case: Json) -> list[str] | None:
    admin = await asyncpg.connect(street.admin_dsn("cases"))
    try:
        found: list[str] | None = await admin.fetchval(
            "SELECT keepers FROM subject_keys WHERE subject_id = $1", case["person_id"]
        )
        return found
    finally:
        await admin.close()


def _sub(office: Office) -> str:
    """Keycloak's name for Budi, as a case that he accepted tells it."""
    case = office.budi.recorded()
    shown = office.budi.get(f"/v1/cases/{case['id']}").body
    return str(until(lambda: shown["assigned_to"]["sub"]))
