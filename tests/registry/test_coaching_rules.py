"""What a candidate brings, and what a coach says to it: told without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kit.errors import Invalid, NotFound, Stale, TooLarge
from services.registry import attachments, coachings
from services.registry.coachings import AlreadyDone, Coach, CoachAway, NoCoach, NotInvited, NotYetHeld, OwnCoach
from tests.registry.test_dossier_rules import AT, JPEG, PDF, PNG, TODAY, attached, begun, coached, fields, said

# --- papers and texts ---


@pytest.mark.parametrize("content", [PDF, JPEG, PNG])
def test_a_paper_is_what_its_first_bytes_say(content: bytes) -> None:
    assert attached(content).size == len(content)


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"<html>%PDF-", b"GIF89a", b"PK\x03\x04"])
def test_whatever_else_is_refused_at_its_field(content: bytes) -> None:
    assert fields(lambda: attached(content)) == {"file"}


def test_a_photo_is_no_pdf() -> None:
    with pytest.raises(Invalid) as refused:
        attached(PDF, "photo")
    assert refused.value.code == "wrong-kind"
    assert attached(JPEG, "photo").item == "photo"


def test_a_file_beyond_ten_megabytes_is_too_large() -> None:
    with pytest.raises(TooLarge):
        attached(PDF + bytes(attachments.LARGEST))


@pytest.mark.parametrize("item", ["appointment", "description", "none-such"])
def test_a_paper_goes_where_a_paper_proves_something(item: str) -> None:
    assert fields(lambda: attached(PDF, item)) == {"item"}


def test_a_dossier_has_thirty_papers_at_most() -> None:
    full = replace(begun(), papers=tuple(attached(PDF) for _ in range(30)))
    assert fields(lambda: attached(PDF, one=full)) == {"file"}


def test_texts_are_kept_trimmed_with_their_length_and_taken_back_empty() -> None:
    change, told = begun().write({"cv": "  Guru  ", "description": "x"}, was=1)
    assert (told["cv"], change.now.written, change.now.version) == ("Guru", {"cv": 4, "description": 1}, 2)
    assert change.now.write({"cv": " "}, was=2)[0].now.written == {"description": 1}


@pytest.mark.parametrize("texts", [{"identity": "x"}, {"none-such": "x"}, {"cv": "x" * 8001}])
def test_nothing_else_is_written_here_and_nothing_endless(texts: dict[str, str]) -> None:
    assert fields(lambda: begun().write(texts, was=1)) == set(texts)


# --- coaching ---


def test_nobody_coaches_herself() -> None:
    one = replace(begun(), sub="sub-rahma")
    with pytest.raises(OwnCoach):
        one.assign(Coach("sub-rahma", "Rahma Contoh"), was=1)


@pytest.mark.parametrize("coach", [Coach(None, "Jaka Umpama"), Coach("sub-jaka", "Jaka Umpama", active=False)])
def test_who_is_not_at_work_coaches_nobody(coach: Coach) -> None:
    with pytest.raises(CoachAway):
        begun().assign(coach, was=1)


def test_a_comment_is_about_an_item_and_has_a_day_to_come() -> None:
    one = coached()
    assert (said(one).number, said(replace(one, comments=(said(one),))).number) == (1, 2)
    assert fields(lambda: said(one, text=" ")) == {"text"}
    assert fields(lambda: said(one, item="none-such")) == {"item"}
    assert fields(lambda: said(one, due_on=TODAY - timedelta(1))) == {"due_on"}
    assert fields(lambda: said(replace(one, comments=(said(one),) * 100))) == {"text"}
    with pytest.raises(NoCoach):
        said(begun())


def test_a_comment_is_done_once() -> None:
    one = replace(coached(), comments=(said(coached()),))
    after = one.settle(1, at=AT)
    assert after[0].done_at == AT
    with pytest.raises(AlreadyDone):
        replace(one, comments=after).settle(1, at=AT)
    with pytest.raises(NotFound):
        one.settle(2, at=AT)


def meeting(invited: Sequence[UUID] = (), **other: Any) -> coachings.Coaching:
    given: dict[str, Any] = dict(
        office="1906", coaching_id=uuid4(), held_on=TODAY, place="Aula Dinas", topic="Menulis portofolio",
        by_sub="sub-jaka", by="Jaka Umpama", invited=invited or [uuid4()], at=AT,
    )  # fmt: skip
    return coachings.hold(**given | other).now


def test_at_a_meeting_who_came_is_written_down_and_who_was_invited_and_did_not_come() -> None:
    ani, ida = uuid4(), uuid4()
    after = meeting([ani, ida, ani]).record([ani], was=1, at=AT).now
    assert (after.seats, after.version) == ({ani: True, ida: False}, 2)


def test_a_meeting_has_a_place_a_topic_a_day_and_somebody() -> None:
    assert fields(lambda: meeting(place=" ", topic="x", held_on=date(2035, 1, 1))) == {"place", "topic", "held_on"}
    assert fields(lambda: meeting([uuid4() for _ in range(101)])) == {"dossiers"}


def test_nobody_came_to_what_was_not_held_or_was_not_invited() -> None:
    with pytest.raises(NotYetHeld):
        meeting(held_on=TODAY + timedelta(1)).record([], was=1, at=AT)
    with pytest.raises(NotInvited):
        meeting().record([uuid4()], was=1, at=AT)
    with pytest.raises(Stale):
        meeting().record([], was=2, at=AT)
