"""Oversight over gRPC: a service is told the heads of its own ledgers, as they were kept."""

import grpc.aio

from proto.kit.v1 import ledger_pb2, ledger_pb2_grpc
from services.kit import rpc
from services.kit.house import House
from services.oversight import store

PAGE = 1000


def serve(server: grpc.aio.Server, house: House) -> None:
    async def after(asked: ledger_pb2.HeadsAfterRequest, visitor: rpc.Visitor) -> ledger_pb2.HeadsAfterResponse:
        last = asked.last
        async with house.db.begin() as tx:
            found = await store.heads_of(
                tx, visitor.service, office=last.office, seq=last.seq, hash_=last.hash, limit=PAGE
            )
        heads = [
            ledger_pb2.LedgerSealed(office=one.office, seq=one.seq, hash=one.hash, signature=one.signature)
            for one in found
        ]
        return ledger_pb2.HeadsAfterResponse(heads=heads)

    answered = rpc.answer(house, after, user=False)

    class Heads(ledger_pb2_grpc.HeadsServicer):
        async def After(
            self,
            request: ledger_pb2.HeadsAfterRequest,
            context: "grpc.aio.ServicerContext[ledger_pb2.HeadsAfterRequest, ledger_pb2.HeadsAfterResponse]",
        ) -> ledger_pb2.HeadsAfterResponse:
            return await answered(request, context)

    ledger_pb2_grpc.add_HeadsServicer_to_server(Heads(), server)
