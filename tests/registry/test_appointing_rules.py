"""What the office may record as an appointment, told without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kit.errors import Conflict, Invalid
from services.registry import volunteers
from services.registry.decrees import Decree
from services.registry.particulars import Particulars, require_particulars
from services.registry.volunteers import Role, SeatTaken, Volunteer, VolunteerAppointed

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
SK = Decree("141/12/KPTS/2026", "Kepala Desa Lilangan", date(2026, 2, 1), date(2026, 2, 1))
LILANGAN, GANTUNG, MANGGAR = "1906022004", "1906022001", "190601"


def appoint(**other: Any) -> Volunteer:
    given: dict[str, Any] = dict(
        office="1906", volunteer_id=uuid4(), role=Role.PSM, name="Rahma Contoh", villages=(LILANGAN, GANTUNG), kec=None,
        decree=SK, username="rahma.contoh", incumbent=None, at=AT,
    )  # fmt: skip
    return volunteers.appoint(**given | other).now


def refused(**other: Any) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        appoint(**other)
    return refusal.value


def test_a_psm_serves_the_villages_of_her_sk_and_begins_without_an_account() -> None:
    psm = appoint()
    assert psm.villages == (GANTUNG, LILANGAN)
    assert psm.kec == "190602"
    assert psm.standing.active
    assert psm.account.sub is None


def test_an_appointment_is_announced_and_asks_for_an_account() -> None:
    id = uuid4()
    change = volunteers.appoint(
        office="1906", volunteer_id=id, role=Role.PSM, name="Rahma Contoh", villages=(LILANGAN,), kec=None, decree=SK,
        username="rahma.contoh", incumbent=None, at=AT,
    )  # fmt: skip
    assert change.facts == [VolunteerAppointed(id, change.now.post, AT)]
    assert [(duty.kind, duty.subject_id) for duty in change.duties] == [(volunteers.ALIGN_ACCOUNT, id)]


def test_a_village_of_another_kabupaten_is_refused_with_the_field_named() -> None:
    refusal = refused(villages=(LILANGAN, "1902011001"))
    assert refusal.code == "outside-kabupaten"
    assert set(refusal.fields) == {"villages"}


@pytest.mark.parametrize("villages", [(), ("190602",), ("1906",), ("1906022999",), ("x",)])
def test_a_psm_needs_villages_that_the_list_of_areas_has(villages: tuple[str, ...]) -> None:
    refused(villages=villages)


def test_a_tksk_serves_one_kecamatan_of_the_kabupaten() -> None:
    tksk = appoint(role=Role.TKSK, villages=(), kec=MANGGAR)
    assert (tksk.kec, tksk.villages) == (MANGGAR, ())
    assert refused(role=Role.TKSK, villages=(), kec=None).fields
    assert refused(role=Role.TKSK, villages=(), kec="190201").code == "outside-kabupaten"


def test_a_kecamatan_has_one_tksk() -> None:
    with pytest.raises(SeatTaken):
        appoint(role=Role.TKSK, villages=(), kec=MANGGAR, incumbent=UUID(int=1))


@pytest.mark.parametrize("name", ["", "Ra", "Rahma 3", "1906022004019003", "<b>Rahma</b>", "x" * 101])
def test_a_name_is_a_name(name: str) -> None:
    assert set(refused(name=name).fields) == {"name"}


@pytest.mark.parametrize("name", ["Nurʼaini Contoh".replace("ʼ", "'"), "Dra. Hj. Siti Contoh, M.Si.", "Regapu’u Misal"])
def test_titles_and_apostrophes_belong_to_names(name: str) -> None:
    assert appoint(name=name).name == name


@pytest.mark.parametrize(("field", "decree"), [
    ("sk.number", replace(SK, number=" ")),
    ("sk.issuer", replace(SK, issuer="")),
    ("sk.issued_on", replace(SK, issued_on=date(2026, 3, 3))),
    ("sk.ends_on", replace(SK, ends_on=date(2026, 3, 1))),
    ("sk.ends_on", replace(SK, starts_on=date(2026, 5, 1), ends_on=date(2026, 4, 30))),
])  # fmt: skip
def test_an_sk_says_who_gave_it_when_and_is_still_good(field: str, decree: Decree) -> None:
    assert set(refused(decree=decree).fields) == {field}


def test_today_is_the_offices_own_day() -> None:
    """At 23.30 UTC it is tomorrow in the east."""
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    tomorrow = replace(SK, issued_on=date(2026, 3, 3))
    assert appoint(office="8101", villages=("8101012001",), decree=tomorrow, at=late).decree.issued_on == date(
        2026, 3, 3
    )


def test_an_sk_may_take_effect_before_it_was_signed() -> None:
    assert appoint(decree=replace(SK, starts_on=date(2026, 1, 1))).decree.starts_on == date(2026, 1, 1)


def test_a_nik_has_sixteen_digits_and_the_refusal_does_not_repeat_it() -> None:
    with pytest.raises(Invalid) as refusal:
        require_particulars(Particulars(nik="190602700153900"))
    assert set(refusal.value.fields) == {"nik"}
    assert "190602700153900" not in str(vars(refusal.value))


def test_an_odd_birth_date_in_a_nik_is_a_warning_only() -> None:
    assert Particulars(nik="1906.0271.1353.9001").odd_nik, "as it was typed"
    assert require_particulars(Particulars(nik="1906 0271 1353 9001")).odd_nik
    assert not require_particulars(Particulars(nik="1906026101539001")).odd_nik, "a woman born on the 21st"
    assert not Particulars().odd_nik


def test_a_telephone_number_is_kept_without_its_hyphens() -> None:
    assert require_particulars(Particulars(phone="0820-0000-0001")).phone == "082000000001"
    with pytest.raises(Invalid):
        require_particulars(Particulars(phone="tidak ada"))


def test_a_seat_that_is_taken_is_a_conflict_not_a_mistake_of_the_form() -> None:
    assert issubclass(SeatTaken, Conflict)
