"""Who may what of the work, care and recognition of volunteers, in sentences; the table of `who_may` says the same."""

import pytest

from tests.proofs.asking import May
from tests.proofs.who_may import Outcome

YES, FORBIDDEN, NOT_FOUND = Outcome.YES, Outcome.FORBIDDEN, Outcome.NOT_FOUND
ABSENT = Outcome.ABSENT


@pytest.mark.breaks_with("one_cell_flipped")
async def test_hours_are_hers_to_mend_and_her_tksks_and_dinas_to_acknowledge(may: May) -> None:
    assert await may("psm own", "revise_care_entry") == YES
    assert await may("tksk own", "revise_care_entry") == NOT_FOUND
    assert await may("psm own", "judge_care_entry") == FORBIDDEN
    for who in ("tksk own", "dinas own", "dinas_supervisor own"):
        assert await may(who, "judge_care_entry") == YES
    for who in ("tksk other_village", "dinas other_kabupaten"):
        assert await may(who, "judge_care_entry") == NOT_FOUND
    assert await may("kasi_kesra own", "judge_care_entry") == FORBIDDEN


async def test_what_befell_a_volunteer_is_before_her_and_her_dinas_alone(may: May) -> None:
    for who in ("psm own", "dinas own", "dinas_supervisor own"):
        assert await may(who, "read_risk") == YES
    for who in ("tksk own", "psm other_village", "dinas other_kabupaten"):
        assert await may(who, "read_risk") == NOT_FOUND
        assert await may(who, "read_risks") == ABSENT
    for who in ("kasi_kesra own", "province own_province", "auditor own"):
        assert await may(who, "read_risk") == FORBIDDEN


async def test_money_is_proposed_and_paid_by_the_dinas_and_approved_by_its_head(may: May) -> None:
    for who in ("dinas own", "dinas_supervisor own"):
        for verb in ("propose_stipend", "pay_stipend", "counter_payment", "export_stipend"):
            assert await may(who, verb) == YES
    assert await may("dinas_supervisor own", "decide_stipend") == YES
    assert await may("dinas own", "decide_stipend") == FORBIDDEN
    assert await may("dinas_supervisor other_kabupaten", "decide_stipend") == NOT_FOUND
    for who in ("psm own", "tksk own", "province own_province"):
        assert await may(who, "read_stipend") == FORBIDDEN


async def test_how_long_people_stay_is_for_the_dinas_and_above(may: May) -> None:
    for who in ("dinas own", "province own_province", "national nation"):
        assert await may(who, "read_retention") == YES
    for who in ("psm own", "tksk own", "kasi_kesra own"):
        assert await may(who, "read_retention") == FORBIDDEN


async def test_whoever_holds_the_paper_checks_a_letter_and_its_office_alone_revokes_it(may: May) -> None:
    for who in ("nobody none", "psm own", "partner organisation", "dinas other_kabupaten"):
        assert await may(who, "check_letter") == YES
    assert await may("dinas own", "revoke_letter") == YES
    assert await may("dinas other_kabupaten", "revoke_letter") == NOT_FOUND
    assert await may("psm own", "revoke_letter") == FORBIDDEN


async def test_the_head_alone_erases(may: May) -> None:
    assert await may("dinas_supervisor own", "erase_care") == YES
    assert await may("dinas own", "erase_care") == FORBIDDEN
    assert await may("dinas_supervisor other_kabupaten", "erase_care") == NOT_FOUND


async def test_what_she_wrote_is_hers_and_who_stands_over_her_attests_and_checks(may: May) -> None:
    for verb in ("read_my_portfolio", "write_line", "send_report", "check_statement"):
        assert await may("psm own", verb) == YES
    for verb in ("annotate_evidence", "hide_evidence", "revise_line", "print_statement"):
        assert (await may("psm own", verb), await may("dinas own", verb)) == (NOT_FOUND, FORBIDDEN)
    for verb in ("read_portfolio", "attest_evidence", "check_report", "return_report"):
        assert (await may("tksk own", verb), await may("dinas own", verb)) == (YES, YES)
        assert (await may("tksk other_village", verb), await may("kasi_kesra own", verb)) == (NOT_FOUND, FORBIDDEN)
    for verb in ("commend_volunteer", "approve_report"):
        assert (await may("dinas own", verb), await may("tksk own", verb)) == (YES, FORBIDDEN)
    assert (await may("dinas_supervisor own", "erase_work"), await may("dinas own", "erase_work")) == (YES, FORBIDDEN)
