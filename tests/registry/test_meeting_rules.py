"""Where a Kasi Kesra holds meetings, who came, what is decided and by whom done: told without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kit.errors import Invalid, Refusal, Stale
from services.registry import meetings, papers
from services.registry.meetings import (
    REMIND,
    AlreadyConcluded,
    BeforeTheDay,
    Decision,
    Invitee,
    Meeting,
    NotHeld,
    NotInvited,
    NotThisWay,
    OtherKecamatan,
    Outcome,
    Status,
)
from services.registry.profiles import Profile
from tests.registry.test_certifying import text_of

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)  # nine in the morning at Manggar
DAY = date(2026, 3, 10)
SRI, RAHMA, JAKA = UUID(int=1), UUID(int=2), UUID(int=3)
SERVING = (
    Invitee(SRI, "Sri Contoh", "kasi_kesra", "190602"), Invitee(JAKA, "Jaka Contoh", "tksk", "190602"),
    Invitee(RAHMA, "Rahma Contoh", "psm", "1906022003"),
)  # fmt: skip


def planned(**other: Any) -> Meeting:
    given: dict[str, Any] = dict(
        office="1906", meeting_id=uuid4(), kec=None, own="190602", day=DAY, begins="09.00", place="Aula kecamatan",
        agenda=["Verifikasi data", "Desa kosong"], at=AT,
    )  # fmt: skip
    return meetings.plan(**given | other).now


def held(**other: Any) -> Meeting:
    return planned(**other).hold([SRI, RAHMA], invited=SERVING, guests="", was=1, at=AT).now


def decided(**other: Any) -> Decision:
    given: dict[str, Any] = dict(
        what="Data desa dilengkapi", owner_id=RAHMA, due_on=DAY + timedelta(days=14), at=AT
    )  # fmt: skip
    return held().decide(uuid4(), **given | other).now


def test_a_meeting_is_of_the_kecamatan_of_its_kasi_kesra() -> None:
    assert planned().kec == "190602"
    with pytest.raises(OtherKecamatan):
        planned(kec="190601")


@pytest.mark.parametrize(("other", "field"), [
    ({"place": "A"}, "place"),
    ({"begins": "pagi"}, "begins"), ({"begins": "25.00"}, "begins"), ({"begins": "9.00"}, "begins"),
    ({"agenda": []}, "agenda"), ({"agenda": ["x"] * 21}, "agenda"), ({"agenda": ["Kasus 1906-26-K7QF3M"]}, "agenda"),
    ({"kec": "999999"}, "kec"),
])  # fmt: skip
def test_what_is_wrong_with_a_plan_is_named_by_its_field(other: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        planned(**other)
    assert set(refusal.value.fields) == {field}


def test_who_came_is_written_down_on_the_day_and_not_before() -> None:
    tomorrow = planned(day=DAY + timedelta(days=1))
    with pytest.raises(BeforeTheDay):
        tomorrow.hold([SRI], invited=SERVING, guests="", was=1, at=AT)
    late = datetime(2026, 3, 10, 17, 30, tzinfo=UTC)  # half past midnight at Manggar
    assert tomorrow.hold([SRI], invited=SERVING, guests="", was=1, at=late).now.status is Status.HELD


def test_only_who_serves_there_came_as_such_and_others_are_guests() -> None:
    with pytest.raises(NotInvited):
        planned().hold([uuid4()], invited=SERVING, guests="", was=1, at=AT)
    with pytest.raises(Invalid) as nobody:
        planned().hold([], invited=SERVING, guests="Bu Camat", was=1, at=AT)
    assert set(nobody.value.fields) == {"present"}
    with pytest.raises(Invalid) as telephone:
        planned().hold([SRI], invited=SERVING, guests="Bu Camat, 0812 3456 7890", was=1, at=AT)
    assert set(telephone.value.fields) == {"guests"}


def test_with_the_list_of_who_came_stands_still_who_belonged_there() -> None:
    corrected = held().hold([JAKA], invited=(), guests="", was=2, at=AT).now
    assert (corrected.invited, corrected.present) == (SERVING, frozenset({JAKA}))


def test_a_meeting_that_is_over_is_not_cancelled_nor_a_cancelled_one_held() -> None:
    with pytest.raises(NotThisWay):
        held().cancel(reason="Hujan", was=2)
    off = planned().cancel(reason="Banjir di kecamatan", was=1).now
    with pytest.raises(NotThisWay):
        off.hold([SRI], invited=SERVING, guests="", was=2, at=AT)
    with pytest.raises(Invalid):
        planned().cancel(reason=" ", was=1)


def test_decisions_and_minutes_come_after_the_list_of_who_came() -> None:
    with pytest.raises(NotHeld):
        planned().decide(uuid4(), what="Data dilengkapi", owner_id=SRI, due_on=DAY, at=AT)
    with pytest.raises(NotHeld):
        planned().require_held()


@pytest.mark.parametrize(("other", "field"), [
    ({"owner_id": None}, "owner_id"), ({"owner_id": UUID(int=9)}, "owner_id"), ({"what": "x"}, "what"),
    ({"what": "Urus NIK 1906 0226 0101 0001"}, "what"), ({"due_on": DAY - timedelta(days=1)}, "due_on"),
])  # fmt: skip
def test_a_decision_has_an_owner_who_serves_there_and_a_day(other: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        decided(**other)
    assert set(refusal.value.fields) == {field}


def test_its_owner_is_reminded_three_days_before_and_on_the_day() -> None:
    change = held().decide(uuid4(), what="Data dilengkapi", owner_id=RAHMA, due_on=date(2026, 3, 12), at=AT)
    assert [(duty.kind, duty.due_at.isoformat()) for duty in change.duties] == [
        (REMIND, "2026-03-12T06:00:00+07:00")
    ], "what lies behind is no reminder"
    ahead = held().decide(uuid4(), what="Data dilengkapi", owner_id=RAHMA, due_on=date(2026, 4, 1), at=AT)
    assert [duty.due_at.date().isoformat() for duty in ahead.duties] == ["2026-03-29", "2026-04-01"]


@pytest.mark.parametrize(("done", "outcome"), [(True, Outcome.DONE), (False, Outcome.NOT_DONE)])
def test_what_became_of_it_is_said_once_with_a_word_and_ends_the_reminders(done: bool, outcome: Outcome) -> None:
    change = decided().conclude(done=done, word=" Selesai  semua ", was=1)
    assert (change.now.outcome, change.now.word, change.discharged) == (outcome, "Selesai semua", [REMIND])
    with pytest.raises(AlreadyConcluded):
        change.now.conclude(done=True, word="Lagi", was=2)


@pytest.mark.parametrize("word", ["", "ok", "Hubungi 081234567890"])
def test_a_result_without_a_word_or_with_a_number_is_refused(word: str) -> None:
    with pytest.raises(Invalid) as refusal:
        decided().conclude(done=True, word=word, was=1)
    assert set(refusal.value.fields) == {"word"}


def test_whoever_is_behind_overwrites_nothing() -> None:
    stale: list[Any] = [
        lambda: planned().cancel(reason="Hujan lebat", was=7),
        lambda: planned().hold([SRI], invited=SERVING, guests="", was=7, at=AT),
        lambda: decided().conclude(done=True, word="Selesai", was=7),
    ]
    for told in stale:
        with pytest.raises(Stale):
            told()


def test_every_refusal_says_what_to_do_in_both_languages() -> None:
    found: list[type[Refusal]] = [
        OtherKecamatan, NotThisWay, NotHeld, BeforeTheDay, NotInvited, AlreadyConcluded,
    ]  # fmt: skip
    assert all(one.words.id.endswith(".") and one.words.en.endswith(".") for one in found)
    assert len({one.code for one in found}) == len(found)


def test_a_reminder_belongs_to_no_version() -> None:
    reminded = replace(decided(), reminded_on=DAY)
    assert reminded.conclude(done=True, word="Selesai", was=1).now.reminded_on == DAY


def test_the_minutes_say_who_came_who_did_not_and_what_is_to_be_done() -> None:
    head = Profile("1906", "Dinas Sosial Contoh", "Manggar")
    meeting = held(day=DAY).hold([SRI, RAHMA], invited=(), guests="Camat Gantung", was=2, at=AT).now
    told = text_of(papers.programmes.minutes(head, meeting, [decided()])).replace("\n", " ")
    for word in ("NOTULEN RAPAT KOORDINASI", "Kecamatan Gantung", "Selasa, 10 Maret 2026", "09.00 WIB",
                 "Hadir 2 dari 3 orang", "Tidak hadir: Jaka Contoh", "Undangan lain: Camat Gantung", "1. Verifikasi",
                 "Data desa dilengkapi", "24 Maret 2026", "Belum selesai", "Kasi Kesra Kecamatan Gantung"):  # fmt: skip
        assert word in told, word
