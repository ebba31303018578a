"""An import from the file to the last row recorded, told without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.kit.change import Change, Duty
from services.kit.errors import Conflict, Stale, Words
from services.registry import imports, volunteers
from services.registry.columns import Row
from services.registry.imports import APPLY, CLEAR, READ, Import, NotChecked, NothingToRecord, RowsGone, Status
from services.registry.staged_rows import Fate, Staged
from tests.registry.test_appointing_rules import appoint

AT = datetime(2026, 11, 29, 8, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)


def rows(*fates: Fate) -> list[Staged]:
    return [Staged(line, uuid4(), Row(), fate) for line, fate in enumerate(fates, start=2)]


def received() -> Import:
    return imports.receive(office="1906", import_id=uuid4(), file_print=b"x", by="budi", at=AT).now


def checked(*fates: Fate) -> Import:
    return received().checked(rows(*fates), ignored=()).now


def test_a_file_is_read_at_once_and_cleared_away_after_seven_days() -> None:
    change = imports.receive(office="1906", import_id=uuid4(), file_print=b"x", by="budi", at=AT)
    assert [(duty.kind, duty.due_at) for duty in change.duties] == [(READ, AT), (CLEAR, AT + timedelta(days=7))]
    assert change.now.status is Status.RECEIVED


def test_rows_are_counted_by_their_fate() -> None:
    found = checked(Fate.NEW, Fate.NEW, Fate.WARNED, Fate.DUPLICATE, Fate.WRONG)
    assert (found.rows, found.waiting, found.recorded) == (5, 3, 0)


def test_a_file_that_cannot_be_read_says_why_and_ends() -> None:
    found = received().refused(Words("Kosong.", "Empty."), at=AT).now
    assert (found.status, found.refusal, found.ended) == (Status.REFUSED, Words("Kosong.", "Empty."), True)


def test_nothing_is_recorded_before_somebody_confirms() -> None:
    change = checked(Fate.NEW).confirm(was=2, at=LATER)
    assert change.now.status is Status.APPLYING
    assert [(duty.kind, duty.due_at) for duty in change.duties] == [(APPLY, LATER)]


def test_an_import_without_a_row_to_record_is_not_confirmed() -> None:
    with pytest.raises(NothingToRecord):
        checked(Fate.WRONG, Fate.DUPLICATE).confirm(was=2, at=LATER)


@pytest.mark.parametrize("verb", ["confirm", "withdraw"])
def test_what_is_not_waiting_is_neither_confirmed_nor_withdrawn(verb: str) -> None:
    for found in (
        received(),
        replace(checked(Fate.NEW), status=Status.APPLYING),
        checked(Fate.NEW).withdraw(was=2, at=AT).now,
    ):
        with pytest.raises(NotChecked):
            getattr(found, verb)(was=found.version, at=LATER)


def test_what_was_typed_is_looked_at_only_until_somebody_decides() -> None:
    checked(Fate.WRONG).require_rows()
    for status in set(Status) - {Status.CHECKED}:
        with pytest.raises(RowsGone):
            replace(checked(Fate.WRONG), status=status).require_rows()


@pytest.mark.parametrize("verb", ["confirm", "withdraw"])
def test_a_version_that_was_overtaken_is_stale(verb: str) -> None:
    with pytest.raises(Stale):
        getattr(checked(Fate.NEW), verb)(was=1, at=LATER)


def test_after_a_batch_the_next_one_is_due_ahead_of_the_accounts() -> None:
    applying = checked(*[Fate.NEW] * 3, Fate.WRONG).confirm(was=2, at=LATER).now
    before = rows(Fate.NEW, Fate.NEW)
    change = applying.recorded_batch(before, [row.recorded() for row in before], at=LATER + timedelta(seconds=9))
    assert (change.now.status, change.now.recorded, change.now.waiting) == (Status.APPLYING, 2, 1)
    assert change.duties == [Duty(APPLY, applying.import_id, LATER)]


def test_the_last_batch_ends_it_and_a_row_overtaken_meanwhile_is_counted_as_what_it_is() -> None:
    applying = checked(Fate.NEW, Fate.WARNED).confirm(was=2, at=LATER).now
    before = rows(Fate.NEW, Fate.WARNED)
    change = applying.recorded_batch(before, [before[0].recorded(), replace(before[1], fate=Fate.DUPLICATE)], at=LATER)
    assert (change.now.status, change.now.ended_at, change.duties) == (Status.APPLIED, LATER, [])
    assert change.now.counts == {Fate.RECORDED: 1, Fate.DUPLICATE: 1}


def test_accounts_are_due_one_after_the_other() -> None:
    applying = checked(Fate.NEW).confirm(was=2, at=LATER).now
    volunteer = appoint()
    appointed = Change(volunteer, duties=[Duty(volunteers.ALIGN_ACCOUNT, volunteer.volunteer_id, LATER)])
    due = [applying.paced(appointed, number=number, at=LATER).duties[0].due_at for number in (0, 1, 500)]
    first = LATER + imports.LEAD
    assert due == [first, first + imports.PACE, first + 500 * imports.PACE]


def test_the_more_batches_the_later_the_first_account() -> None:
    applying = checked(*[Fate.NEW] * 1200).confirm(was=2, at=LATER).now
    change = applying.paced(Change(appoint(), duties=[Duty("x", uuid4(), LATER)]), number=0, at=LATER)
    assert change.duties[0].due_at == LATER + 3 * imports.LEAD


def test_after_seven_days_what_nobody_confirmed_has_expired() -> None:
    week = AT + timedelta(days=7)
    assert checked(Fate.NEW).cleared(at=week).now.status is Status.EXPIRED
    ended = checked(Fate.NEW).withdraw(was=2, at=AT).now
    assert ended.cleared(at=week).now.status is Status.WITHDRAWN


def test_what_was_cleared_away_is_not_revived_by_whoever_reads_it_late() -> None:
    expired = received().cleared(at=LATER).now
    assert expired.checked(rows(Fate.NEW), ignored=()).now is expired
    assert expired.refused(Words("Kosong.", "Empty."), at=LATER).now is expired


def test_what_is_being_recorded_is_not_cleared_away_under_it() -> None:
    applying = checked(Fate.NEW).confirm(was=2, at=LATER).now
    change = applying.cleared(at=LATER)
    assert (change.now, [duty.kind for duty in change.duties]) == (applying, [CLEAR])


def test_refusals_say_what_to_do_in_both_languages() -> None:
    there = (imports.SameFile, imports.NotChecked, imports.RowsGone, imports.NothingToRecord, imports.OtherImport)
    for refusal in there:
        assert issubclass(refusal, Conflict)
        assert refusal.words.id.count(".") >= 1 and refusal.words.id != refusal.words.en


def test_the_readme_shows_every_status_with_its_words_and_whose_move_it_is() -> None:
    readme = Path(imports.__file__).with_name("README.md").read_text(encoding="utf-8")
    for status, (words, turn) in imports.STATUSES.items():
        assert f"| `{status}` | {words.id} | {turn} |" in readme
