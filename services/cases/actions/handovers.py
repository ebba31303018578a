"""To the office above and from the office below: a packet leaves, and becomes a file of the receiver's own."""

from datetime import date, datetime
from uuid import UUID

from services.cases import cases, handups, policy
from services.cases.actions.intake import local_date
from services.cases.actions.openings import tell
from services.cases.cases import Case
from services.cases.handups import HandUp, Packet, Status
from services.cases.persons import Particulars
from services.cases.store import files, packets, people
from services.kit import area, ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.vault import Vault

REASON = "reason"  # told in the packet beside the chosen fields


async def hand_up_case(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, reason: str, fields: tuple[str, ...],
    expires_on: date | None, was: int, at: datetime,
) -> Case:  # fmt: skip
    """Chosen fields, sealed for the office above; the file stays here."""
    policy.require(actor, policy.HAND_UP_CASE)
    case = await files.case(tx, case_id, within=policy.sight(actor), lock=True)
    handup_id, today = ids.new(), local_date(case.kabupaten, at)
    change = case.hand_up(handup_id=handup_id, was=was, at=at)
    waiting = any(known.head.status is Status.SENT for known in await packets.handups_of(tx, case_id))
    sent = handups.send(
        case, handup_id=handup_id, fields=fields, expires_on=expires_on, waiting=waiting, today=today, at=at
    )
    told = await tell(tx, vault, case, sent.now.head.fields, purpose="handup", by=actor, at=at)
    await packets.send(tx, vault, sent, told=told | {REASON: reason.strip()})
    return await files.save(tx, change, by=actor, vault=vault, note=reason)


async def open_handup(tx: Tx, actor: Actor, vault: Vault, handup_id: UUID, *, was: int, at: datetime) -> Case:
    """A file of this office's own, made of what the packet tells."""
    policy.require(actor, policy.OPEN_HANDUP)
    packet = await packets.packet(tx, handup_id, within=policy.sight(actor))
    packet.require_answerable(was=was, at=at)
    told = await packets.unpack(tx, vault, packet, by=actor)
    birth_on = date.fromisoformat(told["birth_on"]) if "birth_on" in told else None
    known = {name: told.get(name) for name in ("name", "village", "sex", "nik", "phone", "address")}
    person_id, head = ids.new(), packet.head
    change = cases.receive(
        office=actor.office, case_id=ids.new(), person_id=person_id,
        code=ids.new_code(actor.office, local_date(actor.office, at).year), ppks=head.ppks,
        sensitivity=head.sensitivity, kabupaten=_kabupaten(head.from_office, told), village=told.get("village"),
        origin=head.case_code, by=policy.by(actor), at=at,
    )  # fmt: skip
    particulars = Particulars(**known, birth_on=birth_on)
    await people.save_person(tx, vault, person_id, particulars, protected=change.now.protected, at=at)
    note = "\n".join(text for name in (REASON, "need", "note") if (text := told.get(name)))
    case = await files.save(tx, change, by=actor, vault=vault, note=note)
    await packets.save_packet(tx, packet.open(case=case, was=was, at=at))
    return case


async def refuse_handup(tx: Tx, actor: Actor, handup_id: UUID, *, reason: str, was: int, at: datetime) -> Packet:
    policy.require(actor, policy.REFUSE_HANDUP)
    packet = await packets.packet(tx, handup_id, within=policy.sight(actor))
    return await packets.save_packet(tx, packet.refuse(reason=reason, was=was, at=at))


async def take_in_handup(tx: Tx, actor: Actor, handup_id: UUID) -> None:
    """A packet has come: from now on it is known when it expires."""
    policy.require(actor, policy.HEAR_HANDUP)
    packet = await packets.packet(tx, handup_id, within=policy.sight(actor))
    await packets.save_packet(tx, packet.arrive())


async def hear_answer(
    tx: Tx, actor: Actor, handup_id: UUID, *, status: Status, own_code: str | None, reason: str | None
) -> HandUp:
    """What the office above did with a packet of ours."""
    policy.require(actor, policy.HEAR_HANDUP)
    handup = await packets.handup(tx, handup_id, within=policy.sight(actor))
    now = handup.hear(status, own_code=own_code, reason=reason)
    await packets.save_handup(tx, now)
    return now


async def expire_handup(tx: Tx, actor: Actor, handup_id: UUID, *, at: datetime) -> None:
    policy.require(actor, policy.EXPIRE_HANDUP)
    packet = await packets.packet(tx, handup_id, within=policy.sight(actor))
    await packets.save_packet(tx, packet.expire(at=at))


async def empty_handup(tx: Tx, actor: Actor, handup_id: UUID) -> None:
    """The person was erased where the packet came from."""
    policy.require(actor, policy.HEAR_ERASURE)
    packet = await packets.packet(tx, handup_id, within=policy.sight(actor))
    await packets.save_packet(tx, packet.erase())


def _kabupaten(from_office: str, told: dict[str, str]) -> str:
    """Where the matter is: the kabupaten that sent it; of what a province sends, the village's."""
    return area.kabupaten_of(told["village"]) if "village" in told else from_office
