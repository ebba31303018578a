"""Forms keep what was typed and put a refusal where it belongs."""

import re

import pytest

from services.kit.errors import Conflict, Invalid, Words
from services.portal import verbs
from services.portal.drafts import WORDS
from services.portal.forms import Form, require_day
from services.portal.record import born
from services.portal.turns import mine, tone
from tests.street.sources import ours


def test_a_refusal_about_a_field_stands_at_the_field() -> None:
    form = Form("catat", {"nik": ["123"]})
    form.refused(Invalid(fields={"person.nik": Words("NIK harus 16 angka.", "16 digits.")}), "id")
    assert form.errors == {"nik": "NIK harus 16 angka."}
    assert form.refusal == ""
    assert form.wrong


def test_a_refusal_about_no_field_heads_the_summary() -> None:
    form = Form("catat")
    form.refused(Conflict("x", "Sudah berubah.", "Changed."), "en")
    assert form.refusal == "Changed."
    assert form.errors == {}


def test_a_field_that_is_called_otherwise_is_renamed() -> None:
    form = Form("angkat")
    form.refused(Invalid(fields={"sk.number": Words("Wajib diisi.", "Required.")}), "id", {"sk.number": "sk_number"})
    assert list(form.errors) == ["sk_number"]


def test_hidden_fields_are_not_typed() -> None:
    form = Form("catat", {"csrf": ["x"], "key": ["y"], "form": ["z"], "version": ["1"], "name": ["Siti"], "nik": [""]})
    assert form.typed() == {"name": ["Siti"]}


def test_a_form_has_one_key_until_it_is_sent() -> None:
    form = Form("catat")
    assert form.key == form.key
    assert form.key != Form("catat").key


def test_a_year_alone_is_a_birth_date() -> None:
    assert born(Form("w", {"birth_on_year": ["1952"]})) == "1952-01-01"
    assert born(Form("w", {"birth_on_day": ["4"], "birth_on_month": ["3"], "birth_on_year": ["1952"]})) == "1952-03-04"
    assert born(Form("w")) is None


def test_what_is_no_date_is_refused_at_its_field() -> None:
    with pytest.raises(Invalid) as refused:
        require_day("kemarin", "issued_on")
    assert list(refused.value.fields) == ["issued_on"]


def test_a_chip_is_turmeric_only_for_who_may_move() -> None:
    case = {"status": "awaiting", "turn": "tksk"}
    assert tone(case, mine(case, "tksk")) == "you"
    assert tone(case, mine(case, "psm")) == ""
    assert tone({"status": "rejected", "turn": "sender"}, True) == "stop"
    assert tone({"status": "closed", "turn": "none"}, False) == "done"
    assert tone({"status": "revoked", "turn": "none"}, False) == ""


def test_every_form_that_is_filled_in_may_have_a_draft() -> None:
    """And no other: a draft's name stands unsealed."""
    named = re.compile(r"""(?:posted|drafted)\(f?"([a-z-]+?)-?(?:\{|")""")
    said = {word for file in ours("services") if "portal" in file.parts for word in named.findall(file.read_text())}
    assert (said | set(verbs.BY_WORD)) - {"catat", "keluar", "keadaan"} <= WORDS
