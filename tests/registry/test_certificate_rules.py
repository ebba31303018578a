"""Numbers, validity, revocation, and a token that nobody can make but us: told without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kit.errors import Invalid, Stale
from services.registry import certificates
from services.registry.certificates import AlreadyRevoked, Certificate, CertificateIssued, CertificateRevoked, State
from services.registry.participants import Participant
from services.registry.trainings import Audience, Status, Training
from tests.registry.test_participant_rules import LILANGAN, psm, seated
from tests.registry.test_training_rules import AT, at_stage

ON = date(2023, 11, 4)
LATER = AT + timedelta(days=2)


def seal(text: str) -> bytes:
    """Ours."""
    return sha256(f"ours {text}".encode()).digest()


def theirs(text: str) -> bytes:
    return sha256(f"theirs {text}".encode()).digest()


def issued(**other: Any) -> tuple[Training, Participant, Certificate, list[Any]]:
    training = at_stage(Status.FINISHED, **other)
    (one,) = seated(at_stage(Status.NOMINATING), psm())
    change = certificates.issue(training, [one], 7, [uuid4()], on=ON, at=LATER)
    return training, one, change.now[0], change.facts


def test_a_certificate_says_who_what_and_with_which_tier_and_authority() -> None:
    training, one, certificate, facts = issued()
    assert (certificate.name, certificate.title) == ("Rahma Contoh", training.plan.title)
    assert (certificate.tier, certificate.tier_words.id) == ("dasar", "Dasar · kabupaten")
    assert (certificate.number, certificate.kec) == ("007/SERT/1906/XI/2023", LILANGAN[:6])
    assert facts == [
        CertificateIssued(
            certificate.certificate_id, training.training_id, one.volunteer_id, "dasar", "1906", "190602", LATER
        )
    ]


def test_a_course_without_tier_leaves_a_certificate_and_gains_none() -> None:
    _, _, certificate, facts = issued(tier=None)
    assert (certificate.tier, certificate.tier_words.id, facts[0].tier) == ("", "", "")


def test_numbers_run_on_within_one_issue() -> None:
    training = at_stage(Status.FINISHED)
    people = seated(at_stage(Status.NOMINATING), psm(), psm())
    made = certificates.issue(training, people, 98, [uuid4(), uuid4()], on=ON, at=LATER).now
    assert [one.number for one in made] == ["098/SERT/1906/XI/2023", "099/SERT/1906/XI/2023"]


@pytest.mark.parametrize(("month", "roman"), [(1, "I"), (4, "IV"), (9, "IX"), (12, "XII")])
def test_the_month_is_roman_as_offices_write_it(month: int, roman: str) -> None:
    assert certificates.number(1, "1906", date(2026, month, 1)) == f"001/SERT/1906/{roman}/2026"


def test_it_is_dated_between_the_last_day_and_today() -> None:
    training = at_stage(Status.FINISHED)
    assert certificates.require_issue_day(training, None, at=LATER) == ON
    assert certificates.require_issue_day(training, date(2023, 11, 3), at=LATER) == date(2023, 11, 3)
    for wrong in (date(2023, 11, 2), date(2023, 11, 5)):
        with pytest.raises(Invalid) as refusal:
            certificates.require_issue_day(training, wrong, at=LATER)
        assert set(refusal.value.fields) == {"issued_on"}


def test_validity_ends_on_its_last_day() -> None:
    _, _, certificate, _ = issued(valid_years=5)
    assert certificate.valid_until == date(2028, 11, 4)
    assert certificate.state(date(2028, 11, 4)) is State.VALID
    assert certificate.state(date(2028, 11, 5)) is State.EXPIRED
    assert issued()[2].state(date(2999, 1, 1)) is State.VALID


def test_a_leap_day_ends_on_the_28th() -> None:
    training = at_stage(Status.FINISHED, valid_years=1)
    (one,) = seated(at_stage(Status.NOMINATING), psm())
    (made,) = certificates.issue(training, [one], 1, [uuid4()], on=date(2024, 2, 29), at=LATER).now
    assert made.valid_until == date(2025, 2, 28)


def test_a_revocation_has_a_reason_and_is_announced_once() -> None:
    _, _, certificate, _ = issued()
    change = certificate.revoke(reason="Nama keliru", was=1, at=LATER)
    assert change.now.state(ON) is State.REVOKED
    assert [type(fact) for fact in change.facts] == [CertificateRevoked]
    with pytest.raises(AlreadyRevoked):
        change.now.revoke(reason="Nama keliru", was=2, at=LATER)
    with pytest.raises(Stale):
        certificate.revoke(reason="Nama keliru", was=2, at=LATER)
    with pytest.raises(Invalid):
        certificate.revoke(reason="", was=1, at=LATER)


def test_no_fact_of_a_certificate_names_anybody() -> None:
    _, one, _, facts = issued()
    assert one.name not in repr(facts)


def test_a_token_leads_to_its_certificate_and_says_its_office() -> None:
    certificate_id = uuid4()
    token = certificates.token("1906", certificate_id, seal)
    assert certificates.read_token(token, seal) == ("1906", certificate_id)
    assert token.startswith("1906.")


def test_a_token_of_another_office_or_certificate_or_maker_is_none() -> None:
    certificate_id = uuid4()
    token = certificates.token("1906", certificate_id, seal)
    other = certificates.token("1906", uuid4(), seal)
    forged = [
        token.replace("1906.", "1902."),
        certificates.token("1906", certificate_id, theirs),
        token[:20] + other[20:],
        token[:-1],
        token + "A",
        "1906." + "A" * 43,
    ]
    assert [certificates.read_token(one, seal) for one in forged] == [None] * len(forged)


@pytest.mark.parametrize("text", ["", ".", "1906", "1906.", "../x", "x" * 90, "1906.é", "1906.%00", "00.=", "1906.a.b"])
def test_what_is_no_token_at_all_is_none(text: str) -> None:
    assert certificates.read_token(text, seal) is None


def test_a_candidate_holds_one_too_and_is_nobody_in_its_fact() -> None:
    training = at_stage(Status.FINISHED)
    (one,) = seated(at_stage(Status.NOMINATING), psm())
    candidate = replace(one, volunteer_id=None, role=Audience.CANDIDATE)
    change = certificates.issue(training, [candidate], 1, [UUID(int=1)], on=ON, at=datetime.now(UTC))
    assert change.now[0].tier == "dasar"
    assert change.facts[0].volunteer_id is None
