"""Neighbours ask over gRPC: as far as the user sees, with refusals that cross the wire unchanged."""

from collections.abc import AsyncIterator
from uuid import uuid4

import grpc.aio
import pytest

from deploy.local.running import Running
from proto.cases.v1 import reads_pb2, reads_pb2_grpc
from services.kit import rpc
from services.kit.auth import Seal
from services.kit.errors import Conflict, Invalid, NotFound, Unauthenticated
from tests.cases.conftest import Office
from tests.cases.people import Json, Worker
from tests.registry.conftest import Kabupaten


class Referral:
    """The service referral, asking for a user."""

    def __init__(self, street: Running) -> None:
        keys = street.folder / "keys" / "referral"
        self._peer = rpc.Peer(Seal("referral", keys), "cases", street.addresses["services"]["cases"]["grpc"])
        self.reads = reads_pb2_grpc.ReadsStub(self._peer.channel)

    async def summary(self, case: Json, user: Worker) -> reads_pb2.SummaryResponse:
        asked = reads_pb2.SummaryRequest(case_id=case["id"])
        return await self._peer.ask(self.reads.Summary, asked, user=user.person.token)

    async def packet(self, case: Json, user: Worker, *fields: str, need_id: str = "") -> reads_pb2.PacketResponse:
        asked = reads_pb2.PacketRequest(case_id=case["id"], need_id=need_id, fields=fields, purpose="referral")
        return await self._peer.ask(self.reads.Packet, asked, user=user.person.token)

    async def close(self) -> None:
        await self._peer.close()


@pytest.fixture
async def referral(street: Running) -> AsyncIterator[Referral]:
    asking = Referral(street)
    yield asking
    await asking.close()


async def test_a_summary_says_where_a_case_stands(referral: Referral, office: Office) -> None:
    case = office.rahma.recorded()
    told = await referral.summary(case, office.rahma)
    assert (told.code, told.status, told.village) == (case["code"], "awaiting", office.rahma.villages[0])


async def test_a_packet_has_the_chosen_fields_and_no_other(
    referral: Referral, office: Office, kabupaten: Kabupaten
) -> None:
    case = office.budi.recorded(person={"nik": kabupaten.nik()}, note="Tinggal sendiri.")
    need = office.budi.post(f"/v1/cases/{case['id']}/needs", {"kind": "care_home"}).body
    told = await referral.packet(case, office.budi, "name", "age", "sex", "need", "note", "phone", need_id=need["id"])
    assert set(told.values) == {"name", "age", "sex", "need", "note"}  # she has no telephone
    assert (told.values["name"], told.values["sex"]) == ("Aminah Contoh", "Perempuan")
    assert (told.values["need"], told.need_kind) == ("Rujukan ke panti", "care_home")
    openings = office.budi.get(f"/v1/cases/{case['id']}/openings").body["items"]
    assert [one["fields"] for one in openings if one["purpose"] == "referral"]


async def test_only_what_is_in_care_is_shared_and_only_by_the_dinas(referral: Referral, office: Office) -> None:
    case = office.rahma.recorded()
    with pytest.raises(Conflict) as refused:
        await referral.packet(case, office.budi, "name")
    assert refused.value.code == "not-now"
    with pytest.raises(Invalid):
        await referral.packet(office.budi.recorded(), office.budi, "diary")


async def test_a_foreign_and_a_protected_case_are_not_found(
    referral: Referral, office: Office, stranger: Worker
) -> None:
    case = office.rahma.recorded()
    code = office.rahma.recorded(protected=True)["code"]
    hidden = next(one for one in office.dewi.get("/v1/cases?limit=200").body["items"] if one["code"] == code)
    for user, wanted in ((stranger, case), (office.siti, case), (office.rahma, hidden), (office.budi, hidden)):
        with pytest.raises(NotFound):
            await referral.summary(wanted, user)
    with pytest.raises(NotFound):
        await referral.summary({"id": str(uuid4())}, office.budi)


async def test_a_service_without_its_user_is_not_answered(street: Running, referral: Referral, office: Office) -> None:
    case = office.rahma.recorded()
    with pytest.raises(Unauthenticated):
        await referral._peer.ask(referral.reads.Summary, reads_pb2.SummaryRequest(case_id=case["id"]))
    async with grpc.aio.insecure_channel(street.addresses["services"]["cases"]["grpc"]) as anybody:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await reads_pb2_grpc.ReadsStub(anybody).Summary(reads_pb2.SummaryRequest(case_id=case["id"]), timeout=5)
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_a_broken_request_is_refused_and_tells_nothing(
    street: Running, referral: Referral, office: Office
) -> None:
    with pytest.raises(Invalid):
        await referral.summary({"id": "1906-26-K7QF3M"}, office.budi)
    async with grpc.aio.insecure_channel(street.addresses["services"]["cases"]["grpc"]) as anybody:
        broken = anybody.unary_unary("/titian.cases.v1.Reads/Summary")
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await broken(b"\xff\xff\xff", timeout=5)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
