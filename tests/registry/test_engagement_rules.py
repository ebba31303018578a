"""Employment and qualification beside the role, told without a database."""

from datetime import UTC, date, datetime

import pytest

from services.kit.errors import Invalid, Stale
from services.registry import engagements, officers
from services.registry.engagements import Engagement, require_engagement
from tests.registry.test_appointing_rules import appoint

AT = datetime(2026, 11, 29, 8, tzinfo=UTC)
TODAY = date(2026, 11, 29)


def refused(told: Engagement, *roles: str) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        require_engagement(told, roles=roles, today=TODAY)
    return set(refusal.value.fields)


def test_whoever_is_appointed_is_a_volunteer_until_a_paper_says_otherwise() -> None:
    assert appoint().engagement == Engagement("volunteer")


@pytest.mark.parametrize(
    "employment", ["volunteer", "honorarium", "contract", "pppk", "pppk_part_time", "civil_servant"]
)
def test_employment_changes_and_the_place_that_she_serves_does_not(employment: str) -> None:
    psm = appoint()
    now = psm.engage(Engagement(employment), was=1, at=AT).now
    assert (now.engagement.employment, now.version) == (employment, 2)
    assert (now.role, now.villages, now.kec) == (psm.role, psm.villages, psm.kec)


def test_nobody_else_is_told_how_somebody_is_employed() -> None:
    change = appoint().engage(Engagement("pppk"), was=1, at=AT)
    assert (change.facts, change.duties) == ([], [])


def test_a_psm_is_never_labelled_a_social_worker() -> None:
    assert refused(Engagement("volunteer", "peksos"), "psm") == {"qualification"}
    with pytest.raises(Invalid):
        appoint().engage(Engagement("volunteer", "peksos"), was=1, at=AT)


@pytest.mark.parametrize("role", ["tksk", "dinas", "dinas_supervisor"])
def test_whoever_else_has_the_profession_is_called_so(role: str) -> None:
    assert (
        require_engagement(Engagement("civil_servant", "peksos"), roles=(role,), today=TODAY).qualification == "peksos"
    )


def test_a_code_that_no_list_has_is_refused() -> None:
    assert refused(Engagement("relawan", "dokter"), "dinas") == {"employment", "qualification"}


def test_a_decree_is_not_signed_tomorrow_and_its_words_have_an_end() -> None:
    told = Engagement("civil_servant", title="x" * 101, decree="y" * 101, decreed_on=date(2026, 11, 30))
    assert refused(told, "kasi_kesra") == {"title", "decree", "decreed_on"}


def test_a_version_that_was_overtaken_is_stale() -> None:
    with pytest.raises(Stale):
        appoint().engage(Engagement("pppk"), was=2, at=AT)


def test_every_code_has_its_source_and_both_languages() -> None:
    for name in (engagements.EMPLOYMENTS, engagements.QUALIFICATIONS):
        for code in engagements.codes(name):
            assert code.source and code.words.id and code.words.en
    assert engagements.words(engagements.EMPLOYMENTS, "gone").id == "gone"


def test_a_kasi_kesra_bears_the_title_of_the_decree() -> None:
    change = officers.appoint(
        office="3208", officer_id=appoint().volunteer_id, name="Jaka Umpama", roles=(officers.Role.KASI_KESRA,),
        kec="320801", username="jaka.umpama", engagement=Engagement("civil_servant", title=" Kasi  Kesos "), at=AT,
    )  # fmt: skip
    assert change.now.engagement.title == "Kasi Kesos"
    assert change.now.kec == "320801"
