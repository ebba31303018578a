"""What the neighbours hear and may ask: facts in order and without a NIK, and who serves a place."""

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from deploy.local.running import Running
from proto.registry.v1 import facts_pb2, reads_pb2, reads_pb2_grpc
from services.kit import rpc
from services.kit.auth import Seal
from services.kit.errors import Invalid, Unauthenticated
from services.kit.facts import Fact
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person

HELD = (
    "volunteers", "assignments", "decrees", "covers", "activity", "caseloads", "officers", "letters_sent", "actors",
    "ledger",
)  # fmt: skip


def registry(street: Running, key: str) -> rpc.Peer:
    """The registry as one reaches it who says that he is `cases` and holds the key of a service."""
    seal = Seal("cases", street.folder / "keys" / key)
    return rpc.Peer(seal, "registry", street.addresses["services"]["registry"]["grpc"])


@pytest.fixture
async def cases(street: Running) -> AsyncIterator[rpc.Peer]:
    """The registry as the service `cases` reaches it."""
    peer = rpc.Peer(
        Seal("cases", street.folder / "keys" / "cases"), "registry", street.addresses["services"]["registry"]["grpc"]
    )
    yield peer
    await peer.close()


async def heard(peer: rpc.Peer, subject: str) -> list[Fact]:
    """All that the registry has numbered about one subject, as the sweep of a listener gets it."""
    ask, found, mark = rpc.facts_after({"registry": peer}), [], 0
    nouns = ["volunteer", "officer", "office", "letter"]
    _, head, _, _ = await ask("registry", 0, 0, nouns)
    while mark < head:
        _, _, facts, mark = await ask("registry", mark, head, nouns)
        found += [fact for fact in facts if fact.subject_id == UUID(subject)]
    return found


async def test_an_appointment_is_heard_and_then_the_account(kabupaten: Kabupaten, cases: rpc.Peer) -> None:
    nik = kabupaten.nik()
    volunteer = kabupaten.appointed(kabupaten.psm(nik=nik, phone="082000000001"))
    kabupaten.dinas.until(f"/v1/volunteers/{volunteer['id']}", "account", "ready")
    facts = await _until(cases, volunteer["id"], 2)
    assert [(fact.seq, fact.noun, fact.past) for fact in facts] == [
        (1, "volunteer", "appointed"),
        (2, "volunteer", "enrolled"),
    ]
    assert {(fact.office, fact.for_office, fact.area) for fact in facts} == {(kabupaten.code,) * 3}
    assert not any(word.encode() in fact.payload for fact in facts for word in (nik, "082000000001", "141/12"))
    posts = [facts_pb2.VolunteerEnrolled.FromString(fact.payload).post for fact in facts]
    assert (posts[0].sub, posts[0].status, list(posts[0].roles)) == ("", "active", ["psm"])
    assert posts[1].sub
    assert list(posts[1].villages) == kabupaten.villages()[:2]


async def test_a_suspension_says_from_when_on_no_token_counts(kabupaten: Kabupaten, cases: rpc.Peer) -> None:
    path = f"/v1/volunteers/{kabupaten.appointed(kabupaten.psm())['id']}"
    version = kabupaten.dinas.until(path, "account", "ready")["version"]
    told = kabupaten.dinas.post(f"{path}/suspension", {"reason": "laporan warga"}, was=version).body
    kabupaten.dinas.until(path, "status", "suspended")
    facts = await _until(cases, told["id"], 3)
    post = facts_pb2.VolunteerSuspended.FromString(facts[2].payload).post
    assert (facts[2].past, post.status) == ("suspended", "suspended")
    assert post.not_before.ToJsonString()[:19] == str(told["since_at"]).replace(" ", "T")[:19]
    assert b"laporan" not in facts[2].payload


async def test_an_organisation_is_heard_with_whom_it_serves(kabupaten: Kabupaten, street: Running) -> None:
    office = kabupaten.supervisor.post("/v1/offices", {"name": "LKS Contoh", "areas": [kabupaten.code]}).body
    admin = await asyncpg.connect(street.admin_dsn("registry"))
    row = await admin.fetchrow("SELECT * FROM outbox WHERE noun = 'office' AND office = $1", office["office"])
    await admin.close()
    told = facts_pb2.OfficeRegistered.FromString(row["payload"])
    assert (told.name, list(told.areas), row["for_office"]) == ("LKS Contoh", [kabupaten.code], kabupaten.code)


async def test_who_serves_a_village_is_its_psm_and_the_tksk_of_its_kecamatan(
    kabupaten: Kabupaten, cases: rpc.Peer, rahma: tuple[Json, Person]
) -> None:
    reads = reads_pb2_grpc.ReadsStub(cases.channel)
    told = await cases.ask(reads.WhoServes, reads_pb2.WhoServesRequest(area=kabupaten.villages()[0]))
    serving = {one.volunteer_id: one.post for one in told.serving}
    assert rahma[0]["id"] in serving
    assert serving[rahma[0]["id"]].sub
    assert all(list(post.roles) == ["psm"] or post.kec == kabupaten.kecamatan() for post in serving.values())
    nobody = await cases.ask(reads.WhoServes, reads_pb2.WhoServesRequest(area=kabupaten.villages()[-1]))
    assert rahma[0]["id"] not in {one.volunteer_id for one in nobody.serving}


async def test_an_area_that_no_list_knows_is_refused_over_the_wire_as_at_the_door(cases: rpc.Peer) -> None:
    reads = reads_pb2_grpc.ReadsStub(cases.channel)
    for wrong in ("9999", "x", "19", "00"):
        with pytest.raises(Invalid):
            await cases.ask(reads.WhoServes, reads_pb2.WhoServesRequest(area=wrong))


async def test_whoever_proves_no_service_hears_nothing(street: Running, cases: rpc.Peer) -> None:
    reads = reads_pb2_grpc.ReadsStub(cases.channel)
    stranger = rpc.Peer(
        Seal("cases", street.folder / "keys" / "notify"), "registry", street.addresses["services"]["registry"]["grpc"]
    )
    with pytest.raises(Unauthenticated):
        await stranger.ask(reads.WhoServes, reads_pb2.WhoServesRequest(area="1906"))
    await stranger.close()


async def test_the_wall_stands_behind_the_sight(kabupaten: Kabupaten, elsewhere: Kabupaten, street: Running) -> None:
    """The serving log-in in the context of one office reads no row of another, whatever the query says."""
    elsewhere.appointed(elsewhere.psm())
    app = await asyncpg.connect(street.dsn("registry", "app").replace("+asyncpg", ""))
    try:
        async with app.transaction():
            await app.execute(f"SET LOCAL titian.office = '{kabupaten.code}'")
            for table in HELD:
                rows = await app.fetch(f"SELECT office FROM {table}")  # noqa: S608 -- reason: names from the list above
                assert {row["office"] for row in rows} <= {kabupaten.code}
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.fetch("SELECT office FROM volunteers")
        for unread in ("SELECT * FROM usernames", "SELECT * FROM outbox"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await app.fetch(unread)
    finally:
        await app.close()


async def test_a_print_and_an_opening_stand_in_the_ledger_without_values(kabupaten: Kabupaten, street: Running) -> None:
    volunteer = kabupaten.appointed(kabupaten.psm(phone="082000000002"))
    path = f"/v1/volunteers/{volunteer['id']}"
    kabupaten.dinas.until(path, "account", "ready")
    kabupaten.dinas.post(f"{path}/slip")
    kabupaten.dinas.post(f"{path}/particulars", {"purpose": "contact"})
    admin = await asyncpg.connect(street.admin_dsn("registry"))
    rows = await admin.fetch("SELECT * FROM ledger WHERE subject_id = $1 ORDER BY at", UUID(volunteer["id"]))
    await admin.close()
    assert [(row["fields"], row["purpose"]) for row in rows] == [
        (["one_time_password"], "slip"), (["phone"], "contact"),
    ]  # fmt: skip
    assert "0820" not in str([dict(row) for row in rows])


async def _until(peer: rpc.Peer, subject: str, count: int) -> list[Fact]:
    """Numbered a moment after they were committed."""
    for _ in range(50):
        if len(facts := await heard(peer, subject)) >= count:
            return facts
    raise AssertionError(f"{count} facts were not numbered")
