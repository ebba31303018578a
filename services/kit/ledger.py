"""Who opened whose file, when and for what (law 27/2022: access with processing history).

Rows hold ids and names of fields, never values or their hashes. They are appended without a lock; the sealer numbers
and chains them per office afterwards, within two seconds. (A chain inside the transaction was measured to cost half to
six sevenths of the rate.)
"""

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert

from proto.kit.v1 import ledger_pb2
from services.kit import clock, ids, outbox, walls
from services.kit.actor import Actor
from services.kit.db import Database, Tx
from services.kit.errors import Refusal
from services.kit.facts import Fact

log = logging.getLogger(__name__)

ledger = walls.held(
    "ledger",
    walls.KIT,
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", sa.Uuid, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("noun", sa.Text, nullable=False),
    sa.Column("noun_id", sa.Uuid, nullable=False),
    sa.Column("fields", ARRAY(sa.Text), nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("seq", sa.BigInteger),
    sa.Column("hash", sa.LargeBinary),
    key=("at", "id"),
)
ledger_heads = walls.plumbing(
    "ledger_heads",
    walls.KIT,
    sa.Column("office", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True)),
    sa.Column("told_seq", sa.BigInteger, nullable=False),
    sa.Column("asked_at", sa.DateTime(timezone=True)),  # somebody wants it read through
    sa.Column("checked_at", sa.DateTime(timezone=True)),
    sa.Column("broken_seq", sa.BigInteger),  # where it did not hold
)
listed = walls.held(
    "listed",
    walls.KIT,
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    key=("day", "actor", "subject_id"),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """`subject_id` is whose data it is (person, packet), `noun`/`noun_id` the file through which it was seen."""

    at: datetime
    id: UUID
    actor: str
    subject_id: UUID
    noun: str
    noun_id: UUID
    fields: tuple[str, ...]
    purpose: str


async def opened(
    tx: Tx, by: Actor, *, subject_id: UUID, noun: str, noun_id: UUID, fields: Sequence[str], purpose: str
) -> None:  # fmt: skip
    """Record that `by` saw these fields of the subject in plain text; every time."""
    row = dict(
        office=tx.office, at=clock.now(), id=ids.new(), actor=by.sub, subject_id=subject_id, noun=noun, noun_id=noun_id,
        fields=list(fields), purpose=purpose,
    )  # fmt: skip
    await tx.insert(ledger, row)


async def all_opened(
    tx: Tx, by: Actor, subjects: Sequence[UUID], *, noun: str, fields: Sequence[str], purpose: str
) -> None:
    """The same of many subjects, each its own file."""
    now = clock.now()
    rows = [
        dict(
            office=tx.office, at=now, id=ids.new(), actor=by.sub, subject_id=subject_id, noun=noun, noun_id=subject_id,
            fields=list(fields), purpose=purpose,
        )
        for subject_id in subjects
    ]  # fmt: skip
    if rows:
        await tx.execute(sa.insert(ledger), rows)


_FRESH = """INSERT INTO listed (office, day, actor, subject_id) SELECT $, $, $, unnest($::uuid[])
  ON CONFLICT DO NOTHING RETURNING actor, subject_id"""
_SHOWN = """INSERT INTO ledger (office, at, id, actor, subject_id, noun, noun_id, fields, purpose)
  SELECT $, $, id, actor, subject_id, $, noun_id, $, 'list'
  FROM unnest($::uuid[], $::uuid[], $::uuid[]) AS subjects (id, subject_id, noun_id) JOIN fresh USING (subject_id)"""


async def shown(tx: Tx, by: Actor, subjects: Sequence[tuple[UUID, UUID]], *, noun: str, fields: Sequence[str]) -> None:
    """Record names shown in a list, once per actor, subject and day. `subjects` are (subject_id, noun_id) pairs."""
    if not subjects:
        return
    now, wanted = clock.now(), sorted(dict(subjects).items())
    subject_ids, noun_ids = [subject_id for subject_id, _ in wanted], [noun_id for _, noun_id in wanted]
    await tx.put("fresh", _FRESH, tx.office, now.date(), by.sub, subject_ids)
    row_ids = [ids.new() for _ in wanted]
    await tx.put("shown", _SHOWN, tx.office, now, noun, list(fields), row_ids, subject_ids, noun_ids)


async def broken(tx: Tx, by: Actor) -> None:
    """Record in the chain of the transaction's office that a restore ended here: what was opened between the instant
    restored to and this entry is not in it."""
    chain = uuid5(NAMESPACE_URL, f"titian:ledger:{tx.office}")
    await opened(tx, by, subject_id=chain, noun="ledger", noun_id=chain, fields=[], purpose="restored")


async def openings(
    tx: Tx, subject_id: UUID, *, after: tuple[datetime, UUID] | None = None, limit: int = 200
) -> list[Opening]:  # fmt: skip
    """Who saw this subject, newest first; `after` the time and id of one."""
    wanted = sa.select(ledger).where(ledger.c.office == tx.office, ledger.c.subject_id == subject_id)
    if after:
        wanted = wanted.where(sa.tuple_(ledger.c.at, ledger.c.id) < sa.tuple_(*map(sa.literal, after)))
    rows = await tx.execute(wanted.order_by(ledger.c.at.desc(), ledger.c.id.desc()).limit(limit))
    return [Opening(r.at, r.id, r.actor, r.subject_id, r.noun, r.noun_id, tuple(r.fields), r.purpose) for r in rows]


def link(previous: bytes, row: Any, seq: int) -> bytes:
    """The chain: SHA-256 over the previous hash and the canonical form of the row with its number."""
    said = [
        row.office, seq, str(row.id), row.at.astimezone(UTC).isoformat(), row.actor, str(row.subject_id), row.noun,
        str(row.noun_id), list(row.fields), row.purpose,
    ]  # fmt: skip
    return hashlib.sha256(previous + json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()).digest()


async def verify(tx: Tx, office: str, told: Mapping[int, bytes] = MappingProxyType({})) -> int | None:
    """The first number at which the chain of an office does not hold (a row edited, swapped, put in, taken out or cut
    off), None where it holds. `told` are heads by their number as they were announced and kept elsewhere: they bind
    even who can write everything here."""
    chain = _Chain(office, told)
    while chain.broken is None and await chain.follow(tx):
        pass
    return chain.broken or await chain.end(tx)


class _Chain:
    """The ledger of an office, read through page by page."""

    def __init__(self, office: str, told: Mapping[int, bytes]) -> None:
        self._office, self._told = office, told
        self._seq, self._hash = 0, b""
        self.broken: int | None = None

    async def follow(self, tx: Tx) -> bool:
        """One page. False when there is none."""
        next_ = ledger.c.seq.between(self._seq + 1, self._seq + 1000)
        page = sa.select(ledger).where(ledger.c.office == self._office, next_)
        rows = (await tx.execute(page.order_by(ledger.c.seq, ledger.c.at, ledger.c.id))).all()
        for row in rows:
            self._hash = link(self._hash, row, self._seq + 1)
            if (row.seq, row.hash) != (self._seq + 1, self._hash) or self._told.get(row.seq, self._hash) != self._hash:
                self.broken = self._seq + 1
                break
            self._seq += 1
        return bool(rows)

    async def end(self, tx: Tx) -> int | None:
        """Whether it ends where its head says; the number at which it does not."""
        head = (await tx.execute(sa.select(ledger_heads).where(ledger_heads.c.office == self._office))).first()
        last, sealed = (head.seq, head.hash) if head else (0, b"")
        beyond = sa.or_(ledger.c.seq < 1, ledger.c.seq > self._seq)
        beside = await tx.scalar(sa.select(sa.exists().where(ledger.c.office == self._office, beyond)))
        if (self._seq, self._hash) != (last, sealed) or any(number > self._seq for number in self._told) or beside:
            return min(self._seq, last) + 1
        return None


class Checker:
    """Reads the ledgers of all offices through once a day, and when somebody asks. It takes a quarter of the time that
    there is, and a transaction for each page: whoever works here is not to feel it."""

    def __init__(self, db: Database, *, every: float = 5.0) -> None:
        self._db, self._every = db, every

    async def run(self) -> None:
        while True:
            try:
                while await self.step():
                    pass
            except (Refusal, OSError) as trouble:
                log.warning("checker waits: %s", type(trouble).__name__)
            await asyncio.sleep(self._every)

    async def step(self) -> bool:
        """One office; False when all were read through."""
        head = ledger_heads.c
        old = head.checked_at.is_(None) | (head.checked_at < clock.now() - timedelta(days=1))
        wanted = sa.select(head.office).where(head.office != "", head.asked_at.is_not(None) | old)
        async with self._db.begin() as tx:
            office = await tx.scalar(wanted.order_by(head.asked_at, head.checked_at.nulls_first()).limit(1))
        if office is None:
            return False
        broken = await self._read(office)
        if broken:
            log.error("the ledger of %s does not hold from %s on", office, broken)
        said = {"checked_at": clock.now(), "broken_seq": broken, "asked_at": None}
        async with self._db.begin() as tx:
            await tx.execute(sa.update(ledger_heads).where(head.office == office).values(**said))
        return True

    async def _read(self, office: str) -> int | None:
        chain = _Chain(office, {})
        while chain.broken is None:
            began = time.perf_counter()
            async with self._db.begin() as tx:
                more = await chain.follow(tx)
            if not more:
                async with self._db.begin() as tx:
                    await _queue(tx)  # no sealer moves the end that we look at
                    if not await chain.follow(tx):
                        return chain.broken or await chain.end(tx)
            await asyncio.sleep(3 * (time.perf_counter() - began))
        return chain.broken


async def _queue(tx: Tx) -> None:
    """Where sealers wait for one another."""
    await tx.execute(sa.select(ledger_heads.c.seq).where(ledger_heads.c.office == "").with_for_update())


async def offices(tx: Tx) -> set[str]:
    """Whose ledgers stand here, for a log-in that may see that."""
    heads = sa.select(ledger_heads.c.office).where(ledger_heads.c.office != "")
    return {*(await tx.execute(heads)).scalars()}


def signed(service: str, office: str, seq: int, hash_: bytes) -> bytes:
    """What the signature of a head is over."""
    return f"{service}|{office}|{seq}|".encode() + hash_


class Sealer:
    """Numbers and chains openings per office in commit order, and announces a signed head at most once a minute."""

    def __init__(self, db: Database, service: str, sign: Callable[[bytes], bytes], *, every: float = 0.5) -> None:
        self._db, self._service, self._sign, self._every = db, service, sign, every

    async def run(self) -> None:
        while True:
            try:
                while await self.step():
                    pass
            except (Refusal, OSError) as trouble:
                log.warning("sealer waits: %s", type(trouble).__name__)
            await asyncio.sleep(self._every)

    async def step(self, *, batch: int = 500) -> bool:
        """Chain one batch; True when there may be more."""
        async with self._db.begin() as tx:
            await _queue(tx)
            fresh = (
                await tx.execute(
                    sa.select(ledger).where(ledger.c.seq.is_(None)).order_by(ledger.c.at, ledger.c.id).limit(batch)
                )
            ).all()
            offices = sorted({row.office for row in fresh})
            known = {
                r.office: r for r in await tx.execute(sa.select(ledger_heads).where(ledger_heads.c.office.in_(offices)))
            }
            for office in offices:
                head = known.get(office)
                seq, hash_ = (head.seq, head.hash) if head else (0, b"")
                links = []
                for row in fresh:
                    if row.office == office:
                        seq += 1
                        hash_ = link(hash_, row, seq)
                        links.append(
                            {"b_office": office, "b_at": row.at, "b_id": row.id, "b_seq": seq, "b_hash": hash_}
                        )
                await tx.execute(
                    sa.update(ledger)
                    .where(
                        ledger.c.office == sa.bindparam("b_office"),
                        ledger.c.at == sa.bindparam("b_at"),
                        ledger.c.id == sa.bindparam("b_id"),
                    )
                    .values(seq=sa.bindparam("b_seq"), hash=sa.bindparam("b_hash")),
                    links,
                )
                moved = {"seq": seq, "hash": hash_}
                row_ = insert(ledger_heads).values(office=office, told_seq=0, **moved)
                await tx.execute(row_.on_conflict_do_update(index_elements=["office"], set_=moved))
            await self._tell(tx)
        return len(fresh) == batch

    async def _tell(self, tx: Tx) -> None:
        now = clock.now()
        untold = sa.select(ledger_heads).where(
            ledger_heads.c.office != "",
            ledger_heads.c.seq > ledger_heads.c.told_seq,
            sa.or_(ledger_heads.c.told_at.is_(None), ledger_heads.c.told_at < now - timedelta(seconds=60)),
        )
        for head in (await tx.execute(untold)).all():
            signature = self._sign(signed(self._service, head.office, head.seq, head.hash))
            said = ledger_pb2.LedgerSealed(office=head.office, seq=head.seq, hash=head.hash, signature=signature)
            area = "" if ids.is_organisation(head.office) or head.office == ids.NATION else head.office
            await outbox.add(
                tx,
                [
                    Fact(
                        noun="ledger", past="sealed", subject_id=uuid5(NAMESPACE_URL, f"titian:ledger:{head.office}"),
                        office=head.office, for_office=head.office, area=area, at=now, payload=said.SerializeToString(),
                    )
                ],
            )  # fmt: skip
            told = sa.update(ledger_heads).where(ledger_heads.c.office == head.office)
            await tx.execute(told.values(told_at=now, told_seq=head.seq))
