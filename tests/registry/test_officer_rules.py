"""Which officers an office has, how one office names an officer of another, and what an account may be called."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

import pytest

from services.kit.actor import Actor, at_home
from services.kit.errors import Forbidden, Invalid
from services.registry import accounts, letters, officers, offices, policy
from services.registry.letters import Letter, LetterExpired, LetterSent, OfficerArrived
from services.registry.officers import Officer, Role
from services.registry.offices import Kind, Office

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
ORG = "org-abcdefghij"


def appoint(office: str, *roles: Role, **other: Any) -> Officer:
    return officers.appoint(
        office=office, officer_id=uuid4(), name="Jaka Umpama", roles=roles, username="jaka", at=AT, **other
    ).now


@pytest.mark.parametrize("office", ["00", "19", "1906", ORG])
def test_every_role_that_an_office_gives_counts_there(office: str) -> None:
    assert officers.roles_of(office) <= at_home(office)


def letter(office: str = "1906", *roles: Role) -> Letter:
    return letters.write(
        office=office, from_office="00", letter_id=uuid4(), officer_id=uuid4(), name="Jaka Umpama",
        roles=roles or (Role.DINAS_SUPERVISOR,), username="jaka", at=AT,
    ).now  # fmt: skip


@pytest.mark.parametrize(("office", "role"), [
    ("1906", Role.DINAS), ("1906", Role.DINAS_SUPERVISOR), ("1906", Role.AUDITOR), ("19", Role.PROVINCE),
    ("19", Role.AUDITOR), ("00", Role.NATIONAL), (ORG, Role.PARTNER),
])  # fmt: skip
def test_an_office_gives_the_roles_of_its_kind(office: str, role: Role) -> None:
    assert appoint(office, role).roles == (role,)


@pytest.mark.parametrize(("office", "role"), [
    ("1906", Role.PROVINCE), ("1906", Role.PARTNER), ("19", Role.DINAS), ("00", Role.DINAS), (ORG, Role.DINAS),
    (ORG, Role.AUDITOR),
])  # fmt: skip
def test_an_office_gives_no_role_of_another_kind(office: str, role: Role) -> None:
    with pytest.raises(Invalid):
        appoint(office, role)


def test_an_auditor_does_nothing_else() -> None:
    with pytest.raises(Invalid):
        appoint("1906", Role.AUDITOR, Role.DINAS)


def test_a_kasi_kesra_has_a_kecamatan_and_an_operator_of_a_desa_has_villages() -> None:
    assert appoint("1906", Role.KASI_KESRA, kec="190601").kec == "190601"
    assert appoint("1906", Role.DESA, villages=("1906022004",)).villages == ("1906022004",)
    for other in ({}, {"kec": "190201"}, {"kec": "1906"}):
        with pytest.raises(Invalid):
            appoint("1906", Role.KASI_KESRA, **other)
    with pytest.raises(Invalid):
        appoint("1906", Role.DESA, villages=("1902011001",))


def test_the_protected_desk_is_of_those_who_may_get_a_protected_file() -> None:
    assert appoint("1906", Role.DINAS, desks=("protected",)).desks == ("protected",)
    assert appoint("19", Role.PROVINCE, desks=("protected",)).desks == ("protected",)
    with pytest.raises(Invalid):
        appoint("1906", Role.KASI_KESRA, kec="190601", desks=("protected",))
    with pytest.raises(Invalid):
        appoint("1906", Role.DINAS, desks=("secret",))


def test_a_letter_is_refused_at_once_for_what_the_receiver_would_refuse() -> None:
    with pytest.raises(Invalid):
        letter("1906", Role.PROVINCE)


def test_a_letter_tells_the_receiver_and_opens_the_receivers_own_officer() -> None:
    change = letters.write(
        office="1906", from_office="00", letter_id=uuid4(), officer_id=uuid4(), name="Jaka Umpama",
        roles=(Role.DINAS_SUPERVISOR,), username="jaka", at=AT,
    )  # fmt: skip
    assert change.facts == [LetterSent(change.now.letter_id, "00", "1906", AT)]
    opened = change.now.open(at=AT).now
    assert (opened.office, opened.officer_id) == ("1906", change.now.officer_id)
    assert opened.by_letter is not None
    assert opened.by_letter.from_office == "00"


def test_the_sender_of_a_letter_prints_slips_for_fourteen_days_only() -> None:
    answered = letter().answered(sub="s-1").now
    answered.require_slip(arrived=False, at=AT + timedelta(days=13))
    with pytest.raises(LetterExpired):
        answered.require_slip(arrived=False, at=AT + timedelta(days=14))
    with pytest.raises(accounts.AccountNotReady):
        letter().require_slip(arrived=False, at=AT)


def test_the_sender_of_a_letter_has_no_key_to_an_account_in_use() -> None:
    with pytest.raises(OfficerArrived):
        letter().answered(sub="s-1").now.require_slip(arrived=True, at=AT)


# --- who may appoint whom ---


def actor(office: str, *roles: str) -> Actor:
    return Actor("s-0", office, frozenset(roles))


def organisation(registered_by: str) -> Office:
    return Office(ORG, Kind.ORGANISATION, "RSUD Contoh", ("1906",), uuid4(), registered_by, AT)


def test_the_administrator_of_the_nation_appoints_anywhere() -> None:
    policy.require_appoint(actor("00", "platform_admin"), "1906", (Role.DINAS_SUPERVISOR,), None)


def test_a_supervisor_appoints_in_the_own_office_and_in_organisations_that_it_registered() -> None:
    supervisor = actor("1906", "dinas_supervisor")
    policy.require_appoint(supervisor, "1906", (Role.DINAS, Role.DINAS_SUPERVISOR), None)
    policy.require_appoint(supervisor, ORG, (Role.PARTNER,), organisation("1906"))


@pytest.mark.parametrize(("who", "office", "role", "registrar"), [
    (("1906", "dinas_supervisor"), "1905", Role.DINAS, None),
    (("1906", "dinas_supervisor"), "19", Role.PROVINCE, None),
    (("1906", "dinas_supervisor"), "1906", Role.AUDITOR, None),
    (("1906", "dinas_supervisor"), ORG, Role.PARTNER, "1905"),
    (("1906", "dinas"), "1906", Role.DINAS, None),
    (("1906", "platform_admin"), "1905", Role.DINAS, None),
    (("19", "province"), "19", Role.PROVINCE, None),
    ((ORG, "partner"), ORG, Role.PARTNER, "1906"),
])  # fmt: skip
def test_nobody_appoints_elsewhere(who: tuple[str, str], office: str, role: Role, registrar: str | None) -> None:
    with pytest.raises(Forbidden):
        policy.require_appoint(actor(*who), office, (role,), organisation(registrar) if registrar else None)


# --- who prints slips, suspends, reinstates and ends ---


def test_an_officer_is_in_the_hands_of_whoever_may_name_such_an_officer() -> None:
    supervisor, administrator = actor("1906", "dinas_supervisor"), actor("00", "platform_admin")
    policy.require_in_charge(supervisor, appoint("1906", Role.DINAS))
    policy.require_in_charge(supervisor, letter("1906", Role.DINAS_SUPERVISOR).open(at=AT).now)
    policy.require_in_charge(administrator, letter("00", Role.AUDITOR).open(at=AT).now)
    policy.require_in_charge(administrator, letter("1906", Role.AUDITOR))


def test_the_sender_of_a_letter_is_in_charge_of_it() -> None:
    partner = letters.write(
        office=ORG, from_office="1906", letter_id=uuid4(), officer_id=uuid4(), name="Jaka Umpama",
        roles=(Role.PARTNER,), username="jaka", at=AT,
    ).now  # fmt: skip
    policy.require_in_charge(actor("1906", "dinas_supervisor"), partner)
    with pytest.raises(Forbidden):
        policy.require_in_charge(actor("1905", "dinas_supervisor"), partner)


def test_an_auditor_is_not_in_the_hands_of_those_whom_she_audits() -> None:
    for who in (actor("1906", "dinas_supervisor"), actor("1906", "platform_admin")):
        with pytest.raises(Forbidden):
            policy.require_in_charge(who, letter("1906", Role.AUDITOR).open(at=AT).now)


def test_every_operation_names_roles() -> None:
    assert all(policy.OPERATIONS.values())


# --- organisations ---


def register(**other: Any) -> Office:
    given: dict[str, Any] = dict(
        office=ORG,
        office_id=uuid4(),
        name="RSUD Contoh",
        areas=("1906", "1902"),
        phone="",
        address="",
        by="1906",
        at=AT,
    )
    return offices.register(**given | other).now


def test_an_organisation_serves_many_kabupaten() -> None:
    assert register().areas == ("1902", "1906")


@pytest.mark.parametrize(
    "other", [{"areas": ()}, {"areas": ("1902",)}, {"areas": ("19",)}, {"areas": ("9999",)}, {"name": "RS"}]
)
def test_an_organisation_has_a_name_and_serves_the_kabupaten_that_registers_it(other: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        register(**other)


def test_the_nation_registers_for_any_kabupaten() -> None:
    assert register(by="00", areas=("3208",)).areas == ("3208",)


# --- names of accounts ---


def test_a_user_name_is_made_of_the_name() -> None:
    assert list(islice(accounts.proposals("Hj. Siti Nur'aini, S.Sos."), 2)) == ["siti.nuraini", "siti.nuraini2"]
    assert next(accounts.proposals("Rahma Contoh")) == "rahma.contoh"
    assert next(accounts.proposals("Andréa")) == "andrea"


@pytest.mark.parametrize("name", ["Rahma Contoh", "Al Bo", "An", "李", "O. P.", "Maximilianus Kristoforus"])
def test_every_proposal_may_be_a_user_name(name: str) -> None:
    for proposal in accounts.proposals(name):
        assert accounts.require_username(proposal) == proposal


@pytest.mark.parametrize(
    "text", ["", "ab", "Rahma", "rahma contoh", "1906022004019003", "rahma12345", "9rahma", "a" * 25]
)
def test_a_user_name_is_short_and_never_a_nik(text: str) -> None:
    with pytest.raises(Invalid):
        accounts.require_username(text)


def test_a_one_time_password_has_no_letters_that_look_alike() -> None:
    for _ in range(200):
        assert not set(accounts.one_time_password()) & set("0O1lIio")
