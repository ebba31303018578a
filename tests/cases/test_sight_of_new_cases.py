"""What the writer of a case sees is said without asking the database; it says the same as the database."""

from dataclasses import replace

from deploy.local.running import Running
from services.cases import policy
from services.cases.policy import Sight
from services.cases.store import files
from services.kit.db import Database
from tests.cases.conftest import Office
from tests.kit.parts import connected


async def test_a_case_in_hand_and_a_row_are_seen_by_the_same(street: Running, office: Office) -> None:
    kec = office.rahma.villages[0][:6]
    for child in (False, True):
        office.rahma.recorded(type=6 if child else 8, consent={"basis": "consent", "guardian": "Ibu"})
    office.budi.recorded()
    office.siti.recorded()
    async with connected(street.admin_dsn("cases")) as admin:
        known = "SELECT DISTINCT recorded_by FROM cases WHERE office = $1"
        subs = [str(row[0]) for row in await admin.exec_driver_sql(known, (office.code,))]
    nobody = Sight(office.code, "nobody")
    sights = [
        replace(one, desk=desk, sub=sub)
        for one in (
            nobody, replace(nobody, everywhere=True), replace(nobody, kecs=frozenset({kec})), replace(nobody, own=True),
            replace(nobody, villages=frozenset(office.rahma.villages[:1])), replace(nobody, office="00"),
        )
        for desk in (False, True)
        for sub in ("nobody", *subs)
    ]  # fmt: skip
    db = Database(street.dsn("cases", "app"), pool=1, name="test")
    async with db.begin(office.code) as tx:
        everything = [files._case(row) for row in await tx.execute(files._cases)]
        for sight in sights:
            seen = {row.case_id for row in await tx.execute(files._cases.where(files.seen(sight)))}
            assert {case.case_id for case in everything if policy.sees(sight, case)} == seen, sight
    await db.close()
    assert {case.protected for case in everything} == {False, True}
