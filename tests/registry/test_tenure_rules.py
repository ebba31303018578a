"""What comes and goes in a volunteer's service, told without a database: a further SK, leave, cover."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Conflict, Invalid, Stale
from services.registry import volunteers
from services.registry.covers import Cover, CoverStands, NoSuchCover, SeatServed
from services.registry.decrees import Decree
from services.registry.leaves import AlreadyOnLeave, NotOnLeave
from services.registry.standings import AlreadyEnded, AlreadySuspended
from services.registry.volunteers import END_COVER, END_LEAVE, Role, SeatTaken, Volunteer

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SK = Decree("141/12", "Kepala Desa Lilangan", date(2026, 2, 1), date(2026, 2, 1), date(2026, 12, 31))
NEXT = Decree("141/40", "Kepala Desa Lilangan", date(2026, 3, 1), date(2027, 1, 1), date(2027, 12, 31))
LILANGAN, GANTUNG, LALANG = "1906022004", "1906022001", "1906012006"
SEAT, MANGGAR = "190602", "190601"


def psm(**other: Any) -> Volunteer:
    return _appointed(role=Role.PSM, villages=(LILANGAN,), kec=None, **other)


def tksk(**other: Any) -> Volunteer:
    return _appointed(role=Role.TKSK, villages=(), kec=SEAT, **other)


def _appointed(**given: Any) -> Volunteer:
    told: dict[str, Any] = dict(
        office="1906", volunteer_id=uuid4(), name="Rahma Contoh", decree=SK, username="rahma.contoh", incumbent=None,
        at=AT,
    )  # fmt: skip
    return volunteers.appoint(**told | given).now


def moved(who: Volunteer, **other: Any) -> Volunteer:
    told: dict[str, Any] = dict(villages=(GANTUNG,), kec=MANGGAR, incumbent=None, was=who.version, at=AT)
    return who.move(NEXT, **told | other).now


def on_leave(who: Volunteer, days: int = 30) -> Volunteer:
    change = who.begin_leave(
        reason="Melahirkan", returns_on=TODAY + timedelta(days=days), was=who.version, at=AT
    )  # fmt: skip
    return change.now


def cover(**other: Any) -> Cover:
    told: dict[str, Any] = dict(
        cover_id=uuid4(), villages=(GANTUNG,), kec=MANGGAR, ends_on=TODAY + timedelta(days=30), reason="Rekan cuti",
        decided_by="Kepala Bidang", begun_at=AT,
    )  # fmt: skip
    return Cover(**told | other)


def covering(who: Volunteer, *, served: bool = False, **other: Any) -> Volunteer:
    return who.begin_cover(cover(**other), seat_served=served, was=who.version, at=AT).now


def refused(do: Any) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        do()
    return refusal.value


# --- a further SK ---


def test_a_renewal_keeps_her_places_and_is_announced_with_the_post() -> None:
    who = psm()
    change = who.renew(NEXT, was=1, at=AT)
    assert (change.now.decree, change.now.villages, change.now.version) == (NEXT, who.villages, 2)
    assert change.facts == [volunteers.VolunteerRenewed(who.volunteer_id, change.now.post, AT)]


def test_the_same_sk_is_not_recorded_twice() -> None:
    again = replace(NEXT, number=f" {SK.number} ", issued_on=SK.issued_on)
    assert set(refused(lambda: psm().renew(again, was=1, at=AT)).fields) == {"sk.number"}
    assert psm().renew(replace(NEXT, number=SK.number), was=1, at=AT), "a number of another day is another SK"


def test_an_sk_that_has_ended_renews_nothing() -> None:
    late = replace(NEXT, starts_on=date(2026, 1, 1), ends_on=TODAY - timedelta(days=1))
    assert set(refused(lambda: psm().renew(late, was=1, at=AT)).fields) == {"sk.ends_on"}


def test_who_has_ended_is_appointed_anew_and_neither_renewed_nor_moved() -> None:
    ended = psm().end(reason="pindah", was=1, at=AT).now
    with pytest.raises(AlreadyEnded):
        ended.renew(NEXT, was=2, at=AT)
    with pytest.raises(AlreadyEnded):
        moved(ended)


def test_who_is_suspended_can_be_renewed_for_the_paper_does_not_wait() -> None:
    suspended = psm().suspend(reason="diperiksa", was=1, at=AT).now
    assert suspended.renew(NEXT, was=2, at=AT).now.decree == NEXT


def test_a_psm_moves_to_other_villages_of_the_kabupaten() -> None:
    now = moved(psm(), villages=(LALANG,))
    assert (now.villages, now.kec, now.decree) == ((LALANG,), MANGGAR, NEXT)
    assert refused(lambda: moved(psm(), villages=("1902011001",))).code == "outside-kabupaten"


def test_a_move_to_where_she_is_is_none() -> None:
    refusal = refused(lambda: moved(psm(), villages=(LILANGAN,)))
    assert (refusal.code, set(refusal.fields)) == ("not-moved", {"villages"})
    assert set(refused(lambda: moved(tksk(), kec=SEAT)).fields) == {"kec"}


def test_a_tksk_moves_into_a_seat_that_is_free() -> None:
    assert moved(tksk()).kec == MANGGAR
    with pytest.raises(SeatTaken):
        moved(tksk(), incumbent=UUID(int=1))


def test_who_covers_others_moves_once_that_has_ended() -> None:
    with pytest.raises(CoverStands):
        moved(covering(psm()), villages=(LALANG,))


@pytest.mark.parametrize("verb", ["renew", "begin_leave", "end_leave", "begin_cover", "end_cover"])
def test_a_page_that_is_behind_changes_nothing(verb: str) -> None:
    given: dict[str, dict[str, Any]] = {
        "renew": {"decree": NEXT}, "begin_leave": {"reason": "sakit", "returns_on": TODAY}, "end_leave": {},
        "begin_cover": {"cover": cover(), "seat_served": False}, "end_cover": {"cover_id": uuid4()},
    }  # fmt: skip
    with pytest.raises(Stale):
        getattr(psm(), verb)(**given[verb], was=0, at=AT)


# --- leave ---


def test_who_is_on_leave_keeps_her_places_and_meets_nobody() -> None:
    now = on_leave(psm())
    assert now.standing.active and now.leave is not None
    assert now.post.villages == (LILANGAN,)
    assert now.post.standing.not_before is None, "she is not locked out"


def test_a_leave_ends_by_itself_on_the_day_of_return_as_it_begins_there() -> None:
    change = psm().begin_leave(reason="Melahirkan", returns_on=TODAY + timedelta(days=30), was=1, at=AT)
    [duty] = change.duties
    assert (duty.kind, duty.due_at) == (END_LEAVE, datetime(2026, 3, 31, 17, 0, tzinfo=UTC)), "midnight in WIB"
    assert change.now.end_past_leave(at=duty.due_at - timedelta(seconds=1)).facts == []
    back = change.now.end_past_leave(at=duty.due_at)
    assert back.now.standing.active and back.now.leave is None
    assert [type(told) for told in back.facts] == [volunteers.VolunteerLeaveEnded]


def test_who_came_back_early_is_not_brought_back_once_more() -> None:
    early = on_leave(psm()).end_leave(was=2, at=AT)
    assert early.discharged == [END_LEAVE]
    assert early.now.end_past_leave(at=AT + timedelta(days=60)).facts == []


def test_her_silence_is_counted_from_the_day_that_she_is_back() -> None:
    back = AT + timedelta(days=10)
    assert on_leave(psm()).end_leave(was=2, at=back).now.standing.since_at == back


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_leave_ends_between_tomorrow_and_in_a_year(days: int) -> None:
    assert set(refused(lambda: on_leave(psm(), days)).fields) == {"returns_on"}


def test_nobody_goes_on_leave_twice_or_returns_from_none() -> None:
    with pytest.raises(AlreadyOnLeave):
        on_leave(on_leave(psm()))
    with pytest.raises(NotOnLeave):
        psm().end_leave(was=1, at=AT)


def test_who_is_suspended_goes_on_no_leave_and_who_covers_others_only_afterwards() -> None:
    with pytest.raises(AlreadySuspended):
        on_leave(psm().suspend(reason="diperiksa", was=1, at=AT).now)
    with pytest.raises(CoverStands):
        on_leave(covering(psm()))


# --- cover ---


def test_cover_adds_villages_to_what_she_sees_and_nothing_to_her_appointment() -> None:
    change = psm().begin_cover(cover(), seat_served=False, was=1, at=AT)
    assert change.now.villages == (LILANGAN,)
    assert change.now.post.villages == (GANTUNG, LILANGAN)
    assert change.facts == [volunteers.VolunteerCoverBegun(change.now.volunteer_id, change.now.post, AT)]


def test_cover_ends_by_itself_the_day_after_its_last() -> None:
    change = psm().begin_cover(cover(ends_on=TODAY), seat_served=False, was=1, at=AT)
    [duty] = change.duties
    assert (duty.kind, duty.due_at) == (END_COVER, datetime(2026, 3, 2, 17, 0, tzinfo=UTC))
    assert change.now.end_past_covers(at=duty.due_at - timedelta(seconds=1)).facts == []
    ended = change.now.end_past_covers(at=duty.due_at)
    assert ended.now.post.villages == (LILANGAN,)
    assert ended.discharged == [END_COVER]


def test_of_two_covers_the_one_that_is_over_ends_and_the_other_stays() -> None:
    both = covering(covering(psm(), ends_on=TODAY), villages=(LALANG,))
    left = both.end_past_covers(at=AT + timedelta(days=2))
    assert [one.villages for one in left.now.covers] == [(LALANG,)]
    assert left.discharged == [], "the other's day is still to come"


def test_a_tksk_acts_for_a_whole_kecamatan_and_is_not_appointed_there() -> None:
    now = covering(tksk())
    assert (now.kec, now.post.kec) == (SEAT, SEAT)
    assert now.post.villages == tuple(area.codes(MANGGAR, Level.DESA))


def test_nobody_acts_where_a_tksk_is_at_work() -> None:
    with pytest.raises(SeatServed):
        covering(tksk(), served=True)
    assert issubclass(SeatServed, Conflict)


def test_a_village_that_she_serves_already_needs_no_cover_by_her() -> None:
    for again in (lambda: covering(psm(), villages=(LILANGAN,)), lambda: covering(covering(psm()))):
        refusal = refused(again)
        assert (refusal.code, set(refusal.fields)) == ("served-already", {"villages"})
    assert refused(lambda: covering(tksk(), kec=SEAT)).fields.keys() == {"kec"}


def test_nobody_serves_more_than_twenty_villages_with_cover() -> None:
    many = tuple(village for village in area.codes("1906", Level.DESA) if village != LILANGAN)[:20]
    assert set(refused(lambda: covering(psm(), villages=many)).fields) == {"villages"}
    assert covering(psm(), villages=many[:19]).covers


@pytest.mark.parametrize(("wrong", "field"), [
    ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"), ({"ends_on": TODAY + timedelta(days=367)}, "ends_on"),
    ({"decided_by": " "}, "decided_by"), ({"reason": ""}, "reason"), ({"villages": ()}, "villages"),
])  # fmt: skip
def test_cover_says_until_when_why_and_who_decided(wrong: dict[str, Any], field: str) -> None:
    assert set(refused(lambda: covering(psm(), **wrong)).fields) == {field}


def test_all_that_is_wrong_with_a_cover_is_said_at_once() -> None:
    wrong = refused(lambda: covering(psm(), ends_on=TODAY - timedelta(days=1), reason="", decided_by=""))
    assert set(wrong.fields) == {"ends_on", "reason", "decided_by"}


def test_who_is_away_or_suspended_covers_for_nobody() -> None:
    with pytest.raises(AlreadyOnLeave):
        covering(on_leave(psm()))
    with pytest.raises(AlreadySuspended):
        covering(psm().suspend(reason="diperiksa", was=1, at=AT).now)


def test_a_cover_is_ended_once() -> None:
    now = covering(psm())
    ended = now.end_cover(now.covers[0].cover_id, was=2, at=AT).now
    with pytest.raises(NoSuchCover):
        ended.end_cover(now.covers[0].cover_id, was=3, at=AT)


def test_leave_and_cover_end_with_the_service() -> None:
    change = covering(psm()).end(reason="pindah", was=2, at=AT)
    assert change.now.post.villages == (LILANGAN,)
    assert change.discharged == [END_LEAVE, END_COVER]
    assert on_leave(psm()).end(reason="pindah", was=2, at=AT).now.leave is None
