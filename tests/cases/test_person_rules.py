"""Who is in need: what is refused, what is only warned about, and on what ground data are kept."""

from datetime import date
from uuid import uuid4

import pytest

from services.cases import codes, consents, persons
from services.cases.persons import ALIKE, ODD_AGE, ODD_DATE, OTHER_DATE, OTHER_SEX, AlreadyErased, Oddity, Person
from services.kit.errors import Invalid
from tests.cases.known import AT, LENGGANG, TODAY, person


def oddities(ppks: int | None = 8, **other: object) -> list[Oddity]:
    return persons.warnings(person(**other), codes.ppks(ppks, TODAY), today=TODAY)


def wrong(**other: object) -> set[str]:
    with pytest.raises(Invalid) as refused:
        persons.require_particulars(person(**other), today=TODAY)
    return set(refused.value.fields)


def test_a_nik_of_fifteen_digits_is_refused_by_its_field() -> None:
    assert wrong(nik="190602520348900") == {"person.nik"}
    assert wrong(nik="19060252034890O3") == {"person.nik"}


def test_spaces_in_a_number_are_the_papers_own() -> None:
    assert persons.require_particulars(person(nik="1906 0252 0348 9003"), today=TODAY).nik == "1906025203489003"


def test_who_has_no_nik_leaves_it_empty() -> None:
    assert persons.require_particulars(person(nik=" "), today=TODAY).nik is None


def test_every_wrong_field_is_named_at_once_and_no_value_repeated() -> None:
    with pytest.raises(Invalid) as refused:
        persons.require_particulars(
            person(name="9", birth_on=date(2027, 1, 1), kk="12", phone="secret", village="1906029999"), today=TODAY
        )
    assert set(refused.value.fields) == {f"person.{f}" for f in ("name", "birth_on", "kk", "phone", "village")}
    assert "secret" not in str(refused.value.fields) + refused.value.words.id


def test_a_kecamatan_is_not_a_village() -> None:
    assert wrong(village="190602") == {"person.village"}


def test_a_person_whose_papers_agree_is_not_warned_about() -> None:
    assert oddities() == []


def test_an_impossible_date_in_a_nik_is_warned_about_and_kept() -> None:
    odd = "1906024002489003"  # the fortieth of February: neither a man's nor a woman's day
    assert persons.require_particulars(person(nik=odd), today=TODAY).nik == odd
    assert ODD_DATE in oddities(nik=odd)
    assert ODD_DATE in oddities(nik="1906029913489003")


def test_a_date_of_birth_other_than_the_niks_is_warned_about() -> None:
    assert oddities(birth_on=date(1949, 3, 12)) == [OTHER_DATE]
    assert oddities(birth_on=None) == []


def test_a_sex_other_than_the_niks_is_warned_about() -> None:
    assert oddities(sex="m") == [OTHER_SEX]


def test_ages_of_a_type_warn_and_never_block() -> None:
    assert oddities(nik=None, birth_on=date(1990, 1, 1)) == [ODD_AGE]


def test_a_child_of_any_type_is_at_least_personal() -> None:
    kind = codes.ppks(24, TODAY)
    assert persons.sensitivity(person(birth_on=date(2015, 1, 1)), kind, flagged=False, today=TODAY) == 2
    assert persons.sensitivity(person(), kind, flagged=False, today=TODAY) == 1
    assert persons.sensitivity(person(), kind, flagged=True, today=TODAY) == 3


def test_a_masked_number_shows_its_ends() -> None:
    assert persons.mask("1906025203489003") == "190602••••••9003"
    assert persons.mask(None) is None


def test_a_name_is_found_by_its_words_without_accents() -> None:
    assert persons.tokens("Désirée  Contoh-Umpama") == {"desiree", "contoh", "umpama"}


def test_full_years_are_counted() -> None:
    assert persons.age(date(1948, 11, 21), TODAY) == 77
    assert persons.age(date(1948, 11, 20), TODAY) == 78


def test_likeness_says_nothing_of_where() -> None:
    assert not any(letter.isdigit() for letter in ALIKE.words.id)


def consent(**other: object) -> consents.Consent:
    given: dict[str, object] = dict(
        consent_id=uuid4(), person_id=uuid4(), basis="consent", witness=None, guardian=None, language="id", child=False,
        today=TODAY, at=AT,
    )  # fmt: skip
    return consents.give(**given | other)  # type: ignore[arg-type]  # -- reason: named one by one above


def test_a_consent_keeps_the_edition_of_the_text_that_was_told() -> None:
    assert consent().text_edition == codes.current("consent-texts", TODAY).edition


@pytest.mark.parametrize("language", ["Bahasa Jawa", "3204014203489003", "", "id "])
def test_the_language_of_a_consent_is_a_code_and_no_place_for_words(language: str) -> None:
    assert consent(language="jv").language == "jv"
    with pytest.raises(Invalid) as refused:
        consent(language=language)
    assert list(refused.value.fields) == ["consent.language"]


def test_for_a_child_a_guardian_consents() -> None:
    with pytest.raises(Invalid) as refused:
        consent(child=True)
    assert set(refused.value.fields) == {"consent.guardian"}
    assert consent(child=True, guardian=" Siti  Contoh ").guardian == "Siti Contoh"


def test_nobodys_need_waits_for_a_signature() -> None:
    assert consent(child=True, basis="vital").guardian is None
    assert consent(basis="duty").basis == "duty"


def test_a_ground_is_one_of_the_law() -> None:
    with pytest.raises(Invalid):
        consent(basis="because")


def test_erasure_is_told_to_the_own_office_and_to_each_that_was_sent_a_packet() -> None:
    packet, known = uuid4(), Person("1906", uuid4(), (uuid4(),), ())
    known = Person("1906", known.person_id, known.case_ids, (("19", packet),))
    own, province = known.erase(at=AT).facts
    assert (own.for_office, own.case_ids, own.handup_ids) == ("1906", known.case_ids, ())
    assert (province.for_office, province.case_ids, province.handup_ids) == ("19", (), (packet,))


def test_nobody_is_erased_twice() -> None:
    with pytest.raises(AlreadyErased):
        Person("1906", uuid4(), (uuid4(),), ()).erase(at=AT).now.erase(at=AT)


def test_a_village_of_the_list_is_known() -> None:
    assert persons.require_particulars(person(), today=TODAY).village == LENGGANG
