"""The registry over gRPC: who serves a place now."""

import grpc.aio

from proto.registry.v1 import reads_pb2, reads_pb2_grpc
from services.kit import area, rpc
from services.kit.house import House
from services.registry import store, wire


def serve(server: grpc.aio.Server, house: House) -> None:
    async def who_serves(asked: reads_pb2.WhoServesRequest, visitor: rpc.Visitor) -> reads_pb2.WhoServesResponse:
        place = area.require(asked.area)
        async with house.db.begin(area.kabupaten_of(place)) as tx:
            serving = await store.who_serves(tx, place)
        return reads_pb2.WhoServesResponse(
            serving=[
                reads_pb2.Serving(volunteer_id=str(one.volunteer_id), post=wire.post_message(one.post))
                for one in serving
            ]
        )

    class Reads(reads_pb2_grpc.ReadsServicer):
        WhoServes = staticmethod(rpc.answer(house, who_serves, user=False))  # type: ignore[assignment]  # reason: a wrapped function, not a method

    reads_pb2_grpc.add_ReadsServicer_to_server(Reads(), server)
