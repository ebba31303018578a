"""The small words that everything is said with: refusals, identities, instants, settings."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.kit import clock, ids, settings
from services.kit.errors import FAMILY, Invalid, Malformed, NotFound, Refusal, Suspended, Unavailable, Words, by_status
from services.kit.settings import Missing

# --- refusals ---


def test_every_refusal_has_a_status_a_code_and_words_in_both_languages() -> None:
    assert {kind.status for kind in FAMILY} == {400, 401, 403, 404, 409, 412, 413, 422, 428, 429, 503}
    codes = [kind.code for kind in FAMILY]
    assert len(codes) == len(set(codes))
    for kind in FAMILY:
        said = kind()
        assert said.words.of("id") != said.words.of("en")
        assert said.words.of("fr") == said.words.id


def test_a_refusal_says_its_own_words_and_its_kinds_where_it_has_none() -> None:
    assert NotFound().words == NotFound.words
    own = Invalid("odd-date", "Tanggal janggal.", "An odd date.", fields={"nik": Words("Periksa.", "Check.")})
    assert (own.code, own.words, own.fields) == (
        "odd-date",
        Words("Tanggal janggal.", "An odd date."),
        {"nik": Words("Periksa.", "Check.")},
    )
    assert Invalid("odd-date", "Tanggal janggal.").words.en == "Tanggal janggal."
    assert str(own) == "odd-date"


@pytest.mark.parametrize("kind", [kind for kind in FAMILY if kind is not Suspended])
def test_a_refusal_is_made_again_from_what_was_told_of_it(kind: type[Refusal]) -> None:
    told = by_status(kind.status, "own-code", Words("satu", "one"), retry_after=7)
    assert (type(told), told.status, told.code, told.words, told.retry_after) == (
        kind, kind.status, "own-code", Words("satu", "one"), 7,
    )  # fmt: skip


def test_a_status_that_is_not_ours_is_still_a_refusal() -> None:
    assert type(by_status(418, "teapot", Words("teko", "teapot"))) is Refusal


def test_what_is_unavailable_says_which_part_and_when_to_come_again() -> None:
    assert (Unavailable("broker").code, Unavailable("broker").retry_after) == ("unavailable-broker", 5)
    assert Unavailable().code == "unavailable"


# --- identities ---


@pytest.mark.parametrize("office", ["00", "19", "1906", "9604", "org-abcdefgh23"])
def test_an_office_has_the_form_of_nation_province_kabupaten_or_organisation(office: str) -> None:
    assert ids.require_office(office) == office


@given(some.text(max_size=16))
def test_nothing_else_is_an_office(text: str) -> None:
    well_formed = text.isascii() and (
        text == "00"
        or (text.isdigit() and len(text) in (2, 4) and text[0] != "0")
        or (len(text) == 14 and text.startswith("org-") and set(text[4:]) <= set("abcdefghijklmnopqrstuvwxyz234567"))
    )
    if well_formed:
        assert ids.require_office(text) == text
    else:
        with pytest.raises(Invalid):
            ids.require_office(text)


def test_a_new_organisation_is_an_office_that_no_other_has() -> None:
    made = {ids.new_organisation() for _ in range(1000)}
    assert len(made) == 1000
    assert all(ids.is_organisation(ids.require_office(one)) for one in made)
    assert not ids.is_organisation("1906")


def test_identities_that_are_made_later_sort_later() -> None:
    made = [ids.new() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000
    assert {one.version for one in made} == {7}


def test_a_code_is_read_aloud_without_mistake_and_tells_no_number() -> None:
    made = {ids.new_code("1906", 2026) for _ in range(1000)}
    assert len(made) > 990
    assert all(one.startswith("1906-26-") and len(one) == 14 for one in made)
    assert not set("".join(one[8:] for one in made)) & set("ILOU01")


# --- instants ---


def test_now_is_an_aware_instant_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01T12:00:00+07:00", datetime(2026, 3, 1, 5, tzinfo=UTC)),
        ("2026-03-01 12:00+00:00", datetime(2026, 3, 1, 12, tzinfo=UTC)),
    ],
)
def test_an_instant_is_told_with_its_offset(text: str, at: datetime) -> None:
    assert clock.instant(text) == at
    assert clock.instant(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-03-01T12:00:00", "2026-03-01", "2026-13-01T00:00Z", "0001-01-01T00:00:00+14:00", "\x00"],
)
def test_whatever_else_is_no_instant(text: str) -> None:
    with pytest.raises(Malformed) as told:
        clock.instant(text)
    assert told.value.code == "not-an-instant"


# --- settings ---


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    for name in ("root", "service.pem"):
        (tmp_path / name).touch()
    return {
        "TITIAN_SERVICE": "cases", "TITIAN_HTTP": "127.0.0.1:1", "TITIAN_ISSUER": "http://x/realms/titian",
        "TITIAN_KEYS": str(tmp_path), "TITIAN_DB_APP": "postgresql://x", "TITIAN_PEER_REGISTRY": "127.0.0.1:2",
    }  # fmt: skip


def test_settings_are_read_once_and_say_what_they_were_told(env: dict[str, str]) -> None:
    told = settings.read(env)
    assert (told.service, told.profile, told.development, told.rate) == ("cases", "production", False, 50)
    assert (told.database("app"), told.peers["registry"], told.peers["notify"]) == ("postgresql://x", "127.0.0.1:2", "")
    assert settings.read(env | {"TITIAN_PROFILE": "development"}).development
    with_slash = settings.read(env | {"TITIAN_URL_PORTAL": "https://titian.example/"})
    assert with_slash.urls["portal"] == "https://titian.example", "it is printed into codes, for ever"


@pytest.mark.parametrize("name", ["TITIAN_SERVICE", "TITIAN_HTTP", "TITIAN_ISSUER", "TITIAN_KEYS"])
def test_what_is_missing_ends_the_process_with_one_line_that_names_it(env: dict[str, str], name: str) -> None:
    for without in ({key: value for key, value in env.items() if key != name}, env | {name: ""}):
        with pytest.raises(Missing, match=rf"^titian: {name}: not set$"):
            settings.read(without)


def test_a_rate_that_is_no_number_ends_the_process_with_one_line(env: dict[str, str]) -> None:
    with pytest.raises(Missing, match="TITIAN_RATE"):
        settings.read(env | {"TITIAN_RATE": "many"})


@pytest.mark.parametrize("name", ["root", "service.pem"])
def test_a_key_that_is_missing_ends_the_process_with_one_line(env: dict[str, str], name: str) -> None:
    (Path(env["TITIAN_KEYS"]) / name).unlink()
    with pytest.raises(Missing, match=f"no key `{name}`"):
        settings.read(env)


def test_a_log_in_that_is_not_told_ends_the_process_with_one_line(env: dict[str, str]) -> None:
    with pytest.raises(Missing, match="TITIAN_DB_RELAY"):
        settings.read(env).database("relay")


def test_one_line_is_all_that_a_process_says_when_its_keys_are_missing(env: dict[str, str]) -> None:
    """As an operator sees it: no traceback."""
    argv = [sys.executable, "-c", "from services.kit import settings; settings.read()"]
    ended = subprocess.run(
        argv, env=env | {"TITIAN_KEYS": "/nowhere"}, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr == (
        "titian: TITIAN_KEYS: no key `root` in that folder; a service does not start without its keys\n"
    )
