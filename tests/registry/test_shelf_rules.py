"""What may stand on the shelf of practice: nobody in need, and nothing that its own writer alone let through."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.kit.actor import Actor
from services.kit.errors import Invalid, Stale
from services.registry import anonymity, lessons, materials, policy, practice_codes
from services.registry.lessons import AlreadyReleased, Lesson, NotTheWriter, NotWaiting, OwnLesson, Status, Text
from services.registry.materials import Label, Material, NotOnTheWay

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
LEARNT = "Datang dua kali sebelum bertanya tentang surat; percaya tumbuh lebih dahulu."
PDF = b"%PDF-1.7\n%%EOF"


def text(**other: str) -> Text:
    return Text(**{"title": "Bertanya pelan-pelan", "topic": "recording", "text": LEARNT} | other)


def lesson(**other: Any) -> Lesson:
    given: dict[str, Any] = dict(sub="rahma", writer="Rahma Contoh", place="1906022003", told=text(), at=AT)
    return lessons.write(office="1906", lesson_id=uuid4(), **given | other).now


def released() -> Lesson:
    return lesson().release(sub="jaka", by="Jaka Contoh", was=1, at=AT).now


def brought() -> Material:
    return materials.bring(PDF, office="1906", material_id=uuid4(), sub="jaka", at=AT).now


@pytest.mark.parametrize("words", [
    "NIK 1906022601010001", "NIK 1906 0226 0101 0001", "KK 190602.260101.0001", "hubungi 081234567890",
    "hubungi +62 812-3456-7890", "hubungi 0812 3456 789", "kasus 1906-26-K7QF3M", "kasus 19-26-k7qf3m",
])  # fmt: skip
def test_numbers_that_find_a_person_are_refused_and_not_repeated(words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        lesson(told=text(text=f"{LEARNT} {words}"))
    assert set(refusal.value.fields) == {"text"}
    assert words.partition(" ")[2] not in refusal.value.fields["text"].id


@pytest.mark.parametrize("words", [
    "Permensos 10/2019", "SK 141/12/2026", "tahun 2024-2026", "Rp1.250.000", "Kepmendagri 300.2.2-2138/2025",
    "12 rumah, 34 jiwa", "kode wilayah 1906022003", "telepon Dinas (0719) 12345",
])  # fmt: skip
def test_numbers_that_find_nobody_are_let_through(words: str) -> None:
    assert anonymity.traces({"text": words}) == {}


@pytest.mark.parametrize(("other", "field"), [
    ({"title": "x"}, "title"), ({"text": "pendek"}, "text"), ({"text": "x" * 3001}, "text"), ({"topic": "-"}, "topic"),
])  # fmt: skip
def test_what_is_wrong_with_a_lesson_is_named_by_its_field(other: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        lesson(told=text(**other))
    assert set(refusal.value.fields) == {field}


def test_a_lesson_is_of_the_kecamatan_of_its_writer_and_waits_for_its_tksk() -> None:
    assert (lesson().kec, lesson().status) == ("190602", Status.SUBMITTED)


def test_nobody_releases_her_own_lesson() -> None:
    with pytest.raises(OwnLesson):
        lesson(sub="jaka").release(sub="jaka", by="Jaka Contoh", was=1, at=AT)


def test_a_lesson_is_returned_with_a_reason_mended_and_released() -> None:
    with pytest.raises(Invalid):
        lesson().send_back(reason=" ", was=1)
    back = lesson().send_back(reason="Nama dusun terlalu jelas", was=1).now
    assert (back.status, back.reason) == (Status.RETURNED, "Nama dusun terlalu jelas")
    with pytest.raises(NotWaiting):
        back.release(sub="jaka", by="Jaka Contoh", was=2, at=AT)
    with pytest.raises(NotWaiting):
        back.send_back(reason="Sekali lagi", was=2)
    with pytest.raises(NotTheWriter):
        back.rewrite(text(), sub="lela", was=2)
    mended = back.rewrite(text(title="Bertanya dengan sabar"), sub="rahma", was=2).now
    assert mended.release(sub="jaka", by="Jaka Contoh", was=3, at=AT).now.reason == ""


def test_what_is_released_is_not_rewritten_but_can_be_taken_back() -> None:
    with pytest.raises(AlreadyReleased):
        released().rewrite(text(), sub="rahma", was=2)
    assert released().send_back(reason="Pembaca mengenali orangnya", was=2).now.released_by == ""


@pytest.mark.parametrize(("role", "everybody", "kecs"), [
    ("tksk", False, {"190602"}), ("psm", False, set()), ("kasi_kesra", False, set()), ("dinas", True, set()),
])  # fmt: skip
def test_what_is_not_released_is_before_its_writer_its_tksk_and_the_dinas(
    role: str, everybody: bool, kecs: set[str]
) -> None:
    within = policy.sight_of_shelf(Actor("x", "1906", frozenset({role}), kec="190602"))
    assert (within.everybody, within.kecs) == (everybody, kecs)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"GIF89a", b"\x89PNX"])
def test_a_file_is_what_its_bytes_say(content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        materials.bring(content, office="1906", material_id=uuid4(), sub="jaka", at=AT)
    assert set(refusal.value.fields) == {"file"}


@pytest.mark.parametrize(("label", "declared", "field"), [
    (Label("Modul", "papers"), False, "declared"), (Label("x", "papers"), True, "title"),
    (Label("Modul pendataan", "-"), True, "topic"), (Label("Modul pendataan", "papers", "B" * 151), True, "course"),
    (Label("Modul 081234567890", "papers"), True, "title"),
])  # fmt: skip
def test_a_material_is_released_with_a_label_and_a_declaration(label: Label, declared: bool, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        brought().release(label, declared=declared, by="Jaka Contoh", was=1, at=AT)
    assert set(refusal.value.fields) == {field}


def test_a_material_is_released_once_and_withdrawn_with_a_reason() -> None:
    shown = brought().release(Label("Modul pendataan", "papers"), declared=True, by="Jaka Contoh", was=1, at=AT).now
    with pytest.raises(NotOnTheWay):
        shown.release(shown.label, declared=True, by="Jaka Contoh", was=2, at=AT)
    gone = shown.withdraw(reason="Ada nama peserta", was=2).now
    with pytest.raises(NotOnTheWay):
        gone.withdraw(reason="Ada nama peserta", was=3)


def test_whoever_is_behind_overwrites_nothing() -> None:
    stale: list[Any] = [
        lambda: lesson().rewrite(text(), sub="rahma", was=7), lambda: lesson().send_back(reason="Kurang", was=7),
        lambda: lesson().release(sub="jaka", by="Jaka", was=7, at=AT),
        lambda: brought().withdraw(reason="Salah berkas", was=7),
        lambda: brought().release(Label("Modul", "papers"), declared=True, by="Jaka", was=7, at=AT),
    ]  # fmt: skip
    for told in stale:
        with pytest.raises(Stale):
            told()


def test_every_topic_has_words_in_both_languages() -> None:
    assert all(one.words.id and one.words.en for one in practice_codes.codes("topics").values())
