"""What somebody is still typing, kept on the server: at each change of a field, and whenever a service refuses.

Sealed and bound to person, office and form; nobody else's page can show it. Thirty days without a change and it goes,
with the next keeping in its office.
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit import clock
from services.kit.db import Database
from services.kit.errors import Malformed, TooLarge
from services.kit.vault import Vault
from services.portal.tables import drafts

LIFE = timedelta(days=30)
LARGEST = 64_000  # characters of one draft
MOST = 50  # drafts of one person; the oldest give way

STEPS = ("tempat", "warga", "kebutuhan")  # of recording a person, each a draft `catat-<step>` of its own

# What forms are called, most of them with the id that they are about. A draft's name stands unsealed: no other is kept.
WORDS = frozenset({
    *(f"catat-{step}" for step in STEPS), "angkat", "cari", "nik", "psm", "rujuk", "rujukan", "paket", "hubungan",
    "hubungkan", "dinaikkan", "lengkapi", "verifikasi", "tangani", "kembalikan", "kebutuhan", "tahap", "disposisi",
    "selesai-di-desa", "buka-kembali", "naikkan", "tolak", "tutup", "perpanjang", "pindah", "cuti", "kembali", "ganti",
    "hentikan", "pelatihan", "rencana", "calon", "nama", "hadir", "nilai", "peserta", "mundur", "kantor", "petugas",
    "lembaga", "kepegawaian", "impor", "unduh", "data", "perbaiki", "jurnal", "laporan", "bukti", "keterangan",
    "sahkan", "penghargaan", "hapus", "rapat", "putusan", "program", "isi", "kegiatan", "pelajaran", "ubah", "bahan",
    "jam", "biaya", "catatan", "kejadian", "istirahat", "tali-asih", "bayar", "jaminan", "apresiasi", "kompetensi",
    "tulis", "unggah", "pertemuan", "permohonan", "seleksi", "usulan",
})  # fmt: skip
_NAME = re.compile(r"([a-z-]+?)(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?")


def furthest(names: Collection[str]) -> str:
    """The last step of a record that has a draft; empty where none has."""
    return next((step for step in reversed(STEPS) if f"catat-{step}" in names), "")


@dataclass(frozen=True, slots=True)
class Draft:
    values: dict[str, list[str]]
    saved_at: datetime


class Drafts:
    def __init__(self, db: Database, vault: Vault) -> None:
        self._db, self._vault = db, vault

    async def keep(self, office: str, sub: str, name: str, values: dict[str, list[str]]) -> datetime:
        """Keep what was typed; answers when. Malformed for a name no form has, TooLarge beyond 64,000 characters."""
        if not (said := _NAME.fullmatch(name)) or said[1] not in WORDS:
            raise Malformed()
        content = json.dumps(values)
        if len(content) > LARGEST:
            raise TooLarge()
        at = clock.now()
        row = {"content": self._vault.box("draft", content.encode(), _bound(office, sub, name)), "saved_at": at}
        async with self._db.begin(office) as tx:
            new = insert(drafts).values(office=office, sub=sub, name=name, **row)
            await tx.execute(new.on_conflict_do_update(index_elements=["office", "sub", "name"], set_=row))
            await tx.execute(sa.delete(drafts).where(drafts.c.office == office, drafts.c.saved_at < clock.now() - LIFE))
            mine = (drafts.c.office == office) & (drafts.c.sub == sub)
            oldest = sa.select(drafts.c.name).where(mine).order_by(drafts.c.saved_at.desc()).offset(MOST)
            await tx.execute(sa.delete(drafts).where(mine, drafts.c.name.in_(oldest.scalar_subquery())))
        return at

    async def find(self, office: str, sub: str, name: str) -> Draft | None:
        async with self._db.begin(office) as tx:
            row = (await tx.execute(sa.select(drafts).where(*_of(office, sub, name)))).first()
        content = self._vault.unbox("draft", row.content, _bound(office, sub, name)) if row else None
        return Draft(json.loads(content), row.saved_at.astimezone(UTC)) if row and content else None

    async def names(self, office: str, sub: str) -> list[tuple[str, datetime]]:
        """The drafts of a person and when they were kept, newest first."""
        mine = (drafts.c.office == office) & (drafts.c.sub == sub)
        newest = sa.select(drafts.c.name, drafts.c.saved_at).where(mine).order_by(drafts.c.saved_at.desc())
        async with self._db.begin(office) as tx:
            rows = await tx.execute(newest)
        return [(row.name, row.saved_at.astimezone(UTC)) for row in rows]

    async def drop(self, office: str, sub: str, name: str) -> None:
        async with self._db.begin(office) as tx:
            await tx.execute(sa.delete(drafts).where(*_of(office, sub, name)))


def _of(office: str, sub: str, name: str) -> tuple[sa.ColumnElement[bool], ...]:
    return drafts.c.office == office, drafts.c.sub == sub, drafts.c.name == name


def _bound(office: str, sub: str, name: str) -> str:
    return f"{office}|{sub}|{name}"
