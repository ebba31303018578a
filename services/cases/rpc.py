"""Cases over gRPC: what referral asks while it decides. Both reads reach as far as the user's own sight."""

from uuid import UUID

import grpc.aio

from proto.cases.v1 import reads_pb2, reads_pb2_grpc
from services.cases import policy
from services.cases.actions import openings
from services.cases.cases import Case
from services.cases.store import files
from services.kit import clock, rpc
from services.kit.house import House


def serve(server: grpc.aio.Server, house: House) -> None:
    async def summary(asked: reads_pb2.SummaryRequest, visitor: rpc.Visitor) -> reads_pb2.SummaryResponse:
        policy.require(visitor.actor, policy.READ_CASE)
        async with house.db.begin(visitor.actor.office) as tx:
            return _summary(await files.case(tx, UUID(asked.case_id), within=policy.sight(visitor.actor)))

    async def packet(asked: reads_pb2.PacketRequest, visitor: rpc.Visitor) -> reads_pb2.PacketResponse:
        need_id = UUID(asked.need_id) if asked.need_id else None
        async with house.db.begin(visitor.actor.office) as tx:
            case, need, values = await openings.open_packet(
                tx, visitor.actor, house.vault, UUID(asked.case_id), need_id=need_id, fields=list(asked.fields),
                at=clock.now(),
            )  # fmt: skip
        return reads_pb2.PacketResponse(values=values, summary=_summary(case), need_kind=need.kind if need else "")

    class Reads(reads_pb2_grpc.ReadsServicer):
        Summary = staticmethod(rpc.answer(house, summary, user=True))  # type: ignore[assignment]  # -- reason: a wrapped function, not a method
        Packet = staticmethod(rpc.answer(house, packet, user=True))  # type: ignore[assignment]  # -- reason: a wrapped function, not a method

    reads_pb2_grpc.add_ReadsServicer_to_server(Reads(), server)


def _summary(case: Case) -> reads_pb2.SummaryResponse:
    return reads_pb2.SummaryResponse(
        case_id=str(case.case_id), code=case.code, office=case.office, status=case.status, type=case.ppks or 0,
        sensitivity=case.sensitivity, village=case.village or "", kec=case.kec or "", person_id=str(case.person_id),
        kabupaten=case.kabupaten, recorded_by=case.recorded_by.sub,
        assigned_to=case.assigned_to.sub if case.assigned_to else "",
    )  # fmt: skip
