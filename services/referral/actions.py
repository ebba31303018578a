"""One function per thing referral can do; it decides nothing (rules do) and sees what policy shows."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.vault import Vault
from services.referral import codes, connections, matters, policy, referrals, statuses, store, timelines
from services.referral import services as directory
from services.referral.connections import Connection
from services.referral.matters import Matter
from services.referral.packets import Packet
from services.referral.referrals import Referral
from services.referral.services import Service
from services.referral.statuses import Answer, Result, Status, Word
from services.referral.timelines import TITIAN, Author

# --- the sender ---


async def send_referral(
    tx: Tx, actor: Actor, vault: Vault, *, matter: Matter, need_id: UUID, need_kind: str, service_id: UUID,
    shared: Mapping[str, str], purpose: str, answer_days: int | None, note: str, at: datetime,
) -> Referral:  # fmt: skip
    """`matter`, `need_kind` and `shared` are what cases gave for this purpose, asked before this transaction."""
    policy.require(actor, policy.SEND_REFERRAL)
    sight = policy.sight(actor)
    known = await store.know_matter(tx, matter, within=sight)
    change = referrals.send(
        matter=known, referral_id=ids.new(), packet_id=ids.new(), code=ids.new_code(actor.office, at.year),
        need_id=need_id, need_kind=need_kind, service=await store.service(tx, service_id), fields=tuple(sorted(shared)),
        others=await store.referrals(tx, within=sight, case_id=known.case_id), answer_days=answer_days,
        by=actor.sub, at=at,
    )  # fmt: skip
    return await store.send_referral(
        tx, change, by=timelines.author(actor), vault=vault, note=codes.require_note(note), purpose=purpose,
        shared=shared,
    )  # fmt: skip


async def revoke_referral(
    tx: Tx, actor: Actor, vault: Vault, referral_id: UUID, *, reason: str, note: str, was: int, at: datetime
) -> Referral:
    policy.require(actor, policy.REVOKE_REFERRAL)
    referral = await store.referral(tx, referral_id, within=policy.sight(actor))
    change = referral.revoke(reason=reason, note=note, was=was, at=at)
    return await _save(tx, actor, vault, change, note)


async def confirm_referral(
    tx: Tx, actor: Actor, vault: Vault, referral_id: UUID, *, word: Word, note: str, was: int, at: datetime
) -> Referral:
    policy.require(actor, policy.CONFIRM_REFERRAL)
    referral = await store.referral(tx, referral_id, within=policy.sight(actor))
    return await _save(tx, actor, vault, referral.confirm(word, was=was, at=at), note)


async def close_referral(
    tx: Tx, actor: Actor, vault: Vault, referral_id: UUID, *, note: str, was: int, at: datetime
) -> Referral:
    policy.require(actor, policy.CLOSE_REFERRAL)
    referral = await store.referral(tx, referral_id, within=policy.sight(actor))
    return await _save(tx, actor, vault, referral.close(note=note, was=was, at=at), note)


async def expire_referral(tx: Tx, actor: Actor, vault: Vault, referral_id: UUID, *, at: datetime) -> Referral:
    policy.require(actor, policy.EXPIRE_REFERRAL)
    referral = await store.referral(tx, referral_id, within=policy.sight(actor))
    return await store.save_referral(tx, referral.expire(at=at), by=TITIAN, vault=vault)


async def erase_case(tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, at: datetime) -> None:
    """Everything here that was written about the person in words, and the packets out there; and nothing more is
    written from now on."""
    policy.require(actor, policy.ERASE_CASE)
    sight = policy.sight(actor)
    known = await store.lock_matter(tx, matters.unheard(actor.office, case_id))
    await store.save_matter(tx, known.erase(), vault=vault)
    for referral in await store.referrals(tx, within=sight, case_id=case_id):
        await store.save_referral(tx, referral.erase(at=at), by=TITIAN, vault=vault)
        await store.erase_notes(tx, vault, referral.referral_id)
    for connection in await store.connections(tx, within=sight, case_id=case_id):
        await store.erase_notes(tx, vault, connection.connection_id)


async def hear_matter(tx: Tx, actor: Actor, vault: Vault, told: Matter, *, at: datetime) -> None:
    """Where a case now stands, also for what was begun before: sight follows the case. Only light referrals can be
    overtaken by protection: the Dinas refers nothing before it has decided whose the case is."""
    policy.require(actor, policy.HEAR_MATTER)
    held, is_new = await store.lock_told(tx, told)
    now = held.hear(told)
    if is_new and now == held:
        return
    light = await store.connections(tx, within=policy.sight(actor), case_id=now.case_id)
    await store.save_matter(tx, now, vault=vault)
    for connection in light:
        await store.announce(tx, connection.hear_matter(now, at=at))


async def hear_opened(tx: Tx, actor: Actor, vault: Vault, referral_id: UUID, *, partner: str, at: datetime) -> Referral:
    referral = await _heard(tx, actor, referral_id)
    return await store.save_referral(tx, referral.hear_opened(at=at), by=await _partner(tx, partner), vault=vault)


async def hear_answer(
    tx: Tx, actor: Actor, vault: Vault, referral_id: UUID, *, partner: str, answer: Answer, reason: str,
    slip_id: UUID | None, at: datetime,
) -> Referral:  # fmt: skip
    referral = await _heard(tx, actor, referral_id)
    change = referral.hear_answer(answer, reason=reason, at=at)
    return await store.save_referral(tx, change, by=await _partner(tx, partner), vault=vault, slip_id=slip_id)


async def hear_started(
    tx: Tx, actor: Actor, vault: Vault, referral_id: UUID, *, partner: str, at: datetime
) -> Referral:
    referral = await _heard(tx, actor, referral_id)
    return await store.save_referral(tx, referral.hear_started(at=at), by=await _partner(tx, partner), vault=vault)


async def hear_report(
    tx: Tx, actor: Actor, vault: Vault, referral_id: UUID, *, partner: str, result: Result, reason: str,
    slip_id: UUID | None, at: datetime,
) -> Referral:  # fmt: skip
    referral = await _heard(tx, actor, referral_id)
    change = referral.hear_report(result, reason=reason, at=at)
    return await store.save_referral(tx, change, by=await _partner(tx, partner), vault=vault, slip_id=slip_id)


async def _save(tx: Tx, actor: Actor, vault: Vault, change: Change[Referral], note: str) -> Referral:
    words = await _words(tx, change.now.matter, note)
    return await store.save_referral(tx, change, by=timelines.author(actor), vault=vault, note=words)


async def _words(tx: Tx, matter: Matter, note: str) -> str:
    """A note as it is kept. Whether the person was erased is read under the lock of the case, which an erasure takes
    too."""
    words = codes.require_note(note)
    if words:
        (await store.lock_matter(tx, matter)).require_not_erased()
    return words


async def _heard(tx: Tx, actor: Actor, referral_id: UUID) -> Referral:
    policy.require(actor, policy.HEAR_REFERRAL)
    return await store.referral(tx, referral_id, within=policy.sight(actor))


async def _partner(tx: Tx, office: str) -> Author:
    return Author((await store.organisations(tx, [office])).get(office, office), "partner")


# --- the partner ---


async def receive_packet(tx: Tx, actor: Actor, packet_id: UUID) -> Packet:
    """The organisation opens its own row for what was posted to it."""
    policy.require(actor, policy.RECEIVE_PACKET)
    packet = await store.envelope(tx, packet_id)
    return await store.receive_packet(tx, packet.receive())


async def open_packet(
    tx: Tx, actor: Actor, vault: Vault, packet_id: UUID, *, at: datetime
) -> tuple[Packet, dict[str, str]]:
    """The packet as it stands now and what was shared in it, with the opening in the ledger."""
    policy.require(actor, policy.OPEN_PACKET)
    packet = await store.packet(tx, packet_id, within=policy.sight(actor))
    opened = await store.save_packet(tx, packet, packet.open(at=at), vault=vault)
    return opened, await store.shared(tx, vault, opened, by=actor)


async def answer_packet(
    tx: Tx, actor: Actor, vault: Vault, packet_id: UUID, *, answer: Answer, reason: str, note: str, was: int,
    at: datetime,
) -> Packet:  # fmt: skip
    policy.require(actor, policy.ANSWER_PACKET)
    packet = await store.packet(tx, packet_id, within=policy.sight(actor))
    change = packet.answer(answer, reason=reason, note=note, was=was, at=at)
    return await store.save_packet(tx, packet, change, vault=vault, note=codes.require_note(note))


async def start_packet(tx: Tx, actor: Actor, vault: Vault, packet_id: UUID, *, was: int, at: datetime) -> Packet:
    policy.require(actor, policy.START_PACKET)
    packet = await store.packet(tx, packet_id, within=policy.sight(actor))
    return await store.save_packet(tx, packet, packet.start(was=was, at=at), vault=vault)


async def report_packet(
    tx: Tx, actor: Actor, vault: Vault, packet_id: UUID, *, result: Result, reason: str, note: str, was: int,
    at: datetime,
) -> Packet:  # fmt: skip
    policy.require(actor, policy.REPORT_PACKET)
    packet = await store.packet(tx, packet_id, within=policy.sight(actor))
    change = packet.report(result, reason=reason, note=note, was=was, at=at)
    return await store.save_packet(tx, packet, change, vault=vault, note=codes.require_note(note))


async def end_packet(tx: Tx, actor: Actor, vault: Vault, packet_id: UUID, *, status: Status, at: datetime) -> Packet:
    """The sender withdrew it, let it expire, or closed it."""
    policy.require(actor, policy.EMPTY_PACKET)
    packet = await store.packet(tx, packet_id, within=policy.sight(actor))
    return await store.save_packet(tx, packet, packet.hear_end(status, at=at), vault=vault)


async def hear_word(tx: Tx, actor: Actor, vault: Vault, packet_id: UUID, *, status: Status, at: datetime) -> Packet:
    """The citizen confirmed or disputed what the organisation reported."""
    policy.require(actor, policy.HEAR_PACKET)
    packet = await store.packet(tx, packet_id, within=policy.sight(actor))
    return await store.save_packet(tx, packet, packet.hear_word(status, at=at), vault=vault)


async def empty_packet(tx: Tx, actor: Actor, vault: Vault, packet_id: UUID) -> Packet:
    """Its day has passed, or the person's data were erased."""
    policy.require(actor, policy.EMPTY_PACKET)
    packet = await store.packet(tx, packet_id, within=policy.sight(actor))
    return await store.save_packet(tx, packet, packet.clear(), vault=vault)


# --- light referrals ---


async def suggest_connection(
    tx: Tx, actor: Actor, vault: Vault, *, matter: Matter, service_id: UUID, note: str, at: datetime
) -> Connection:
    """`matter` is what cases said, asked before this transaction."""
    policy.require(actor, policy.SUGGEST_CONNECTION)
    matter.require_open()
    sight = policy.sight(actor)
    known = await store.know_matter(tx, matter, within=sight)
    change = connections.suggest(
        matter=known, connection_id=ids.new(), service=await store.service(tx, service_id),
        others=await store.connections(tx, within=sight, case_id=known.case_id), by=actor.sub, at=at,
    )  # fmt: skip
    return await _save_connection(tx, actor, vault, change, note)


async def accompany_connection(
    tx: Tx, actor: Actor, vault: Vault, connection_id: UUID, *, note: str, was: int, at: datetime
) -> Connection:
    policy.require(actor, policy.ACCOMPANY_CONNECTION)
    connection = await store.connection(tx, connection_id, within=policy.sight(actor))
    return await _save_connection(tx, actor, vault, connection.accompany(was=was, at=at), note)


async def conclude_connection(
    tx: Tx, actor: Actor, vault: Vault, connection_id: UUID, *, served: bool, reason: str, note: str, was: int,
    at: datetime,
) -> Connection:  # fmt: skip
    policy.require(actor, policy.CONCLUDE_CONNECTION)
    connection = await store.connection(tx, connection_id, within=policy.sight(actor))
    policy.require_conclude(actor, connection.matter)
    change = connection.conclude(served=served, reason=reason, note=note, was=was, at=at)
    return await _save_connection(tx, actor, vault, change, note)


async def _save_connection(tx: Tx, actor: Actor, vault: Vault, change: Change[Connection], note: str) -> Connection:
    words = await _words(tx, change.now.matter, note)
    return await store.save_connection(tx, change, by=timelines.author(actor), vault=vault, note=words)


# --- the directory ---


async def register_service(
    tx: Tx, actor: Actor, *, office: str, name: str, kinds: Iterable[str], areas: Iterable[str], eligibility: str,
    hours: str, capacity: int | None, light: bool, checked_on: date, at: datetime,
) -> Service:  # fmt: skip
    policy.require_register(actor, office)
    service = directory.register(
        Service(
            ids.new(), office, name, tuple(kinds), tuple(areas), eligibility, hours, capacity, light, checked_on
        ),
        organisations=await store.organisations(tx, [office]),
        by=actor.office,
        today=statuses.day(at, actor.office),
    )  # fmt: skip
    return await store.add_service(tx, service)
