"""What cases and the partner say, handed to the inbox door as the broker does, crossing what people do meanwhile."""

import asyncio
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from proto.cases.v1 import facts_pb2 as of_cases
from proto.referral.v1 import facts_pb2 as of_referral
from services.kit.db import Database
from services.kit.facts import Fact
from services.kit.inbox import Inbox
from services.kit.vault import Vault
from services.referral import inbox
from tests.referral.town import PATIENCE, Town
from tests.referral.walls import change, rows
from tests.registry.people import Json

_PAST_THE_MARK = count(2**40)  # beyond whatever this street has heard

COPIED = """INSERT INTO {table} SELECT (copy).* FROM (
  SELECT jsonb_populate_record(one, jsonb_build_object('{key}', md5($1::text || n)::uuid)) AS copy
  FROM {table} AS one, generate_series(1, 250) AS n WHERE {key} = $1::uuid) AS copies"""


class Door:
    def __init__(self, town: Town) -> None:
        self._town = town

    def told(self, service: str, noun: str, past: str, subject_id: str, payload: bytes, office: str = "") -> None:
        """The next fact about a subject, for the town, once all before it were heard."""
        said = "SELECT last FROM sequences WHERE subject_id = $1"
        heard = "SELECT seq FROM inbox_order WHERE subject_id = $1"
        code, end = self._town.code, time.monotonic() + PATIENCE
        while (last := rows(self._town, heard, subject_id)) != rows(self._town, said, subject_id, service=service):
            assert time.monotonic() < end, "what was said before is not heard"
            time.sleep(0.1)
        fact = Fact(
            noun=noun, past=past, subject_id=UUID(subject_id), office=office or code, for_office=code, area=code,
            at=datetime.now(UTC), service=service, id=uuid4(), seq=int(last[0]) + 1 if last else 1,
            pos=next(_PAST_THE_MARK), payload=payload,
        )  # fmt: skip
        assert asyncio.run(self._received(fact))

    async def _received(self, fact: Fact) -> bool:
        street = self._town.street
        db = Database(street.dsn("referral", "consume"), pool=1, name="referral-test")
        house = SimpleNamespace(vault=Vault(Path(street.environment("referral")["TITIAN_KEYS"])))
        try:
            return await Inbox(db, inbox.hears(house)).receive(fact)  # type: ignore[arg-type]  # -- reason: handlers ask the house for its vault only
        finally:
            await db.close()

    def stands(self, case: Json, **other: object) -> None:
        """A case's fact that overtakes what cases itself would say when it is asked."""
        standing = {"code": case["code"], "status": "accepted", "sensitivity": 2, "village": self._town.village}
        told = of_cases.CaseStaged(case_id=case["id"], standing=of_cases.Standing(**standing | other))
        self.told("cases", "case", "staged", case["id"], told.SerializeToString())

    def erased(self, case: Json) -> None:
        told = of_cases.PersonErased(person_id=str(uuid4()), case_ids=[case["id"]])
        self.told("cases", "person", "erased", told.person_id, told.SerializeToString())


@pytest.fixture
def door(town: Town) -> Door:
    return Door(town)


def connected(town: Town, case: Json) -> Json:
    told = {"case_id": case["id"], "service_id": town.services["light"]["id"], "note": "Bawa KTP"}
    return town.psm.done("/v1/connections", told)


def test_what_an_erasure_overtook_is_neither_sent_nor_suggested(town: Town, door: Door) -> None:
    case = town.case()
    door.erased(case)
    sent = town.dinas.post("/v1/referrals", town.sending(case))
    light = {"case_id": case["id"], "service_id": town.services["light"]["id"]}
    assert (sent.status, sent.code) == (409, "erased")
    assert town.psm.post("/v1/connections", light).code == "erased"
    assert rows(town, "SELECT 1 FROM envelopes JOIN referrals USING (packet_id) WHERE case_id = $1", case["id"]) == []


def test_what_the_end_of_the_case_overtook_is_neither_sent_nor_suggested(town: Town, door: Door) -> None:
    case = town.case()
    door.stands(case, status="closed")
    assert town.dinas.post("/v1/referrals", town.sending(case)).code == "case-over"
    light = {"case_id": case["id"], "service_id": town.services["light"]["id"]}
    assert town.psm.post("/v1/connections", light).code == "case-over"


def test_who_lost_the_case_to_protection_meanwhile_sends_nothing(town: Town, door: Door) -> None:
    case = town.case()
    door.stands(case, sensitivity=3)
    assert town.dinas.post("/v1/referrals", town.sending(case)).code == "not-found"
    light = {"case_id": case["id"], "service_id": town.services["light"]["id"]}
    assert town.psm.post("/v1/connections", light).code == "not-found"


def test_a_late_fact_loosens_nothing(town: Town, door: Door) -> None:
    case = town.protected()
    path = f"/v1/referrals/{town.supervisor.done('/v1/referrals', town.sending(case))['id']}"
    town.supervisor.until(f"/v1/cases/{case['id']}", "cases", status="intervention")  # what cases says of it meanwhile
    door.stands(case, sensitivity=1, recorded_by="psm")
    shown = town.supervisor.get(path).body
    assert (shown["sensitivity"], shown["village"]) == (3, "")
    for who in (town.psm, town.tksk, town.dinas):
        assert who.get(path).status == 404


def test_no_word_is_written_about_a_person_who_was_erased(town: Town, door: Door) -> None:
    case = town.case()
    sent, light = town.sent(case), connected(town, case)
    door.erased(case)
    own, path = f"/v1/referrals/{sent['id']}", f"/v1/connections/{light['id']}"
    assert town.dinas.get(own).body["status"] == "revoked"
    assert town.psm.get(path).body["timeline"][0]["note"] == ""
    assert town.psm.post(f"{path}/accompaniment", {"note": "Sudah berangkat"}, was=1).code == "erased"
    assert town.psm.done(f"{path}/result", {"result": "served"}, was=1)["status"] == "served"
    for subject in (sent["id"], light["id"]):
        assert rows(town, "SELECT 1 FROM subject_keys WHERE subject_id = $1", subject) == []


def test_an_erasure_reaches_all_of_a_case_however_much_there_is(town: Town, door: Door) -> None:
    case = town.case()
    first = connected(town, case)
    for table, key in (("connections", "connection_id"), ("steps", "subject_id")):
        change(town, COPIED.format(table=table, key=key), first["id"])
    written = "SELECT count(note)::text FROM steps JOIN connections ON subject_id = connection_id WHERE case_id = $1"
    assert rows(town, written, case["id"]) == ["251"]
    door.erased(case)
    assert rows(town, written, case["id"]) == ["0"]


def test_a_partners_note_that_comes_after_the_end_is_not_kept(town: Town, door: Door) -> None:
    case = town.case()
    sent = town.sent(case)
    packet_id, slip_id = town.packet(sent)["id"], str(uuid4())
    door.erased(case)
    slip = "INSERT INTO slips VALUES ($1, $2, $3::uuid, $4::uuid, 'key', 'note')"
    change(town, slip, town.code, town.home, slip_id, sent["id"])
    told = of_referral.PacketAnswered(
        packet_id=packet_id, referral_id=sent["id"], answer="reject", reason="full", slip_id=slip_id
    )
    door.told("referral", "packet", "answered", packet_id, told.SerializeToString(), office=town.home)
    assert town.dinas.get(f"/v1/referrals/{sent['id']}").body["status"] == "revoked"
    assert rows(town, "SELECT note FROM slips WHERE slip_id = $1", slip_id) == [None]
