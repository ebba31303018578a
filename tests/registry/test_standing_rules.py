"""Suspending, reinstating, ending: the same for volunteers and officers."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.kit.errors import Invalid, Stale
from services.registry import officers, standings, volunteers
from services.registry.accounts import AccountNotReady
from services.registry.decrees import Decree
from services.registry.officers import LetterAnswered, Letterhead, Officer, OfficerEnrolled
from services.registry.standings import AlreadyEnded, AlreadySuspended, NotSuspended, Status
from services.registry.volunteers import Volunteer, VolunteerEnded, VolunteerReinstated, VolunteerSuspended

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)


def psm() -> Volunteer:
    return volunteers.appoint(
        office="1906", volunteer_id=uuid4(), role=volunteers.Role.PSM, name="Rahma Contoh", villages=("1906022004",),
        kec=None, decree=Decree("1", "Bupati", date(2026, 1, 1), date(2026, 1, 1)), username="rahma", incumbent=None,
        at=AT,
    ).now  # fmt: skip


def officer(by_letter: Letterhead | None = None) -> Officer:
    return officers.appoint(
        office="1906", officer_id=uuid4(), name="Jaka Umpama", roles=(officers.Role.DINAS,), username="jaka",
        by_letter=by_letter, at=AT,
    ).now  # fmt: skip


@pytest.mark.parametrize("person", [psm(), officer()])
def test_who_is_suspended_has_no_token_that_counts(person: Volunteer | Officer) -> None:
    now = person.suspend(reason="menunggu pemeriksaan", was=1, at=LATER).now
    assert now.standing.status is Status.SUSPENDED
    assert now.standing.not_before == LATER
    assert now.version == 2


@pytest.mark.parametrize("person", [psm(), officer()])
def test_who_is_reinstated_needs_a_new_token(person: Volunteer | Officer) -> None:
    suspended = person.suspend(reason="menunggu pemeriksaan", was=1, at=AT).now
    now = suspended.reinstate(reason="pemeriksaan selesai", was=2, at=LATER).now
    assert now.standing.active
    assert now.standing.not_before == LATER


@pytest.mark.parametrize("person", [psm(), officer()])
def test_an_end_is_for_ever(person: Volunteer | Officer) -> None:
    ended = person.end(reason="pindah ke kabupaten lain", was=1, at=AT).now
    for verb in (ended.suspend, ended.reinstate, ended.end):
        with pytest.raises(AlreadyEnded):
            verb(reason="kembali bertugas", was=2, at=LATER)


def test_nobody_is_suspended_twice_or_reinstated_while_at_work() -> None:
    suspended = psm().suspend(reason="menunggu pemeriksaan", was=1, at=AT).now
    with pytest.raises(AlreadySuspended):
        suspended.suspend(reason="menunggu pemeriksaan", was=2, at=LATER)
    with pytest.raises(NotSuspended):
        psm().reinstate(reason="selesai", was=1, at=LATER)


@pytest.mark.parametrize("reason", ["", "  ", "x", "x" * 501])
def test_nobody_is_judged_without_a_reason(reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        psm().suspend(reason=reason, was=1, at=AT)
    assert set(refusal.value.fields) == {"reason"}


def test_a_page_that_is_behind_changes_nothing() -> None:
    with pytest.raises(Stale):
        psm().suspend(reason="menunggu pemeriksaan", was=0, at=AT)


def test_each_step_is_announced_with_the_post_as_it_is_now_and_asks_for_the_account_to_follow() -> None:
    suspended = psm().suspend(reason="periksa", was=1, at=AT)
    steps = [
        (suspended, VolunteerSuspended, Status.SUSPENDED),
        (suspended.now.reinstate(reason="beres", was=2, at=AT), VolunteerReinstated, Status.ACTIVE),
        (psm().end(reason="pindah", was=1, at=AT), VolunteerEnded, Status.ENDED),
    ]
    for change, fact, status in steps:
        assert [type(told) for told in change.facts] == [fact]
        assert change.facts[0].post.standing.status is status
        assert [duty.kind for duty in change.duties] == [volunteers.ALIGN_ACCOUNT]


def test_an_account_that_is_told_twice_is_announced_once() -> None:
    first = officer().enrol(sub="s-1", was=1, at=AT)
    assert [type(fact) for fact in first.facts] == [OfficerEnrolled]
    assert first.now.enrol(sub="s-1", was=2, at=LATER).facts == []


def test_an_account_made_for_an_older_wish_is_not_written_down() -> None:
    suspended = psm().suspend(reason="menunggu pemeriksaan", was=1, at=AT).now
    with pytest.raises(Stale):
        suspended.enrol(sub="s-1", was=1, at=LATER)


def test_the_sender_of_a_letter_hears_of_the_account() -> None:
    head = Letterhead(uuid4(), "00")
    change = officer(by_letter=head).enrol(sub="s-1", was=1, at=AT)
    assert change.facts[1] == LetterAnswered(head, "1906", "s-1", AT)


def test_a_slip_needs_an_account_and_somebody_at_work() -> None:
    with pytest.raises(AccountNotReady):
        psm().require_slip()
    enrolled = psm().enrol(sub="s-1", was=1, at=AT).now
    enrolled.require_slip()
    with pytest.raises(AlreadySuspended):
        enrolled.suspend(reason="menunggu pemeriksaan", was=2, at=AT).now.require_slip()


def test_the_readme_shows_the_statuses_as_they_are() -> None:
    shown = Path(standings.__file__).with_name("README.md").read_text()
    for status, (words, turn) in standings.STATUSES.items():
        assert f"| `{status}` | {words.id} | {turn} |" in shown
