"""People's data at rest (DESIGN §7): what is sealed opens in its place, for its office, on record, and never after its
key is gone."""

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from deploy.local.plan import Plan
from services.kit import ids, ledger
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault, subject_keys
from tests.kit.parts import Scratch

NIK = "1906020304529003"
RAHMA = Actor("rahma", "1906", frozenset({"psm"}))


@pytest.fixture
def folder(keys: Plan) -> Path:
    return keys.keys("cases")


@pytest.fixture
def vault(folder: Path) -> Vault:
    return Vault(folder)


async def sealed(scratch: Scratch, vault: Vault, subject: UUID, office: str = "1906") -> dict[Place, bytes]:
    async with scratch.app.begin(office) as tx:
        return await vault.seal(tx, subject, {Place("identities", "nik", subject): NIK})


async def opened(
    scratch: Scratch, vault: Vault, subject: UUID, values: Mapping[Place, bytes], office: str = "1906"
) -> dict[Place, str]:
    async with scratch.app.begin(office) as tx:
        return await _open(tx, vault, subject, values)


async def _open(tx: Tx, vault: Vault, subject: UUID, values: Mapping[Place, bytes]) -> dict[Place, str]:
    return await vault.open(
        tx, subject, values, purpose="verify", by=RAHMA, noun="case", noun_id=UUID(int=1), also=["name"]
    )


async def on_record(scratch: Scratch, subject: UUID, office: str = "1906") -> list[ledger.Opening]:
    async with scratch.app.begin(office) as tx:
        return await ledger.openings(tx, subject)


# --- values of a subject ---


async def test_what_is_sealed_opens_again_and_the_opening_is_on_record(scratch: Scratch, vault: Vault) -> None:
    subject = ids.new()
    values = await sealed(scratch, vault, subject)
    assert NIK.encode() not in b"".join(values.values())
    assert set((await opened(scratch, vault, subject, values)).values()) == {NIK}
    (opening,) = await on_record(scratch, subject)
    assert (opening.actor, opening.noun, opening.noun_id, opening.fields, opening.purpose) == (
        "rahma", "case", UUID(int=1), ("name", "nik"), "verify",
    )  # fmt: skip


async def test_many_open_at_once_and_each_opening_is_on_record(scratch: Scratch, vault: Vault) -> None:
    subjects, gone = [ids.new() for _ in range(3)], ids.new()
    async with scratch.app.begin("1906") as tx:
        await vault.make(tx, *subjects, gone)
        values = {
            one: await vault.seal(tx, one, {Place("volunteers", "nik", one): f"{NIK}{number}"})
            for number, one in enumerate([*subjects, gone])
        }
        await vault.guard(tx, subjects[2], ["budi"])
        await vault.forget(tx, gone)
    async with scratch.app.begin("1906") as tx:
        told = await vault.open_all(tx, values, purpose="payment", by=RAHMA, noun="volunteer")
    assert {one: list(found.values()) for one, found in told.items()} == {
        subjects[0]: [f"{NIK}0"], subjects[1]: [f"{NIK}1"],
    }, "who was erased or is guarded is not among them"  # fmt: skip
    for one in subjects[:2]:
        (opening,) = await on_record(scratch, one)
        assert (opening.noun_id, opening.fields, opening.purpose) == (one, ("nik",), "payment")
    assert await on_record(scratch, subjects[2]) == []


async def test_the_same_value_is_sealed_differently_each_time(scratch: Scratch, vault: Vault) -> None:
    subject = ids.new()
    assert await sealed(scratch, vault, subject) != await sealed(scratch, vault, subject)


async def test_an_opening_that_is_rolled_back_was_not_seen_and_leaves_no_record(scratch: Scratch, vault: Vault) -> None:
    subject = ids.new()
    values = await sealed(scratch, vault, subject)

    async def fail() -> None:
        async with scratch.app.begin("1906") as tx:
            await _open(tx, vault, subject, values)
            assert len(await ledger.openings(tx, subject)) == 1
            raise NotFound

    with pytest.raises(NotFound):
        await fail()
    assert await on_record(scratch, subject) == []


@pytest.mark.parametrize("change", [{"table": "visits"}, {"column": "kk"}, {"row": UUID(int=5)}])
async def test_a_value_moved_to_another_place_does_not_open(
    scratch: Scratch, vault: Vault, change: dict[str, str]
) -> None:
    subject = ids.new()
    moved = {replace(place, **change): value for place, value in (await sealed(scratch, vault, subject)).items()}  # type: ignore[arg-type]  # -- reason: one field each
    with pytest.raises(InvalidTag):
        await opened(scratch, vault, subject, moved)
    assert await on_record(scratch, subject) == []


async def test_a_value_and_its_key_copied_to_another_office_do_not_open(scratch: Scratch, vault: Vault) -> None:
    subject = ids.new()
    values = await sealed(scratch, vault, subject)
    await sealed(scratch, vault, ids.new(), "3208")
    with pytest.raises(NotFound):
        await opened(scratch, vault, subject, values, "3208")
    await scratch.admin(
        f"INSERT INTO subject_keys SELECT '3208', subject_id, version, wrapped FROM subject_keys"  # noqa: S608 -- reason: an id of our own
        f" WHERE subject_id = '{subject}'"
    )
    with pytest.raises(InvalidTag):
        await opened(scratch, vault, subject, values, "3208")


async def test_a_value_of_another_subject_does_not_open_under_this_ones_key(scratch: Scratch, vault: Vault) -> None:
    subject, other = ids.new(), ids.new()
    values = await sealed(scratch, vault, subject)
    await sealed(scratch, vault, other)
    with pytest.raises(InvalidTag):
        await opened(scratch, vault, other, values)


async def test_a_subject_whose_key_is_destroyed_opens_for_nobody(scratch: Scratch, vault: Vault, folder: Path) -> None:
    subject = ids.new()
    values = await sealed(scratch, vault, subject)
    async with scratch.app.begin("1906") as tx:
        await vault.forget(tx, subject)
    for one in (vault, Vault(folder)):
        with pytest.raises(NotFound):
            await opened(scratch, one, subject, values)
    again = await sealed(scratch, vault, subject)
    assert set((await opened(scratch, vault, subject, again)).values()) == {NIK}
    with pytest.raises(InvalidTag):
        await opened(scratch, vault, subject, values)


async def test_another_office_cannot_destroy_a_subjects_key(scratch: Scratch, vault: Vault) -> None:
    subject = ids.new()
    values = await sealed(scratch, vault, subject)
    async with scratch.app.begin("3208") as tx:
        await vault.forget(tx, subject)
    assert await opened(scratch, vault, subject, values)


async def test_two_first_seals_of_one_subject_at_once_use_one_key(scratch: Scratch, vault: Vault) -> None:
    subject = ids.new()
    both = await asyncio.gather(*(sealed(scratch, vault, subject) for _ in range(3)))
    for values in both:
        assert set((await opened(scratch, vault, subject, values)).values()) == {NIK}
    async with scratch.app.begin("1906") as tx:
        keys = sa.select(sa.func.count()).where(subject_keys.c.subject_id == subject)
        assert await tx.scalar(keys) == 1


# --- packets ---


async def unpacked(
    scratch: Scratch, vault: Vault, packet: UUID, wrapped: bytes, fields: Mapping[str, bytes], office: str
) -> dict[str, str]:
    async with scratch.app.begin(office) as tx:
        return await vault.unpack(tx, packet, wrapped, fields, purpose="referral", by=RAHMA, noun="packet")


async def test_a_packet_opens_for_its_receiver_alone_and_on_record(scratch: Scratch, vault: Vault) -> None:
    packet, receiver = ids.new(), "org-abcdefgh23"
    for office in ("1906", "3208"):
        await sealed(scratch, vault, ids.new(), office)  # they have keys of their own
    wrapped, fields = vault.pack(receiver, packet, {"name": "Siti Contoh", "need": "food"})
    for office in ("1906", "3208"):
        with pytest.raises(InvalidTag):
            await unpacked(scratch, vault, packet, wrapped, fields, office)
    with pytest.raises(NotFound):
        await unpacked(scratch, vault, packet, wrapped, fields, "6305")
    assert await unpacked(scratch, vault, packet, wrapped, fields, receiver) == {
        "name": "Siti Contoh",
        "need": "food",
    }
    (opening,) = await on_record(scratch, packet, receiver)
    assert (opening.subject_id, opening.fields, opening.purpose) == (packet, ("name", "need"), "referral")


async def test_the_fields_of_a_packet_do_not_change_places(scratch: Scratch, vault: Vault) -> None:
    packet, other = ids.new(), ids.new()
    wrapped, fields = vault.pack("3208", packet, {"name": "Siti Contoh", "need": "food"})
    swapped = {"name": fields["need"], "need": fields["name"]}
    with pytest.raises(InvalidTag):
        await unpacked(scratch, vault, packet, wrapped, swapped, "3208")
    with pytest.raises(InvalidTag):
        await unpacked(scratch, vault, other, wrapped, fields, "3208")


# --- keys of offices ---


async def test_when_a_version_of_an_offices_key_is_destroyed_its_data_are_gone_in_every_process(
    scratch: Scratch, folder: Path
) -> None:
    serves, ticks = Vault(folder), Vault(folder)
    subject = ids.new()
    values = await sealed(scratch, serves, subject, "6301")
    (version,) = ticks.versions("6301")
    ticks.destroy("6301", version)
    for one in (serves, ticks, Vault(folder)):
        with pytest.raises(NotFound):
            await opened(scratch, one, subject, values, "6301")
    assert ticks.versions("6301") == []


async def test_the_versions_of_one_office_are_not_those_of_another(scratch: Scratch, vault: Vault) -> None:
    for office in ("19", "1906"):
        await sealed(scratch, vault, ids.new(), office)
    assert len(vault.versions("19")) == len(vault.versions("1906")) == 1


async def test_keys_are_readable_by_their_owner_only(scratch: Scratch, vault: Vault, folder: Path) -> None:
    await sealed(scratch, vault, ids.new())
    assert (folder / "offices").stat().st_mode & 0o777 == 0o700
    files = [folder / "root", folder / "service.pem", *(folder / "offices").iterdir()]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert not [file for file in files if file.name.startswith(".")]  # no draft is left


MAKE = """
import sys
from pathlib import Path
from services.kit.vault import Vault
vault = Vault(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for day in range(40):
    print(vault._office_key("3513", f"day-{day}", make=True).hex())
"""


def test_two_processes_that_make_an_offices_keys_at_once_get_the_same(folder: Path) -> None:
    argv, pipe = [sys.executable, "-c", MAKE, str(folder)], subprocess.PIPE
    both = [subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    for one in both:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    for one in both:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    first, second = (one.communicate(timeout=60)[0].split() for one in both)
    assert first == second
    assert len(set(first)) == 40
    assert Vault(folder)._office_key("3513", "day-39").hex() == first[-1]


def test_without_a_root_of_32_bytes_there_is_no_vault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Vault(tmp_path)
    (tmp_path / "root").write_text("c2hvcnQ=")
    with pytest.raises(SystemExit, match="root: not a key of 32 bytes"):
        Vault(tmp_path)


# --- boxes and fingerprints ---


def test_a_box_opens_for_whom_it_was_bound_to(vault: Vault, keys: Plan) -> None:
    box = vault.box("cursor", b"[1,2]", "rahma|GET /v1/cases|q")
    assert vault.unbox("cursor", box, "rahma|GET /v1/cases|q") == b"[1,2]"
    assert vault.unbox("cursor", box, "budi|GET /v1/cases|q") is None
    assert vault.unbox("session", box, "rahma|GET /v1/cases|q") is None
    assert Vault(keys.keys("referral")).unbox("cursor", box, "rahma|GET /v1/cases|q") is None


@pytest.mark.parametrize("text", ["", "A", "AAAA", "é", "%", "A" * 40, "\x00" * 20])
def test_what_is_no_box_is_nothing(vault: Vault, text: str) -> None:
    assert vault.unbox("cursor", text, "rahma") is None


def test_a_fingerprint_is_equal_for_one_purpose_and_one_service_only(vault: Vault, keys: Plan) -> None:
    mine = vault.fingerprint("nik|1906", NIK)
    assert mine == Vault(keys.keys("cases")).fingerprint("nik|1906", NIK)
    others = {
        vault.fingerprint("nik|3208", NIK),
        vault.fingerprint("nik|1906", NIK[:-1] + "4"),
        Vault(keys.keys("referral")).fingerprint("nik|1906", NIK),
    }
    assert mine not in others
    assert len(others) == 3
