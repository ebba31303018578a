"""Who may apply, what of a file is met, and the papers on the way to the SK: told without a database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Invalid, Refusal, Stale, TooLarge
from services.registry import applications, attachments, requirements
from services.registry.applications import (
    AlreadyApplied,
    Application,
    Mark,
    NotAtThisStep,
    NotComplete,
    NotTheNextStage,
    Status,
    Via,
    WayNotDone,
)
from services.registry.attachments import Kind, PaperMissing, TooManyPapers
from services.registry.decrees import Decree
from services.registry.particulars import Particulars

AT = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 29)
LILANGAN, GANTUNG = "1906022004", "190602"
NIK = Particulars(nik="1906024107900001")
APPEAL = "Keberatan tertulis kepada Kepala Dinas, 7 hari"


def received(role: str = "psm", birth_on: date = date(1998, 3, 4), **other: Any) -> Application:
    place = GANTUNG if role == "tksk" else LILANGAN
    told = {"office": "1906", "name": "Ani Contoh", "place": place, "particulars": NIK, **other}
    change, _ = applications.receive(
        application_id=uuid4(), role=role, birth_on=birth_on, print_of=str.encode, via=Via.PUBLIC, at=AT, **told
    )
    return change.now


def complete(role: str = "psm") -> Application:
    one = received(role)
    return replace(one, marks={item.code: Mark(True, "", "Budi Misal", AT) for item in one.asked.items})


def at_step(status: Status, role: str = "tksk", **other: Any) -> Application:
    return replace(complete(role), status=status, **other)


def refusal(what: Any) -> str:
    with pytest.raises(Refusal) as told:
        what()
    return told.value.code


# --- what is asked of whom, as data ---


def test_an_application_keeps_the_requirements_that_it_was_begun_under() -> None:
    assert received().edition == "psm-2019"
    assert [one.edition for one in requirements.book().current("1906", date(2018, 6, 1))] == [
        "tksk-2018", "tagana-2012", "penyuluh-2012", "wanita-pemimpin-2012",
    ]  # fmt: skip


ROWS = """
[[roles]]
role = "psm"
edition = "old"
from = 2019-01-01
source = "Permensos"
id = "PSM"
en = "PSM"
seat = "desa"
items = [{ code = "ktp", id = "KTP", en = "Card" }]
[[roles]]
role = "psm"
edition = "new"
from = 2027-01-01
source = "Permensos baru"
id = "PSM"
en = "PSM"
seat = "desa"
items = []
[[roles]]
role = "psm"
edition = "own"
office = "1906"
from = 2026-01-01
source = "Perbup"
id = "PSM"
en = "PSM"
seat = "desa"
items = []
[[issuers]]
role = "psm"
source = "Permensos"
items = [{ code = "kades", id = "Kepala Desa {place}", en = "Head of {place}" }]
[[issuers]]
role = "psm"
office = "1906"
source = "Perbup"
items = [{ code = "bupati", id = "Bupati {kabupaten}", en = "Regent of {kabupaten}" }]
"""


def test_a_later_edition_holds_from_its_day_and_a_kabupatens_own_row_before_everybodys() -> None:
    book = requirements.read(ROWS)
    assert book.find("psm", "6305", date(2026, 12, 31)).edition == "old"
    assert book.find("psm", "6305", date(2027, 1, 1)).edition == "new"
    assert book.find("psm", "1906", date(2027, 1, 1)).edition == "own"


def test_who_signs_is_a_row_of_the_role_and_of_the_kabupaten() -> None:
    book = requirements.read(ROWS)
    assert book.issuers_of("psm", "6305")[0].words.id.startswith("Kepala Desa ")
    assert [one.words.id for one in book.issuers_of("psm", LILANGAN)] == ["Bupati Kabupaten Belitung Timur"]
    assert refusal(lambda: book.issuer("psm", LILANGAN, "kades")) == "not-an-issuer"
    assert refusal(lambda: book.find("dinas", "1906", TODAY)) == "unknown-role"


def test_every_row_names_its_source() -> None:
    assert all(one.source for one in requirements.book().editions)
    assert {one.role for one in requirements.book().current("1906", TODAY)} == {
        "psm", "tksk", "tagana", "penyuluh", "wanita_pemimpin",
    }  # fmt: skip


# --- who may apply ---


@pytest.mark.parametrize(("role", "birth_on", "code"), [
    ("psm", date(2008, 11, 30), "too-young"),
    ("tksk", date(2006, 11, 30), "too-young"),
    ("tksk", date(1990, 11, 29), "too-old"),
    ("psm", date(2027, 1, 1), "invalid"),
])  # fmt: skip
def test_who_is_too_young_or_too_old_at_entry_is_refused_by_her_birth_date(
    role: str, birth_on: date, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        received(role, birth_on)
    assert (refused.value.code, set(refused.value.fields)) == (code, {"birth_on"})


@pytest.mark.parametrize(("role", "birth_on"), [
    ("psm", date(2008, 11, 29)), ("tksk", date(2006, 11, 29)), ("tksk", date(1990, 11, 30)),
])  # fmt: skip
def test_on_the_birthday_itself_she_is_old_enough_and_until_the_next_not_too_old(role: str, birth_on: date) -> None:
    assert received(role, birth_on).status is Status.RECEIVED


@pytest.mark.parametrize(("other", "code", "field"), [
    ({"role": "dinas"}, "unknown-role", "role"),
    ({"place": next(area.codes("6305", Level.DESA))}, "outside-office", "place"),
    ({"place": GANTUNG}, "unknown-area", "place"),
    ({"name": "Ani 4"}, "invalid", "name"),
    ({"particulars": Particulars()}, "invalid", "nik"),
    ({"particulars": Particulars(nik="12")}, "invalid", "nik"),
])  # fmt: skip
def test_what_is_wrong_with_an_application_is_named_by_field(other: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        received(**other)
    assert (refused.value.code, set(refused.value.fields)) == (code, {field})


# --- papers ---


@pytest.mark.parametrize(("content", "kind"), [
    (b"%PDF-1.7 ...", Kind.PDF), (b"\xff\xd8\xff\xe0 ...", Kind.JPEG), (b"\x89PNG\r\n\x1a\n ...", Kind.PNG),
])  # fmt: skip
def test_a_paper_is_what_its_first_bytes_say(content: bytes, kind: Kind) -> None:
    assert attachments.require_document(content) is kind


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04", b"MZ"])
def test_what_is_neither_pdf_nor_picture_is_refused(content: bytes) -> None:
    assert refusal(lambda: attachments.require_document(content)) == "unreadable-file"


def test_a_paper_of_more_than_ten_megabytes_is_refused() -> None:
    with pytest.raises(TooLarge):
        attachments.require_document(b"%PDF-" + bytes(10_000_000))


def test_papers_are_taken_for_what_is_asked_and_only_while_somebody_looks_at_them() -> None:
    received("tksk").require_open_for_papers("ktp", 0)
    at_step(Status.CHOSEN).require_open_for_papers("camat", 0)
    assert refusal(lambda: received().require_open_for_papers("paspor", 0)) == "unknown-requirement"
    with pytest.raises(TooManyPapers):
        received().require_open_for_papers("ktp", attachments.MOST_PAPERS)
    for closed in (Status.SELECTION, Status.PROPOSED, Status.APPOINTED, Status.WITHDRAWN, Status.DECLINED):
        with pytest.raises(NotAtThisStep):
            at_step(closed).require_open_for_papers("ktp", 0)


# --- the check of the file ---


def mark(one: Application, item: str = "ktp", **other: Any) -> Application:
    told: dict[str, Any] = {"met": True, "note": "", "papers": {"ktp"}, "by": "Budi Misal", "was": 1, "at": AT}
    return one.mark(item, **told | other).now


def test_an_item_is_marked_met_or_not_by_somebody_who_is_named() -> None:
    (ktp, *rest) = mark(received(), met=False, note="  KTP desa lain ").checklist({})
    assert (ktp.met, ktp.note, ktp.by) == (False, "KTP desa lain", "Budi Misal")
    assert [one.met for one in rest] == [None] * len(rest), "the others nobody has looked at"


def test_what_needs_a_paper_is_not_met_without_one() -> None:
    with pytest.raises(PaperMissing):
        mark(received(), papers=())
    assert mark(received(), "literate", papers=()).marks["literate"].met, "this one needs none"
    assert not mark(received(), met=False, papers=()).marks["ktp"].met


def test_marking_has_a_version_a_list_and_a_step() -> None:
    with pytest.raises(Stale):
        mark(received(), was=2)
    assert refusal(lambda: mark(received(), "paspor")) == "unknown-requirement"
    assert refusal(lambda: mark(received(), note="x" * 301)) == "invalid"
    with pytest.raises(NotAtThisStep):
        mark(at_step(Status.SELECTION, "psm"))


def bimtek(one: Application, certificates: Mapping[str, str]) -> applications.Checked:
    return next(checked for checked in one.checklist(certificates) if checked.item.code == "bimtek")


def test_a_certificate_of_basic_training_fills_its_item_by_itself() -> None:
    filled = bimtek(received(), {"dasar": "001/SERT/1906/XI/2026"})
    assert (filled.met, filled.certificate) == (True, "001/SERT/1906/XI/2026")
    assert bimtek(received(), {"madya": "001/SERT/19/XI/2026"}).met is None, "of another tier it fills nothing"
    assert bimtek(received(), {}).met is None


def test_where_the_office_has_looked_and_found_it_wanting_the_certificate_fills_nothing() -> None:
    assert bimtek(mark(received(), "bimtek", met=False), {"dasar": "001"}).met is False


def test_only_a_complete_file_is_admitted() -> None:
    selection = uuid4()
    admitted = complete().admit(selection, {}, twin=False, was=1, at=AT).now
    assert (admitted.status, admitted.selection_id, admitted.version) == (Status.SELECTION, selection, 2)
    short = complete()
    short = replace(short, marks={code: one for code, one in short.marks.items() if code != "bimtek"})
    with pytest.raises(NotComplete):
        short.admit(selection, {}, twin=False, was=1, at=AT)
    assert short.admit(selection, {"dasar": "001"}, twin=False, was=1, at=AT).now.status is Status.SELECTION


def test_one_nik_stands_in_one_application_of_a_role() -> None:
    with pytest.raises(AlreadyApplied):
        complete().admit(uuid4(), {}, twin=True, was=1, at=AT)


def test_it_is_returned_with_a_reason_and_sent_again() -> None:
    back = received().send_back(reason="Foto KTP buram", by="Budi Misal", was=1, at=AT).now
    assert (back.status, back.reason, back.decided_by) == (Status.RETURNED, "Foto KTP buram", "Budi Misal")
    assert applications.STATUSES[back.status][1] == "applicant"
    again = back.resubmit(was=2, at=AT).now
    assert (again.status, again.reason, again.version) == (Status.RECEIVED, "", 3)
    assert refusal(lambda: received().send_back(reason="", by="", was=1, at=AT)) == "invalid"
    with pytest.raises(NotAtThisStep):
        received().resubmit(was=1, at=AT)
    with pytest.raises(NotAtThisStep):
        back.send_back(reason="lagi", by="", was=2, at=AT)


def test_who_does_not_meet_the_requirements_is_told_why_and_how_to_object() -> None:
    told = received().decline(reason="Usia lewat batas", appeal=APPEAL, by="Budi Misal", was=1, at=AT).now
    assert (told.status, told.reason, told.appeal, told.decided_by) == (
        Status.DECLINED, "Usia lewat batas", APPEAL, "Budi Misal",
    )  # fmt: skip
    for wrong in ({"reason": ""}, {"appeal": ""}):
        assert refusal(lambda wrong=wrong: received().decline(
            **{"reason": "Usia", "appeal": APPEAL, "by": "", "was": 1, "at": AT} | wrong)) == "invalid"  # fmt: skip
    with pytest.raises(NotAtThisStep):
        at_step(Status.SELECTION).decline(reason="Usia", appeal=APPEAL, by="", was=1, at=AT)


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.RETURNED, Status.SELECTION, Status.CHOSEN])
def test_it_is_withdrawn_until_it_is_proposed_or_decided(status: Status) -> None:
    assert at_step(status).withdraw(was=1, at=AT).now.status is Status.WITHDRAWN


@pytest.mark.parametrize("status", [
    Status.PROPOSED, Status.PASSED_OVER, Status.DECLINED, Status.APPOINTED, Status.WITHDRAWN,
])  # fmt: skip
def test_what_is_decided_or_with_the_province_is_not_withdrawn(status: Status) -> None:
    with pytest.raises(NotAtThisStep):
        at_step(status).withdraw(was=1, at=AT)


# --- the way to the SK ---


def take(one: Application, stage: str = "camat", **other: Any) -> Application:
    told: dict[str, Any] = {"number": "140/7", "on": date(2026, 11, 2), "papers": {stage}, "was": one.version}
    return one.take(stage, **told | other, at=AT).now


def test_the_papers_come_in_their_order_each_with_number_and_date() -> None:
    one = take(at_step(Status.CHOSEN))
    assert [(step.stage, step.number, step.on) for step in one.taken] == [("camat", "140/7", date(2026, 11, 2))]
    assert one.next_stage and one.next_stage.code == "proposal"
    with pytest.raises(NotTheNextStage):
        take(at_step(Status.CHOSEN), "proposal")
    with pytest.raises(NotTheNextStage):
        take(one, "camat")
    with pytest.raises(PaperMissing):
        take(one, "proposal", papers={"camat"})


def test_the_province_takes_its_own_step() -> None:
    one = take(take(at_step(Status.CHOSEN)), "proposal")
    with pytest.raises(NotTheNextStage):
        take(one, "province")


@pytest.mark.parametrize(("wrong", "field"), [
    ({"number": " "}, "number"), ({"on": date(2026, 11, 30)}, "on"), ({"on": date(2026, 11, 1)}, "on"),
])  # fmt: skip
def test_a_letter_has_a_number_and_a_day_that_has_come_not_before_the_last_one(
    wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        take(take(at_step(Status.CHOSEN)), "proposal", **wrong)
    assert set(refused.value.fields) == {field}


def test_the_sk_comes_when_every_paper_is_there() -> None:
    sk = Decree("12/SK/2026", "Kementerian Sosial", date(2026, 11, 20), date(2026, 11, 20))
    with pytest.raises(WayNotDone):
        at_step(Status.CHOSEN).appointed(sk, None, was=1, at=AT)
    done = at_step(Status.CHOSEN, "psm").appointed(sk, None, was=1, at=AT).now
    assert (done.status, done.decree) == (Status.APPOINTED, sk), "a PSM has no papers between"
    with pytest.raises(NotAtThisStep):
        done.require_chosen(2)
    with pytest.raises(Stale):
        at_step(Status.CHOSEN, "psm").require_chosen(2)


# --- the code ---


def seal(text: str) -> bytes:
    return text.encode().ljust(32, b"x")[-32:]


def test_a_code_is_read_however_it_was_typed_and_says_its_office() -> None:
    code = applications.code("1906", uuid4(), seal)
    assert len(code) == len("1906-XXXX-XXXX-XXXX") and code.startswith("1906-")
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} "):
        assert applications.read_code(typed) == ("1906", code)


@pytest.mark.parametrize("text", ["", "1906", "1906-ABCD-EFGH", "0906-AAAA-AAAA-AAAA", "1906-ABCI-EFGH-JKMN", "x" * 40])
def test_what_is_no_code_is_none(text: str) -> None:
    assert applications.read_code(text) is None
