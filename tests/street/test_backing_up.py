"""What is sealed opens with its month's key only; a failed restore loses nothing; an office takes its data with it."""

import gzip
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyrage import x25519

from deploy.backup import secrecy
from deploy.backup.restoring import lay_aside
from deploy.backup.sealing import Keys, opened, seal
from deploy.backup.shelf import Shelf
from deploy.local.plan import ROOT, CannotStart
from deploy.local.running import Running
from tests.referral.town import NAME, NOTE, Town

NOVEMBER_ENDS = datetime(2026, 12, 1, tzinfo=UTC)
SECRET = b"Minah Contoh, 1906020101530001"


def _sealed(folder: Path, keys: Keys) -> Path:
    path = folder / "x.2026-11.age"
    seal(io.BytesIO(SECRET * 1000), path, keys.recipient("2026-11"))
    return path


def test_what_is_sealed_opens_with_its_months_key(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    path = _sealed(tmp_path, keys)
    assert SECRET not in path.read_bytes()
    with opened(path, keys.identity("2026-11")) as content:
        assert gzip.decompress(content.read()) == SECRET * 1000


def test_a_damaged_file_and_another_months_key_are_refused(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    path = _sealed(tmp_path, keys)
    keys.recipient("2026-12")
    with pytest.raises(CannotStart, match="cannot be opened"), opened(path, keys.identity("2026-12")):
        pass
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(CannotStart, match="cannot be opened"), opened(path, keys.identity("2026-11")) as content:
        content.read()


def test_a_key_is_destroyed_35_days_after_its_month_and_no_day_earlier(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.recipient("2026-11")
    assert keys.forget(NOVEMBER_ENDS + timedelta(days=35)) == []
    assert keys.forget(NOVEMBER_ENDS + timedelta(days=35, seconds=1)) == ["2026-11"]
    with pytest.raises(CannotStart, match="opens for nobody"):
        keys.identity("2026-11")


def test_a_finished_segment_takes_the_place_of_its_beginning(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.build()
    for name in ("B.partial", "A", "B", "C.partial"):
        shelf.place(shelf.log, name, "2026-11").touch()
    assert [one.name for one in shelf.segments()] == ["A", "B", "C.partial"]


def test_a_restore_begun_again_keeps_what_stood_there_first(tmp_path: Path) -> None:
    data, aside = tmp_path / "postgres", tmp_path / "postgres.before-restore"
    data.mkdir()
    (data / "first").touch()
    lay_aside(data, aside)
    data.mkdir()
    (data / "half restored").touch()
    lay_aside(data, aside)
    assert [file.name for file in aside.iterdir()] == ["first"]
    assert not data.exists()


def test_keys_are_laid_into_an_empty_folder_only_and_by_their_passphrase(tmp_path: Path) -> None:
    street, elsewhere, file = tmp_path / "street", tmp_path / "elsewhere", tmp_path / "kunci.age"
    (street / "keys" / "cases").mkdir(parents=True)
    (street / "keys" / "cases" / "root").write_bytes(SECRET)
    with pytest.raises(CannotStart, match="at least 12"):
        secrecy.seal_keys(street, file, "pendek")
    secrecy.seal_keys(street, file, "kalimat panjang dari kertas")
    assert SECRET not in file.read_bytes()
    with pytest.raises(CannotStart, match="does not open"):
        secrecy.open_keys(file, elsewhere, "kalimat lain dari kertas")
    secrecy.open_keys(file, elsewhere, "kalimat panjang dari kertas")
    assert (elsewhere / "keys" / "cases" / "root").read_bytes() == SECRET
    assert (elsewhere / "keys" / "cases" / "root").stat().st_mode & 0o777 == 0o600
    with pytest.raises(CannotStart, match="nothing was overwritten"):
        secrecy.open_keys(file, street, "kalimat panjang dari kertas")


def test_an_office_takes_its_data_and_the_keys_of_its_values(street: Running, town: Town, tmp_path: Path) -> None:
    """All of its rows and nobody else's; a sealed note opens with the key that is told, as handout.py describes it."""
    case = town.case()
    identity, file = x25519.Identity.generate(), tmp_path / "data.age"
    words = ["hand-out", town.code, str(file), "--recipient", str(identity.to_public())]
    done = subprocess.run(
        [sys.executable, "-m", "deploy.backup", "--folder", str(street.folder), *words], cwd=ROOT, check=False,
        capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with opened(file, identity) as content:
        lines = [json.loads(line) for line in gzip.decompress(content.read()).splitlines()]
    rows = [line["row"] for line in lines if "row" in line]
    assert {row["office"] for row in rows} == {town.code}
    cases = [row for line in lines if line.get("table") == "cases" and (row := line["row"])["case_id"] == case["id"]]
    people = [row for line in lines if line.get("table") == "identities" and (row := line["row"])]
    assert NAME in {row["name"] for row in people}
    key = next(line["key"] for line in lines if line.get("subject_id") == cases[0]["person_id"])
    note, bound = bytes.fromhex(cases[0]["note"]), f"cases|note|{UUID(case['id'])}|{town.code}".encode()
    assert AESGCM(bytes.fromhex(key)).decrypt(note[:12], note[12:], bound).decode() == NOTE


def test_without_an_office_or_a_recipient_nothing_is_handed_out(street: Running, tmp_path: Path) -> None:
    file = tmp_path / "data.age"
    done = subprocess.run(
        [sys.executable, "-m", "deploy.backup", "--folder", str(street.folder), "hand-out", "19060", str(file),
         "--recipient", "age1nobody"],
        cwd=ROOT, check=False, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.returncode, file.exists()) == (1, False)
    assert "an office like 1906" in done.stderr.lower()
