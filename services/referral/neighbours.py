"""What referral asks of cases, before its own transaction begins: where a case stands, and the minimum of its file."""

from dataclasses import dataclass
from uuid import UUID

from proto.cases.v1 import reads_pb2, reads_pb2_grpc
from services.kit import rpc
from services.kit.errors import Unavailable
from services.kit.house import House
from services.referral.matters import PROTECTED, Matter

PURPOSE = "referral"  # what the ledger of cases writes: a word of ours, never what somebody typed


@dataclass(frozen=True, slots=True)
class Given:
    """A case's chosen fields for a referral; a field that the file does not have is absent."""

    matter: Matter
    need_kind: str
    shared: dict[str, str]


class Cases:
    """Both reads answer what the user's own sight reaches: `user` is her access token."""

    def __init__(self, peer: rpc.Peer | None) -> None:
        self._peer = peer

    async def matter(self, case_id: UUID, *, user: str) -> Matter:
        """The case as it stands. NotFound outside her sight; Unavailable where cases does not answer."""
        peer = self._reachable()
        asked = reads_pb2.SummaryRequest(case_id=str(case_id))
        told = await peer.ask(reads_pb2_grpc.ReadsStub(peer.channel).Summary, asked, user=user)
        return _matter(told)

    async def packet(self, case_id: UUID, need_id: UUID, fields: tuple[str, ...], *, user: str) -> Given:
        """What is shared, with its row in the ledger of cases. Conflict where the case is not in the Dinas's care."""
        peer = self._reachable()
        asked = reads_pb2.PacketRequest(case_id=str(case_id), need_id=str(need_id), fields=fields, purpose=PURPOSE)
        told = await peer.ask(reads_pb2_grpc.ReadsStub(peer.channel).Packet, asked, user=user)
        return Given(_matter(told.summary), told.need_kind, dict(told.values))

    def _reachable(self) -> rpc.Peer:
        if self._peer is None:
            raise Unavailable("cases")
        return self._peer


def cases(house: House) -> Cases:
    return Cases(house.peers.get("cases"))


def _matter(told: reads_pb2.SummaryResponse) -> Matter:
    """A protected case's place and writer are not kept here."""
    open_ = told.sensitivity < PROTECTED
    return Matter(
        office=told.office, case_id=UUID(told.case_id), case_code=told.code, village=told.village if open_ else "",
        kec=told.kec if open_ else "", sensitivity=told.sensitivity, recorded_by=told.recorded_by if open_ else "",
        assigned_to=told.assigned_to, case_status=told.status,
    )  # fmt: skip
