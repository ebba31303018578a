"""What the benchmark copies has the shape of what actions write: of each column the same kind of value."""

from uuid import UUID

from deploy.local.running import Running
from services.kit.testing import copy, shape
from tests.bench import volume
from tests.bench.effects import facts
from tests.cases.conftest import Office, administrator, elsewhere, kabupaten, office

__all__ = ["administrator", "elsewhere", "kabupaten", "office"]


async def test_copied_cases_have_the_shape_of_recorded_ones(street: Running, office: Office) -> None:
    person = {"nik": "1906025203480001", "kk": "1906025203480002", "phone": "081200001234", "address": "Jalan Contoh"}
    recorded = office.rahma.recorded(
        person=person, note="Tinggal sendiri.", consent={"basis": "consent", "witness": "Ketua RT"}
    )
    dsn, number = street.admin_dsn("cases"), 3_000_000 + int(UUID(recorded["id"]).int % 1_000_000)
    one = volume.One(number, office.code, office.rahma.villages[0])
    for table, row in volume.TABLES.items():
        await copy(dsn, table, [row(one)])
        name = "case_id" if table in ("cases", "steps") else "person_id" if table != "subject_keys" else "subject_id"
        made = await shape(dsn, table, **{name: UUID(recorded["id" if name == "case_id" else "person_id"])})
        assert await shape(dsn, table, **{name: one.id(2 if name == "case_id" else 0)}) == made, table
    await copy(dsn, "name_tokens", volume.tokens(one))
    assert await shape(dsn, "name_tokens", person_id=one.id(0)) == await shape(
        dsn, "name_tokens", person_id=UUID(recorded["person_id"])
    )


async def test_copied_facts_have_the_shape_of_told_ones(street: Running, office: Office) -> None:
    recorded = office.rahma.recorded()
    told = await shape(street.admin_dsn("cases"), "outbox", subject_id=UUID(recorded["id"]))
    (fact,) = facts(1, 1)
    assert {name: type(value).__name__ for name, value in fact.items()} == {**told, "pos": "int"}
