"""People's data at rest (DESIGN §7): sealed under the key of its subject, opened only with a purpose and on record.

    root          32 bytes in the folder of keys, outside the database; wraps
    office keys   one file per office and month in `offices/`; the month's version wraps
    subject keys  a row per person, household or file; destroyed at erasure; seals (AES-GCM)
                  a protected subject's row names its keepers: the second wall of sensitivity
    values        with table, column, row and office as associated data: a value moved elsewhere does not open

A packet's key is wrapped by the *receiver's* office key and travels with the packet: the sender cannot open it again.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.kit import clock, ids, ledger, walls
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.errors import NotFound

subject_keys = walls.held(
    "subject_keys",
    walls.KIT,
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("keepers", ARRAY(sa.Text)),  # to whom a protected subject is assigned; NULL: it is not protected
    key=("subject_id",),
)

DESK = "protected"  # it assigns, so it keeps every protected subject, as the supervisor does
_AT_DESKS = ("dinas", "province", "national")  # a desk is of officers, never of a volunteer

_IDS = ARRAY(sa.Uuid)

LIFE = timedelta(days=35)  # of an office's key after its month: so long lives a back-up that needs it
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands; part of what is authenticated."""

    table: str
    column: str
    row: UUID

    def bound(self, office: str) -> bytes:
        return f"{self.table}|{self.column}|{self.row}|{office}".encode()


class Vault:
    """The keys of one service. Without its root key it cannot be made."""

    def __init__(self, folder: Path) -> None:
        root = base64.b64decode((folder / "root").read_bytes())
        if len(root) != 32:
            raise SystemExit("titian: root: not a key of 32 bytes")
        self._root = root
        self._offices = folder / "offices"
        self._offices.mkdir(mode=0o700, exist_ok=True)
        self._opened: dict[tuple[str, str], bytes] = {}

    # --- values of a subject ---

    async def make(self, tx: Tx, *subject_ids: UUID) -> None:
        """The keys of new subjects, which nobody else can know yet."""
        kept = []
        for subject_id in subject_ids:
            row, tx.known["key", subject_id] = self._new_key(tx.office, subject_id)
            kept.append(row)
        await tx.insert(subject_keys, *kept)

    async def seal(self, tx: Tx, subject_id: UUID, values: Mapping[Place, str]) -> dict[Place, bytes]:
        """Seal values of one subject; its key is made with the first of them."""
        key = AESGCM(await self._subject_key(tx, subject_id))
        return {place: _seal(key, value.encode(), place.bound(tx.office)) for place, value in values.items()}

    async def open(
        self, tx: Tx, subject_id: UUID, sealed: Mapping[Place, bytes], *, purpose: str, by: Actor, noun: str,
        noun_id: UUID, also: Sequence[str] = (),
    ) -> dict[Place, str]:  # fmt: skip
        """Plain text of sealed values, with its row in the ledger: who, which fields, through which file, what for.
        `also` names fields that stand unsealed and are seen in the same opening. NotFound when the subject was erased,
        or is guarded and `by` is none of its keepers: the second wall. The first, policy, was passed before."""
        row = await _kept(tx, subject_id)
        if row is not None and not _keeps(row.keepers, by):
            raise NotFound()
        opened: dict[Place, str] = {}
        if sealed:
            if row is None:
                raise NotFound()
            key = AESGCM(self._unwrapped(row))
            opened = {place: _open(key, value, place.bound(tx.office)).decode() for place, value in sealed.items()}
        fields = sorted({place.column for place in sealed} | set(also))
        await ledger.opened(tx, by, subject_id=subject_id, noun=noun, noun_id=noun_id, fields=fields, purpose=purpose)
        return opened

    async def open_all(
        self, tx: Tx, sealed: Mapping[UUID, Mapping[Place, bytes]], *, purpose: str, by: Actor, noun: str
    ) -> dict[UUID, dict[Place, str]]:  # fmt: skip
        """The same of many subjects, each its own file, in two statements; a row of the ledger for each. Who was erased
        or is guarded from `by` is not in it."""
        k, wanted = subject_keys.c, sa.any_(sa.literal([*sealed], _IDS))
        mine = sa.select(subject_keys).where(k.office == tx.office, k.subject_id == wanted)
        opened: dict[UUID, dict[Place, str]] = {}
        for row in (await tx.execute(mine)).all():
            if _keeps(row.keepers, by):
                key, values = AESGCM(self._unwrapped(row)), sealed[row.subject_id]
                opened[row.subject_id] = {
                    place: _open(key, value, place.bound(tx.office)).decode() for place, value in values.items()
                }
        fields = sorted({place.column for values in sealed.values() for place in values})
        await ledger.all_opened(tx, by, [*opened], noun=noun, fields=fields, purpose=purpose)
        return opened

    async def guard(self, tx: Tx, subject_id: UUID, keepers: Sequence[str]) -> None:
        """From now on the subject opens only for `keepers` (subs), the supervisor and the protected desk. Not undone:
        sensitivity only tightens; who is named next takes the place of who was."""
        await self._subject_key(tx, subject_id)
        mine = (subject_keys.c.office == tx.office) & (subject_keys.c.subject_id == subject_id)
        await tx.execute(sa.update(subject_keys).where(mine).values(keepers=list(keepers)))

    async def forget(self, tx: Tx, subject_id: UUID) -> None:
        """Destroy the subject's key: what was sealed under it opens for nobody any more."""
        tx.known.pop(("key", subject_id), None)
        mine = (subject_keys.c.office == tx.office) & (subject_keys.c.subject_id == subject_id)
        await tx.execute(sa.delete(subject_keys).where(mine))

    def subject_key(self, office: str, subject_id: UUID, version: str, wrapped: bytes) -> bytes:
        """A subject's key as it is, for its office to take away."""
        return _open(AESGCM(self._office_key(office, version)), wrapped, _bound_to_subject(office, subject_id))

    def packet_key(self, office: str, packet_id: UUID, packed: bytes) -> bytes:
        """The same for a packet that it was sent."""
        by, _, wrapped = packed.partition(b":")
        return _open(AESGCM(self._office_key(office, by.decode())), wrapped, f"packet|{packet_id}|{office}".encode())

    async def adopt(self, tx: Tx, subject_id: UUID, version: str, wrapped: bytes) -> None:
        """A subject's key as the register of erasures has it, where a restore took it away."""
        kept = dict(office=tx.office, subject_id=subject_id, version=version, wrapped=wrapped)
        await tx.execute(insert(subject_keys).values(kept).on_conflict_do_nothing())

    async def _subject_key(self, tx: Tx, subject_id: UUID) -> bytes:
        """Made where there is none yet."""
        if (known := tx.known.get(("key", subject_id))) is not None:
            return bytes(known)
        row = await _kept(tx, subject_id)
        if row is not None:
            return self._unwrapped(row)
        kept, key = self._new_key(tx.office, subject_id)
        if (await tx.execute(insert(subject_keys).values(kept).on_conflict_do_nothing())).rowcount == 1:
            return key
        return await self._subject_key(tx, subject_id)  # another transaction was quicker

    def _new_key(self, office: str, subject_id: UUID) -> tuple[dict[str, Any], bytes]:
        """As it is kept, and plain."""
        key, month = secrets.token_bytes(32), version(clock.now())
        office_key = AESGCM(self._office_key(office, month, make=True))
        wrapped = _seal(office_key, key, _bound_to_subject(office, subject_id))
        return dict(office=office, subject_id=subject_id, version=month, wrapped=wrapped), key

    def _unwrapped(self, row: Any) -> bytes:
        return self.subject_key(row.office, row.subject_id, row.version, row.wrapped)

    # --- packets for another office ---

    def pack(self, receiver: str, packet_id: UUID, fields: Mapping[str, str]) -> tuple[bytes, dict[str, bytes]]:
        """Seal chosen fields for `receiver`: the packet's wrapped key, and each field."""
        key, month = secrets.token_bytes(32), version(clock.now())
        bound = f"packet|{packet_id}|{receiver}".encode()
        wrapped = _seal(AESGCM(self._office_key(receiver, month, make=True)), key, bound)
        sealer = AESGCM(key)
        return month.encode() + b":" + wrapped, {
            name: _seal(sealer, value.encode(), bound + b"|" + name.encode()) for name, value in fields.items()
        }

    async def unpack(
        self,
        tx: Tx,
        packet_id: UUID,
        wrapped: bytes,
        sealed: Mapping[str, bytes],
        *,
        purpose: str,
        by: Actor,
        noun: str,
        keepers: Sequence[str] | None = None,
    ) -> dict[str, str]:
        """The fields of a packet for its receiver (the office of `tx`), with its row in the ledger. `keepers`: of a
        protected packet, as `guard` names them; NotFound for others."""
        if not _keeps(keepers, by):
            raise NotFound()
        bound = f"packet|{packet_id}|{tx.office}".encode()
        opener = AESGCM(self.packet_key(tx.office, packet_id, wrapped))
        opened = {name: _open(opener, value, bound + b"|" + name.encode()).decode() for name, value in sealed.items()}
        await ledger.opened(
            tx, by, subject_id=packet_id, noun=noun, noun_id=packet_id, fields=sorted(sealed), purpose=purpose
        )
        return opened

    # --- keyed fingerprints, and boxes for cursors and sessions ---

    def fingerprint(self, purpose: str, value: str) -> bytes:
        """For look-up of equals without the value; one key per purpose."""
        return hmac.digest(self._derived(f"fingerprint|{purpose}"), value.encode(), "sha256")

    def box(self, purpose: str, content: bytes, bound: str) -> str:
        """Sealed and bound to `bound`; for what leaves the house and comes back, such as a cursor."""
        sealed = _seal(AESGCM(self._derived(f"box|{purpose}")), content, bound.encode())
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def unbox(self, purpose: str, text: str, bound: str) -> bytes | None:
        """What was put into the box, or None when it was not ours or not for `bound`."""
        try:
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            return AESGCM(self._derived(f"box|{purpose}")).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound.encode())
        except (ValueError, InvalidTag):
            return None

    # --- office keys ---

    def offices(self) -> Sequence[str]:
        """Whose keys stand here."""
        return sorted({path.name.partition(".")[0] for path in self._offices.glob("[!.]*.*")})

    async def renew_subjects(self, tx: Tx, version: str, limit: int) -> int:
        """Wrap keys of subjects of this office by `version` where an older one did; how many, at most `limit`."""
        k = subject_keys.c
        old = sa.select(subject_keys).where(k.office == tx.office, k.version < version).limit(limit).with_for_update()
        rows = (await tx.execute(old)).all()
        for row in rows:
            bound = _bound_to_subject(row.office, row.subject_id)
            wrapped = _seal(AESGCM(self._office_key(tx.office, version, make=True)), self._unwrapped(row), bound)
            mine = (k.office == row.office) & (k.subject_id == row.subject_id)
            await tx.execute(sa.update(subject_keys).where(mine).values(version=version, wrapped=wrapped))
        return len(rows)

    async def renew_packets(self, tx: Tx, table: sa.Table, version: str, limit: int) -> int:
        """The same for packets that this office received and has not emptied."""
        id_ = table.primary_key.columns.values()[1]
        behind = sa.func.substring(table.c.wrapped, 1, len(version)) < version.encode()
        old = sa.select(id_, table.c.wrapped).where(table.c.office == tx.office, behind).limit(limit).with_for_update()
        rows = (await tx.execute(old)).all()
        for packet_id, packed in map(tuple, rows):
            key, bound = self.packet_key(tx.office, packet_id, packed), f"packet|{packet_id}|{tx.office}".encode()
            again = _seal(AESGCM(self._office_key(tx.office, version, make=True)), key, bound)
            mine = (table.c.office == tx.office) & (id_ == packet_id)
            await tx.execute(sa.update(table).where(mine).values(wrapped=version.encode() + b":" + again))
        return len(rows)

    def versions(self, office: str) -> Sequence[str]:
        """The versions at hand of an office's key, oldest first."""
        return sorted(path.name.rpartition(".")[2] for path in self._offices.glob(f"{office}.*"))

    def destroy(self, office: str, version: str) -> None:
        """A version whose last back-up has gone: nothing wrapped by it opens any more."""
        (self._offices / f"{ids.require_office(office)}.{version}").unlink(missing_ok=True)
        self._opened.pop((office, version), None)

    def _office_key(self, office: str, version: str, *, make: bool = False) -> bytes:
        path = self._offices / f"{ids.require_office(office)}.{version}"
        known = self._opened.get((office, version))
        if known is not None and path.exists():  # another process may have destroyed it
            return known
        bound = path.name.encode()
        if make and not path.exists():
            _create(path, _seal(AESGCM(self._derived("offices")), secrets.token_bytes(32), bound))
        try:
            key = _open(AESGCM(self._derived("offices")), path.read_bytes(), bound)
        except FileNotFoundError:
            raise NotFound() from None  # the version was destroyed: its data are gone, on purpose
        self._opened[office, version] = key
        return key

    def _derived(self, purpose: str) -> bytes:
        return hashlib.sha256(b"titian|" + purpose.encode() + b"|" + self._root).digest()


async def _kept(tx: Tx, subject_id: UUID) -> Any:
    mine = (subject_keys.c.office == tx.office) & (subject_keys.c.subject_id == subject_id)
    return (await tx.execute(sa.select(subject_keys).where(mine))).first()


def _bound_to_subject(office: str, subject_id: UUID) -> bytes:
    return f"subject|{subject_id}|{office}".encode()


def _keeps(keepers: Sequence[str] | None, by: Actor) -> bool:
    at_desk = by.has("dinas_supervisor") or (DESK in by.desks and by.has(*_AT_DESKS))
    return keepers is None or by.sub in keepers or at_desk


def version(at: datetime) -> str:
    """The version of an office's key by its month, `2026-11`."""
    return at.astimezone(UTC).strftime("%Y-%m")


def end_of(version: str) -> datetime:
    """When the month of a version is over."""
    first = datetime.fromisoformat(f"{version}-01T00:00:00+00:00")
    return (first + timedelta(days=31)).replace(day=1)


def _create(path: Path, content: bytes) -> None:
    """Whole or not at all, on the disk before anything is sealed by it, and the first of two processes wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _seal(key: AESGCM, value: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, value, bound)


def _open(key: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
