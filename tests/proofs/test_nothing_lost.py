"""Nothing is lost and nothing doubled, whatever is killed: PostgreSQL is the record, the broker only makes it fast.

A street of its own with its loops apart; people at work whose client keeps a journal; a killer; a recount by id.
"""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Final

import pytest

from deploy.local import broker, postgres
from deploy.local.running import Running
from deploy.local.street import STUCK, Street
from tests.proofs.crowd import Crowd, hire
from tests.proofs.disks import Disk, beneath, can_mount
from tests.proofs.faults import Killer, drawn, every
from tests.proofs.load import PATIENCE
from tests.proofs.ordeal import Outcome, endure
from tests.proofs.recorded import Told
from tests.proofs.walks import Walks

BASE_PORT: Final = 9400
CONVERGED: Final = 60.0  # seconds after the last fault
IN_SHORT, IN_WHOLE, IN_SHOWING = 2_000, 100_000, 300  # intakes, the last where a switch is shown
FEW: Final = 300  # around a fault of a disk
CUTS: Final = 2
REFUSED: Final = 20  # answers "not now" before there is room again

SHORT: Final = (
    every({"cases": 2, "referral": 1, "notify": 1, "portal": 2, "postgres": 2, "nats": 1})
    + every({"cases-relay": 2, "referral-relay": 1, "registry-tick": 1})
    + every({"referral-consume": 1, "notify-consume": 2, "oversight-consume": 1, "cases-consume": 1})
    + every({"nats": 1}, wiped=True)
    + every({"nats": 1}, wiped=True, paused=True)
)
WHOLE: Final = (
    every({"cases": 16, "referral": 8, "notify": 2, "registry": 2, "oversight": 2, "portal": 28, "postgres": 28})
    + every({"cases-relay": 18, "referral-relay": 10, "registry-tick": 28, "nats": 22, "keycloak": 26})
    + every({"referral-consume": 8, "notify-consume": 8, "oversight-consume": 8, "cases-consume": 4})
    + every({"nats": 4}, wiped=True)
    + every({"nats": 2}, wiped=True, paused=True)
)
# What shows each switch, in a minute.
SHOWN: Final = {
    "sweep_off": every({"nats": 2}, wiped=True, paused=True),
    "inbox_off": every({"oversight-consume": 3, "notify-consume": 2}),
    "outbox_after_commit": every({"cases": 6, "postgres": 3}),
}


@dataclass(frozen=True)
class Apart:
    """A street whose loops run apart. `disks`: of its database and of its broker, where they may be mounted here."""

    street: Running
    disks: dict[str, Disk]


@pytest.fixture(scope="module")
def apart(request: pytest.FixtureRequest, switch: str | None) -> Iterator[Apart]:
    folder = Path(tempfile.mkdtemp(prefix="titian-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user
    disks = beneath(folder) if can_mount(folder) else {}
    through = ("tests.proofs.broken", switch) if switch in {*SHOWN, "no_room_is_a_fault"} else ()
    street = Street(folder, BASE_PORT, apart=True, through=through, tell=lambda line: None)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(postgres.SETTINGS, "synchronous_commit", "off" if switch == "commit_not_synced" else "on")
            patched.setattr("deploy.local.street.STUCK", inf if switch == "stuck_for_ever" else STUCK)
            with street as running:
                yield Apart(running, disks)
    finally:
        for disk in disks.values():
            disk.unmount()
    postgres.forget(street.plan)
    if not request.session.testsfailed:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
async def crowd(apart: Apart) -> Crowd:
    return await hire(apart.street)


@pytest.mark.chaos
@pytest.mark.long
@pytest.mark.breaks_with("sweep_off", "inbox_off", "outbox_after_commit")
async def test_nothing_is_lost_and_nothing_doubled_while_everything_is_killed(
    apart: Apart, crowd: Crowd, tmp_path: Path, full: bool, switch: str | None, seed: int, told: Told
) -> None:
    faults = SHOWN.get(switch or "", WHOLE if full else SHORT)
    intakes = IN_SHOWING if switch in SHOWN else IN_WHOLE if full else IN_SHORT

    async def kill(walks: Walks, killer: Killer) -> None:
        for number, fault in enumerate(drawn(faults, seed), start=1):
            await walks.reached(number * intakes // (len(faults) + 1))
            await killer.strike(fault)

    outcome = await endure(
        apart.street, crowd, tmp_path / "journal", kill, intakes=intakes, seed=seed, within=CONVERGED,
        patience=30 if switch in SHOWN else PATIENCE,
    )  # fmt: skip
    _tell(told, outcome)
    told.tried(f"{len(faults)} faults, of which hit work in flight: {_counted(outcome.hits)}")
    assert outcome.differences == []
    assert outcome.faults == []
    kinds = {fault.kind for fault in faults}
    assert {kind: count for kind in kinds if (count := outcome.hits[kind]) < (20 if full else 1)} == {}
    assert outcome.hits["wiped"] >= (2 if full else 1)
    assert outcome.hits["paused"] >= 1


@pytest.mark.chaos
@pytest.mark.whole
@pytest.mark.breaks_with("commit_not_synced")
async def test_a_power_cut_loses_nothing_that_was_acknowledged(
    apart: Apart, crowd: Crowd, tmp_path: Path, seed: int, told: Told
) -> None:
    """Of PostgreSQL: its file system stops at one instant and forgets what was not synced."""
    if not (disk := apart.disks.get("postgres")):
        told.tried("a power cut")
        told.found("not run: no file system may be mounted here")
        return
    lost = []

    async def cut(walks: Walks, killer: Killer) -> None:
        for number in range(1, CUTS + 1):
            await walks.reached(number * FEW // (CUTS + 1))
            disk.cut()
            await asyncio.to_thread(apart.street.kill, "postgres")
            disk.unmount()
            disk.mount()
            lost.append(disk.has_lost())
            await asyncio.to_thread(apart.street.ask, "up", "postgres", 180)

    outcome = await endure(apart.street, crowd, tmp_path / "journal", cut, intakes=FEW, seed=seed, within=CONVERGED)
    _tell(told, outcome)
    told.tried(f"{CUTS} power cuts of PostgreSQL, each lost what was written beside it and not synced")
    assert lost == [True] * CUTS, "a cut that loses nothing proves nothing"
    assert outcome.differences == []
    assert outcome.faults == []


@pytest.mark.chaos
@pytest.mark.whole
@pytest.mark.breaks_with("no_room_is_a_fault")
async def test_a_database_whose_disk_is_full_refuses_loses_nothing_and_goes_on_when_there_is_room(
    apart: Apart, crowd: Crowd, tmp_path: Path, seed: int, told: Told
) -> None:
    if not (disk := apart.disks.get("postgres")):
        told.tried("a full disk of PostgreSQL")
        told.found("not run: no file system may be mounted here")
        return
    refused = 0

    async def fill(walks: Walks, killer: Killer) -> None:
        nonlocal refused
        await walks.reached(FEW // 3)
        disk.fill()
        before = walks.client.answers["503"]
        await walks.client.answered("503", before + REFUSED)
        disk.free()
        refused = walks.client.answers["503"] - before

    outcome = await endure(apart.street, crowd, tmp_path / "journal", fill, intakes=FEW, seed=seed, within=CONVERGED)
    _tell(told, outcome)
    told.tried(f"a full disk of PostgreSQL, {refused} refusals with Retry-After")
    assert outcome.differences == []
    assert outcome.faults == []


@pytest.mark.chaos
@pytest.mark.whole
@pytest.mark.breaks_with("stuck_for_ever")
async def test_a_broker_whose_disk_is_full_holds_nobody_up_and_goes_on_when_there_is_room(
    apart: Apart, crowd: Crowd, tmp_path: Path, seed: int, told: Told
) -> None:
    """Intakes are taken all the while: the broker only makes it fast."""
    if not (disk := apart.disks.get("nats")):
        told.tried("a full disk of the broker")
        told.found("not run: no file system may be mounted here")
        return
    meanwhile = 0

    async def fill(walks: Walks, killer: Killer) -> None:
        nonlocal meanwhile
        await walks.reached(FEW // 3)
        disk.fill()
        await asyncio.to_thread(_until_stuck, apart.street)
        before = walks.recorded
        await walks.reached(before + FEW // 3)
        meanwhile = walks.recorded - before
        disk.free()

    outcome = await endure(apart.street, crowd, tmp_path / "journal", fill, intakes=FEW, seed=seed, within=CONVERGED)
    _tell(told, outcome)
    told.tried(f"a full disk of the broker, {meanwhile} intakes taken meanwhile")
    assert outcome.differences == []
    assert outcome.faults == []


def _until_stuck(street: Running) -> None:
    """Until the broker has refused a fact."""
    end = time.monotonic() + PATIENCE
    while not broker.is_stuck(street.plan):
        assert time.monotonic() < end, "the broker never met the end of its disk"
        time.sleep(0.1)


def _tell(told: Told, outcome: Outcome) -> None:
    told.tried(f"{outcome.recorded:,} intakes in {outcome.seconds:.0f} s, {_counted(outcome.counted)}")
    told.tried(f"answers {_counted(outcome.answers)}")
    told.found("0 lost, 0 doubled" if not outcome.differences else "; ".join(outcome.differences))
    told.found(f"converged after {outcome.converged:.0f} s")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))
