"""Markers through every gRPC read: as ids, names, tokens, as bytes that are no message, and in too little time."""

from functools import cache
from importlib.util import find_spec
from typing import Any
from uuid import uuid4

import grpc
import grpc.aio

from deploy.local.plan import WITH_FACTS
from proto.cases.v1 import reads_pb2 as cases_pb2
from proto.kit.v1 import facts_pb2, ledger_pb2
from proto.registry.v1 import reads_pb2 as registry_pb2
from services.kit import rpc
from services.kit.auth import Seal
from tests.proofs.leaks.cast import Cast
from tests.registry.people import Json
from tests.street.sources import Unwired, module

Method = tuple[str, str]  # service, full name of the method
ASKED_BY = "referral"  # whose key we have here


class _Signs:
    """In place of a server: which methods it is given."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def add_registered_method_handlers(self, service: str, handlers: dict[str, Any]) -> None:
        self.given |= {f"/{service}/{method}" for method in handlers}

    def add_generic_rpc_handlers(self, handlers: Any) -> None:
        """The same once more."""


@cache
def methods() -> set[Method]:
    """Every method that a service answers."""
    found, nothing = set(), Unwired()
    for service in WITH_FACTS:
        signs = _Signs()
        rpc.serve_facts(signs, nothing, nothing)
        if find_spec(f"services.{service}.rpc"):
            module(f"services.{service}.rpc").serve(signs, nothing)
        found |= {(service, name) for name in signs.given}
    return found


class Asker:
    """`answered` and `refused` are the methods that did so; `heard` is what refusals said."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._seal = Seal(ASKED_BY, cast.street.plan.keys(ASKED_BY))
        self.answered: set[Method] = set()
        self.refused: set[Method] = set()
        self.heard: list[tuple[str, bytes, frozenset[str]]] = []

    async def ask_all(self, case: Json, need_id: str) -> None:
        """`case` and its need are what the two reads of cases are asked for."""
        markers, dinas = self._cast.markers, self._cast.dinas.token
        for service in WITH_FACTS:
            after = "/titian.kit.v1.Facts/After"
            right = facts_pb2.AfterRequest(until=1, limit=1)
            strays = [markers.stray().value for _ in range(2)]
            await self._ask(service, after, right, facts_pb2.AfterRequest(nouns=strays, until=1))
        summary = cases_pb2.SummaryRequest
        await self._ask(
            "cases",
            "/titian.cases.v1.Reads/Summary",
            summary(case_id=case["id"]),
            summary(case_id=markers.nik().word),
            user=dinas,
        )
        packet, stray = cases_pb2.PacketRequest, markers.stray().value
        right = packet(case_id=case["id"], need_id=need_id, fields=["name", "nik", "phone", "address", "note"])
        wrong = packet(case_id=case["id"], need_id=need_id, fields=[stray], purpose=markers.text("purpose").value)
        await self._ask("cases", "/titian.cases.v1.Reads/Packet", right, wrong, user=dinas)
        last = ledger_pb2.LedgerSealed(office=markers.nik().word, seq=1, hash=markers.name().word.encode())
        heads = ledger_pb2.HeadsAfterRequest
        await self._ask("oversight", "/titian.kit.v1.Heads/After", heads(), heads(last=last))
        who = registry_pb2.WhoServesRequest
        await self._ask(
            "registry",
            "/titian.registry.v1.Reads/WhoServes",
            who(area=self._cast.villages[0]),
            who(area=markers.nik().word),
        )

    async def _ask(self, service: str, name: str, right: Any, wrong: Any, user: str = "") -> None:
        stray = self._cast.markers.stray()
        async with grpc.aio.insecure_channel(self._cast.street.plan.address(f"{service}-grpc")) as channel:
            call = channel.unary_unary(name, request_serializer=bytes, response_deserializer=bytes)
            mine = [
                ("authorization", f"Bearer {self._seal.token(service)}"),
                ("traceparent", f"00-{uuid4().hex}-{'2' * 16}-01"),
            ]
            users = [("user", user)] if user else []
            text = right.SerializeToString()
            for content, said, seconds in (
                (wrong.SerializeToString(), mine + users, 10),
                (b"\xff" + stray.value.encode(), mine + users, 10),
                (text, [("authorization", f"Bearer {stray.word}")], 10),
                (text, [*mine, ("user", stray.word)], 10),
                (wrong.SerializeToString(), mine + users, 0.001),
            ):  # fmt: skip
                try:
                    await call(content, metadata=said, timeout=seconds)
                except grpc.aio.AioRpcError as refusal:
                    self.refused.add((service, name))
                    told = [
                        refusal.details() or "",
                        *(f"{key}: {value!r}" for key, value in refusal.trailing_metadata() or ()),
                    ]
                    self.heard.append((f"problem of {service} {name}", "\n".join(told).encode(), frozenset()))
            await call(text, metadata=mine + users, timeout=10)
            self.answered.add((service, name))
