"""What was written down wrongly of a volunteer is put right, told without a database."""

import pytest

from services.kit.errors import Invalid, Stale
from services.registry.particulars import require_corrected
from services.registry.volunteers import ALIGN_ACCOUNT, NothingCorrected, VolunteerCorrected
from tests.registry.test_tenure_rules import AT, psm


def test_a_corrected_name_is_told_to_others_and_to_the_account() -> None:
    rahma = psm()
    change = rahma.correct({"name": " Rahmah  Contoh "}, was=1, at=AT)
    assert (change.now.name, change.now.version) == ("Rahmah Contoh", 2)
    assert change.facts == [VolunteerCorrected(rahma.volunteer_id, change.now.post, AT)]
    assert [duty.kind for duty in change.duties] == [ALIGN_ACCOUNT]


def test_what_is_sealed_is_corrected_without_a_word_to_anybody() -> None:
    change = psm().correct({"nik": "1906026101539001"}, was=1, at=AT)
    assert (change.now.version, change.facts, change.duties) == (2, [], [])


def test_who_has_ended_is_corrected_too() -> None:
    gone = psm().end(reason="pindah", was=1, at=AT).now
    assert gone.correct({"name": "Rahmah Contoh"}, was=2, at=AT).now.name == "Rahmah Contoh"


def test_a_correction_says_what_was_wrong_and_of_which_version() -> None:
    with pytest.raises(NothingCorrected):
        psm().correct({}, was=1, at=AT)
    with pytest.raises(Stale):
        psm().correct({"name": "Rahmah Contoh"}, was=7, at=AT)
    with pytest.raises(Invalid) as refusal:
        psm().correct({"name": "Rahma 81"}, was=1, at=AT)
    assert set(refusal.value.fields) == {"name"}


def test_only_what_was_wrong_is_kept_anew_and_as_an_appointment_keeps_it() -> None:
    assert require_corrected({"phone": "0820-0000 0001", "address": ""}) == {"phone": "082000000001", "address": ""}
    with pytest.raises(Invalid) as refusal:
        require_corrected({"nik": "1", "phone": "x"})
    assert set(refusal.value.fields) == {"nik", "phone"}
