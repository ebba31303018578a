"""Back-up and restore: what was acknowledged comes back to the minute, who was erased does not, and what is older than
its keys opens for nobody."""

import asyncio
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.backup.restoring import Restore
from deploy.backup.sealing import Keys
from deploy.local import postgres
from deploy.local.plan import ROOT, WITH_FACTS, CannotStart
from deploy.local.running import Running
from deploy.local.street import Street
from services.kit import clock, ids, ledger
from services.kit.db import Database
from services.kit.testing import copy
from tests.cases.people import Worker, known_by_now
from tests.proofs.recorded import Told
from tests.registry.conftest import _kabupaten
from tests.registry.people import Json, Person, newcomer

BASE_PORT = 14_200
RPO, RTO = 60.0, 900.0  # seconds
VOLUME = 10_000_000_000  # bytes of a restore that is timed

pytestmark = pytest.mark.whole


@dataclass
class Disaster:
    """A street that is lost. `kept` and `later` are cases before and behind the instant `at`, `erased` a person who was
    erased behind it, though recorded before."""

    folder: Path
    through: tuple[str, ...]
    kept: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    erased: str = ""
    at: datetime = field(default_factory=clock.now)
    written: dict[str, float] = field(default_factory=dict)  # case → when it was acknowledged
    ended: float = 0.0
    office: str = ""

    @contextmanager
    def street(self) -> Iterator[Running]:
        """At work until the block ends."""
        with Street(self.folder, BASE_PORT, through=self.through, tell=lambda line: None) as running:
            yield running

    def restore(self, at: datetime | None, **other: Any) -> list[str]:
        """What it says of its progress."""
        lines: list[str] = []
        Restore(self.folder, at, through=self.through, say=lines.append, **other).run()
        return lines

    def ask(self, running: Running, service: str, sql: str, *values: Any) -> list[asyncpg.Record]:
        async def asked() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(running.admin_dsn(service))
            try:
                return list(await connection.fetch(sql, *values))
            finally:
                await connection.close()

        return asyncio.run(asked())


@pytest.fixture(scope="module")
def disaster(request: pytest.FixtureRequest, switch: str | None) -> Iterator[Disaster]:
    folder = Path(tempfile.mkdtemp(prefix="titian-restore-"))
    folder.chmod(0o711)
    made = Disaster(folder, ("tests.proofs.broken", switch) if switch else ())
    with made.street() as running:
        _live(made, running)
    made.ended = time.time()
    _lose(made)
    yield made
    postgres.forget(running.plan)
    if not request.session.testsfailed:
        shutil.rmtree(folder)


def _live(made: Disaster, running: Running) -> None:
    """Some days of work in a few seconds."""
    office = _kabupaten(Person(running, "pengelola"))
    made.office = office.code
    villages = office.villages()[:2]
    volunteer = office.appointed(office.psm(villages=villages))
    rahma = known_by_now(Worker(newcomer(office.dinas, f"/v1/volunteers/{volunteer['id']}"), tuple(villages)))
    _backup("take", folder=made.folder)
    before = [rahma.recorded(note="Sebelum.") for _ in range(5)]
    doomed: Json = rahma.recorded(person={"name": "Mawar Fiktif", "nik": office.nik()}, note="Akan dihapus.")
    Worker(office.supervisor).get(f"/v1/cases/{doomed['id']}")  # somebody looks at it: on record in the ledger
    time.sleep(2)
    made.at = made.ask(running, "cases", "SELECT clock_timestamp() AS now")[0]["now"]
    time.sleep(2)
    gone = Worker(office.supervisor).post(f"/v1/persons/{doomed['person_id']}/erasure", {"basis": "request"})
    assert gone.status == 200, gone.body
    made.kept, made.erased = [one["id"] for one in before], doomed["person_id"]
    made.later = [rahma.recorded(note="Sesudah.")["id"] for _ in range(5)]
    end = time.monotonic() + 40
    while time.monotonic() < end:  # the last minute: each second somebody writes something down
        case = rahma.recorded()
        made.written[case["id"]] = time.time()
        time.sleep(1)


def _backup(*words: str, folder: Path) -> None:
    """One command, as a technician types it."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy.backup", "--folder", str(folder), *words], cwd=ROOT, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def _lose(made: Disaster) -> None:
    """The disk is gone: what is left are the sealed back-ups and, elsewhere, the keys."""
    for folder in ((made.folder / "postgres").resolve(), made.folder / "nats", made.folder / "backups" / "spool"):
        shutil.rmtree(folder, ignore_errors=True)


def test_nothing_in_the_backups_can_be_read(disaster: Disaster, told: Told) -> None:
    sealed = sorted((disaster.folder / "backups").rglob("*.age"))
    words = [b"Aminah Contoh", b"Mawar Fiktif", b"identities", b"PGDATA", b"backup_label"]
    told.tried(f"{len(sealed)} sealed files searched for names and for anything of PostgreSQL")
    found = [(file.name, word) for file in sealed for word in words if word in file.read_bytes()]
    told.found(f"{len(found)} hits")
    assert sealed and found == []


def test_a_backup_whose_key_was_destroyed_opens_for_nobody_and_nothing_is_touched(
    disaster: Disaster, tmp_path: Path, told: Told
) -> None:
    keys = Keys(tmp_path)
    for file in (disaster.folder / "backup-keys").iterdir():
        shutil.copy(file, tmp_path)
    month_over = clock.now() + timedelta(days=31)
    assert keys.forget(month_over + timedelta(days=4)) == []  # its life is 35 days from the end of its month
    assert keys.forget(month_over + timedelta(days=36))
    with pytest.raises(CannotStart, match="opens for nobody"):
        disaster.restore(None, keys=tmp_path)
    told.tried("restored with the keys of 36 days after the month")
    told.found("refused, nothing touched")
    assert not (disaster.folder / "postgres").exists()


def test_restored_to_the_end_at_most_a_minute_is_lost(disaster: Disaster, told: Told) -> None:
    disaster.restore(None)
    with disaster.street() as running:
        there = {str(row["case_id"]) for row in disaster.ask(running, "cases", "SELECT case_id FROM cases")}
        lost = [at for case, at in disaster.written.items() if case not in there]
        waiting = _listeners_behind(disaster, running)
        recounted = _recount(disaster, running)
    seconds = disaster.ended - min(lost) if lost else 0.0
    told.tried(f"{len(disaster.written)} cases written one a second until the disk was gone")
    told.found(f"{len(lost)} lost, the oldest {seconds:.0f} s old")
    assert seconds <= RPO and len(lost) < len(disaster.written)
    assert waiting == []
    assert recounted


@pytest.mark.breaks_with("replay_off")
def test_restored_to_an_instant_who_was_erased_since_stays_erased(disaster: Disaster, told: Told) -> None:
    _lose(disaster)
    begun = time.monotonic()
    disaster.restore(disaster.at)
    seconds = time.monotonic() - begun
    with disaster.street() as running:
        there = {str(row["case_id"]) for row in disaster.ask(running, "cases", "SELECT case_id FROM cases")}
        person = disaster.ask(running, "cases", "SELECT * FROM identities WHERE person_id = $1", disaster.erased)
        keys = disaster.ask(running, "cases", "SELECT 1 FROM subject_keys WHERE subject_id = $1", disaster.erased)
        breaks = disaster.ask(running, "cases", "SELECT office FROM ledger WHERE purpose = 'restored'")
        first_broken = asyncio.run(_first_broken(running, disaster.office))
        waiting = _listeners_behind(disaster, running)
    told.tried(f"to an instant 45 s before the end, {len(disaster.kept)} cases before and {len(disaster.later)} behind")
    told.found(f"restored in {seconds:.0f} s; every case before, none behind; the erased person stays erased")
    assert set(disaster.kept) <= there and not set(disaster.later) & there
    assert {name for name, value in person[0].items() if value is not None} == {
        "office", "person_id", "recorded_at", "erased_at"
    }  # fmt: skip
    assert not keys
    assert disaster.office in {row["office"] for row in breaks} and first_broken is None
    assert waiting == []


def test_ten_gigabytes_come_back_in_a_quarter_of_an_hour(disaster: Disaster, told: Told) -> None:
    with disaster.street() as running:
        size = 0
        while size < VOLUME:
            steps = (_long_step(disaster.office) for _ in range(100_000))
            asyncio.run(copy(running.admin_dsn("cases"), "steps", steps))
            size = disaster.ask(running, "cases", "SELECT pg_database_size('cases') AS size")[0]["size"]
        _backup("take", folder=disaster.folder)
    _lose(disaster)
    begun = time.monotonic()
    disaster.restore(None)
    seconds = time.monotonic() - begun
    told.tried(f"{size / 1e9:.1f} GB of cases")
    told.found(f"restored in {seconds / 60:.1f} min")
    assert seconds <= RTO


def _long_step(office: str) -> Json:
    """A row that compresses badly, as sealed values do."""
    return {
        "office": office, "case_id": ids.new(), "version": 1, "step_id": ids.new(), "verb": "opened",
        "status": "intake", "at": clock.now(), "done_by": "volume", "done_by_name": "Volume",
        "done_by_role": "machine", "note": secrets.token_bytes(7000),
    }  # fmt: skip


def _listeners_behind(made: Disaster, running: Running) -> list[tuple[str, str]]:
    """Who has not noticed the new epoch of whom."""
    epochs = {owner: made.ask(running, owner, "SELECT epoch::text FROM lane")[0]["epoch"] for owner in WITH_FACTS}
    return [
        (listener, row["owner"])
        for listener in WITH_FACTS
        for row in made.ask(running, listener, "SELECT owner, epoch FROM marks")
        if not row["epoch"].startswith(epochs[row["owner"]])
    ]


def _recount(made: Disaster, running: Running) -> bool:
    """Whether oversight counts what cases holds."""
    held = made.ask(running, "cases", "SELECT count(*) AS n FROM cases WHERE length(office) = 4")[0]["n"]
    counted = made.ask(running, "oversight", "SELECT sum(files) AS n FROM tallies WHERE kind = 'cases'")[0]["n"]
    return int(held) == int(counted or 0)


async def _first_broken(running: Running, office: str) -> int | None:
    db = Database(running.admin_dsn("cases"), pool=1, name="proof")
    try:
        async with db.begin() as tx:
            return await ledger.verify(tx, office)
    finally:
        await db.close()
