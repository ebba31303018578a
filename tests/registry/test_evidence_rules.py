"""What a portfolio counts, and how little it says: told without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from proto.cases.v1 import facts_pb2 as of_cases
from proto.referral.v1 import facts_pb2 as of_referral
from services.cases import codes as codes_of_cases
from services.kit.errors import Invalid, Stale
from services.kit.facts import Fact
from services.registry import certificates, evidence, statements, wire, works
from services.registry.evidence import Deed, Entry, HiddenEntry, OwnWork, StillServing
from services.registry.statements import Figures, Span

AT = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # the third of March in Manggar
TODAY = date(2026, 3, 3)
LILANGAN, GANTUNG = "1906022004", "190602"


def deed(kind: str = "recorded", **other: Any) -> Deed:
    told: dict[str, Any] = dict(
        sub="rahma", thing_id=uuid4(), case_id=uuid4(), at=AT, sensitivity=1, ppks=0, village=LILANGAN, kec=GANTUNG
    )
    return Deed(kind, **told | other)


def entry(**other: Any) -> Entry:
    return evidence.written(
        deed(**other), office="1906", evidence_id=uuid4(), volunteer_id=uuid4(), print=b"print", matter=b"matter"
    )


# --- what an entry says ---


def test_a_request_without_type_says_day_and_village() -> None:
    told = entry()
    assert (told.kind, told.on, told.place, told.ppks) == ("recorded", TODAY, LILANGAN, None)
    assert not told.whole_month


def test_a_common_type_is_named_with_month_and_kecamatan_only() -> None:
    told = entry(ppks=8)
    assert (told.on, told.place, told.ppks, told.whole_month) == (date(2026, 3, 1), GANTUNG, 8, True)


@pytest.mark.parametrize("ppks", [3, 6, 7, 10, 14, 15, 16, 17, 18, 19])
def test_a_protected_type_is_never_named(ppks: int) -> None:
    assert entry(ppks=ppks).ppks is None


@pytest.mark.parametrize("ppks", [1, 2, 4, 5, 22, 26])
def test_neither_is_a_childs_nor_a_rare_one(ppks: int) -> None:
    assert entry(ppks=ppks).ppks is None


@pytest.mark.parametrize("sensitivity", [2, 3])
def test_what_is_flagged_names_no_type_whatever_it_is(sensitivity: int) -> None:
    assert entry(ppks=8, sensitivity=sensitivity).ppks is None


def test_without_a_village_an_entry_says_month_and_kabupaten() -> None:
    told = entry(village="", kec="")
    assert (told.on, told.place, told.whole_month) == (date(2026, 3, 1), "1906", True)


def test_no_type_that_may_be_named_is_protected_or_of_children_and_all_are_called_as_cases_calls_them() -> None:
    for code in works.codes(works.TYPES):
        theirs = codes_of_cases.current("types", TODAY).find(code.code)
        assert theirs is not None
        assert not theirs.protected
        assert not theirs.child
        assert theirs.words == code.words


# --- whose it is, as facts tell ---


def told_by(noun: str, past: str, message: Any, **standing: Any) -> Fact:
    service = "cases" if noun == "case" else "referral"
    of = of_cases if service == "cases" else of_referral
    said = message(**{f"{noun}_id": str(uuid4())}, standing=of.Standing(**standing))
    return Fact(noun, past, uuid4(), "1906", "1906", LILANGAN, AT, said.SerializeToString(), service=service)


CASE = {"type": 8, "sensitivity": 1, "village": LILANGAN, "kec": GANTUNG, "recorded_by": "rahma", "done_by": "jaka"}
LIGHT = {"case_id": str(uuid4()), "sensitivity": 1, "village": LILANGAN, "kec": GANTUNG, "sent_by": "rahma"}


@pytest.mark.parametrize(
    ("past", "message", "kind", "sub"),
    [
        ("opened", of_cases.CaseOpened, "recorded", "rahma"),
        ("verified", of_cases.CaseVerified, "verified", "jaka"),
        ("solved", of_cases.CaseSolved, "solved", "jaka"),
        ("closed", of_cases.CaseClosed, "closed", "rahma"),
    ],
)
def test_a_case_counts_for_who_did_it(past: str, message: Any, kind: str, sub: str) -> None:
    found = wire.deed(told_by("case", past, message, **CASE))
    assert found is not None
    assert (found.kind, found.sub, found.village, found.ppks) == (kind, sub, LILANGAN, 8)
    assert found.case_id == found.thing_id


def test_a_fact_from_before_it_said_who_did_it_counts_for_who_is_known() -> None:
    old = {name: value for name, value in CASE.items() if name != "done_by"}
    solved = wire.deed(told_by("case", "solved", of_cases.CaseSolved, **old))
    assert solved is not None
    assert solved.sub == "rahma"
    assert wire.deed(told_by("case", "verified", of_cases.CaseVerified, **old)) is None


@pytest.mark.parametrize("past", ["returned", "completed", "accepted", "assigned", "staged", "needed"])
def test_other_steps_of_a_case_count_for_nobody(past: str) -> None:
    assert wire.deed(told_by("case", past, of_cases.CaseOpened, **CASE)) is None


def test_a_case_that_ends_because_it_was_erased_counts_for_nobody() -> None:
    said = of_cases.CaseClosed(case_id=str(uuid4()), standing=of_cases.Standing(**CASE), reason="erased")
    fact = Fact("case", "closed", uuid4(), "1906", "1906", "1906", AT, said.SerializeToString(), service="cases")
    assert wire.deed(fact) is None


def test_a_protected_case_counts_for_nobody_and_takes_back_what_stood() -> None:
    fact = told_by("case", "completed", of_cases.CaseCompleted, type=16, sensitivity=3, old_status="returned")
    assert wire.deed(fact) is None
    assert wire.protected(fact) == fact.subject_id
    assert wire.protected(told_by("case", "verified", of_cases.CaseVerified, **CASE)) is None


@pytest.mark.parametrize(
    ("past", "message", "kind"),
    [
        ("suggested", of_referral.ConnectionSuggested, "connected"),
        ("accompanied", of_referral.ConnectionAccompanied, "accompanied"),
        ("served", of_referral.ConnectionServed, "served"),
    ],
)
def test_a_connection_counts_for_who_took_the_step_under_the_case_that_it_is_about(
    past: str, message: Any, kind: str
) -> None:
    found = wire.deed(told_by("connection", past, message, **LIGHT | {"done_by": "sari"}))
    assert found is not None
    assert (found.kind, found.sub, found.case_id) == (kind, "sari", UUID(LIGHT["case_id"]))


def test_a_referral_that_was_served_counts_for_who_recorded_the_person() -> None:
    served = told_by("referral", "served", of_referral.ReferralServed, **LIGHT | {"recorded_by": "rahma"})
    found = wire.deed(served)
    assert found is not None
    assert (found.kind, found.sub) == ("referral_served", "rahma")
    assert wire.deed(replace(served, past="sent")) is None


def test_the_same_deed_bears_the_same_mark_and_another_deed_another() -> None:
    one = deed()
    assert replace(one, at=AT.replace(hour=21)).mark == one.mark
    assert replace(one, kind="closed").mark != one.mark
    assert deed().mark != one.mark


# --- what she and her supervisor add ---


def test_a_note_stands_beside_an_entry_and_changes_nothing_else_of_it() -> None:
    before = entry().attest(by="jaka", name="Jaka Contoh", at=AT).now
    now = before.annotate(" Tiga kali datang. ", was=2).now
    assert now == replace(before, note="Tiga kali datang.", version=3)


def test_a_note_longer_than_a_paragraph_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        entry().annotate("x" * 501, was=1)
    assert set(refusal.value.fields) == {"note"}


def test_a_hidden_entry_stays_and_can_be_shown_again() -> None:
    hidden = entry().hide(True, was=1).now
    assert hidden.hidden
    assert not hidden.hide(False, was=2).now.hidden


def test_a_stale_page_changes_nothing() -> None:
    with pytest.raises(Stale):
        entry().annotate("x", was=2)
    with pytest.raises(Stale):
        entry().hide(True, was=0)


def test_an_attestation_names_who_and_when_and_the_first_one_stands() -> None:
    attested = entry().attest(by="jaka", name="Jaka Contoh", at=AT).now
    assert (attested.attested_by, attested.attested_name, attested.attested_at) == ("jaka", "Jaka Contoh", AT)
    assert attested.attest(by="dinas", name="Dinas Contoh", at=AT).now is attested


def test_what_she_has_hidden_is_not_attested() -> None:
    with pytest.raises(HiddenEntry):
        entry().hide(True, was=1).now.attest(by="jaka", name="Jaka Contoh", at=AT)


def test_nobody_attests_her_own_work() -> None:
    evidence.require_another("rahma", "jaka")
    with pytest.raises(OwnWork):
        evidence.require_another("jaka", "jaka")


def test_a_commendation_is_the_offices_and_stands_attested() -> None:
    told = commended()
    assert (told.kind, told.title, told.attested_name) == (works.COMMENDED, "Piagam PSM Teladan", "Lela Contoh")


@pytest.mark.parametrize(
    ("other", "field"), [({"title": " x "}, "title"), ({"title": "x" * 151}, "title"), ({"on": date(2026, 3, 4)}, "on")]
)
def test_a_commendation_without_words_or_of_a_day_to_come_is_refused(other: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        commended(**other)
    assert set(refusal.value.fields) == {field}


def commended(**other: Any) -> Entry:
    told: dict[str, Any] = dict(title="  Piagam PSM  Teladan ", on=TODAY)
    return evidence.commended(
        office="1906", evidence_id=uuid4(), volunteer_id=uuid4(), print=b"print", by="lela", name="Lela Contoh", at=AT,
        **told | other,
    ).now  # fmt: skip


def test_what_somebody_did_is_erased_only_after_the_service_has_ended() -> None:
    evidence.require_ended(True)
    with pytest.raises(StillServing):
        evidence.require_ended(False)


# --- what a statement says ---


def test_months_are_summed_and_what_is_hidden_is_counted_apart() -> None:
    first = Figures({"recorded": 3, "verified": 1}, attested=2, hidden=1, lesson_hours=16, minutes=90)
    told = statements.summed([first, Figures({"recorded": 2}, attested=2, minutes=60)])
    assert told == Figures({"recorded": 5, "verified": 1}, attested=4, hidden=1, lesson_hours=16, minutes=150)
    assert told.entries == 6


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 1), date(2026, 2, 1)),  # backwards
        (date(2026, 1, 1), date(2026, 4, 1)),  # a month to come
        (date(1999, 1, 1), date(2000, 1, 1)),
        (date(2020, 1, 1), date(2026, 3, 1)),  # longer than sixty months
    ],
)
def test_a_span_that_is_none_is_refused(first: date, last: date) -> None:
    with pytest.raises(Invalid):
        statements.require_span(first, last, today=TODAY)


def test_a_span_is_whole_months_and_this_one_may_be_in_it() -> None:
    span = statements.require_span(date(2026, 1, 15), TODAY, today=TODAY)
    assert span == Span(date(2026, 1, 1), date(2026, 3, 1))
    assert (span.end, span.written) == (date(2026, 4, 1), "Januari 2026 sampai Maret 2026")


def test_a_token_of_a_statement_is_none_of_a_certificate() -> None:
    def seal(text: str) -> bytes:
        return sha256(f"statement {text}".encode()).digest()

    def other(text: str) -> bytes:
        return sha256(f"certificate {text}".encode()).digest()

    statement_id = uuid4()
    token = certificates.token("1906", statement_id, seal)
    assert certificates.read_token(token, seal) == ("1906", statement_id)
    assert certificates.read_token(token, other) is None
