"""Who may do what, in sentences written from DESIGN §6 and the field, each asked of the running platform. They judge
the table of the policy proof too: `may` fails where platform and table differ.
"""

import pytest

from tests.proofs.asking import May
from tests.proofs.who_may import ROLES, Outcome

YES, FORBIDDEN, NOT_FOUND = Outcome.YES, Outcome.FORBIDDEN, Outcome.NOT_FOUND
OUTSIDE, UNAUTHENTICATED = Outcome.OUTSIDE, Outcome.UNAUTHENTICATED

# --- recording ---


async def test_a_psm_records_people_of_her_village(may: May) -> None:
    for which in ("S2", "S3"):
        assert await may("psm own", "record_case", which) == YES


async def test_a_psm_records_nobody_of_another_village(may: May) -> None:
    assert await may("psm other_village", "record_case") == OUTSIDE


async def test_a_tksk_records_in_the_kecamatan_and_the_dinas_in_the_kabupaten(may: May) -> None:
    assert await may("tksk own", "record_case") == YES
    assert await may("dinas own", "record_case") == YES


async def test_nobody_records_where_he_does_not_serve(may: May) -> None:
    for who in ("tksk other_village", "psm other_kabupaten", "tksk other_kabupaten", "dinas other_kabupaten"):
        assert await may(who, "record_case") == OUTSIDE


async def test_people_are_recorded_by_volunteers_and_the_dinas_and_by_nobody_else(may: May) -> None:
    for who in ("kasi_kesra own", "desa own", "province own_province", "national nation", "partner organisation"):
        assert await may(who, "record_case") == FORBIDDEN


async def test_what_was_sent_back_is_completed_by_who_sees_it(may: May) -> None:
    assert await may("psm own", "complete_case") == YES
    assert await may("psm other_village", "complete_case") == NOT_FOUND
    assert await may("kasi_kesra own", "complete_case", assigned=True) == FORBIDDEN


# --- checking and deciding ---


@pytest.mark.breaks_with("one_cell_flipped")
async def test_a_psm_verifies_nothing_not_even_what_she_recorded(may: May) -> None:
    assert await may("psm own", "verify_case") == FORBIDDEN
    assert await may("psm own", "return_case") == FORBIDDEN


async def test_a_tksk_verifies_and_sends_back_in_the_kecamatan(may: May) -> None:
    for verb in ("verify_case", "return_case"):
        assert await may("tksk own", verb) == YES
        assert await may("tksk other_village", verb) == NOT_FOUND


async def test_the_dinas_verifies_where_a_kecamatan_has_no_tksk(may: May) -> None:
    assert await may("dinas own", "verify_case") == YES


async def test_a_tksk_decides_nothing(may: May) -> None:
    for verb in ("accept_case", "decline_case", "stage_case", "add_need", "close_case", "reopen_case", "assign_case"):
        assert await may("tksk own", verb) == FORBIDDEN


async def test_the_dinas_decides(may: May) -> None:
    for verb in ("accept_case", "decline_case", "stage_case", "add_need", "close_case", "reopen_case"):
        assert await may("dinas own", verb) == YES


async def test_the_dinas_of_another_kabupaten_decides_nothing_here(may: May) -> None:
    for verb in ("accept_case", "close_case", "add_need", "hand_up_case"):
        assert await may("dinas_supervisor other_kabupaten", verb) == NOT_FOUND


async def test_a_protected_case_is_decided_by_whom_it_is_assigned_to_and_by_the_desk(may: May) -> None:
    assert await may("dinas own", "accept_case", "S3") == NOT_FOUND
    assert await may("dinas own", "accept_case", "S3", assigned=True) == YES
    assert await may("dinas_desk own", "accept_case", "S3") == YES


async def test_a_case_is_assigned_by_the_supervisor_and_the_desk_and_by_no_other_officer(may: May) -> None:
    assert await may("dinas_supervisor own", "assign_case") == YES
    assert await may("dinas_desk own", "assign_case", "S3") == YES
    for who in ("dinas own", "kasi_kesra own", "psm own"):
        assert await may(who, "assign_case") == FORBIDDEN


async def test_an_officer_passes_on_no_case_that_was_assigned_to_her(may: May) -> None:
    assert await may("dinas own", "assign_case", "S3", assigned=True) == FORBIDDEN


async def test_a_kasi_kesra_decides_nothing_about_the_file_that_is_assigned_to_him(may: May) -> None:
    for verb in ("accept_case", "stage_case", "close_case", "add_need", "hand_up_case"):
        assert await may("kasi_kesra own", verb, assigned=True) == FORBIDDEN


async def test_the_village_says_that_it_helped_itself(may: May) -> None:
    for who in ("psm own", "tksk own", "dinas own"):
        assert await may(who, "solve_case") == YES
    assert await may("desa own", "solve_case") == FORBIDDEN


async def test_a_province_decides_about_no_file_of_a_kabupaten(may: May) -> None:
    for verb in ("decline_case", "stage_case", "close_case", "assign_case", "erase_person"):
        assert await may("province own_province", verb) == NOT_FOUND
    assert await may("province own_province", "accept_case") == FORBIDDEN


# --- numbers, and the end of a file ---


async def test_a_nik_is_opened_by_the_tksk_and_the_dinas_and_not_by_a_psm(may: May) -> None:
    assert await may("tksk own", "open_nik") == YES
    assert await may("dinas own", "open_nik") == YES
    assert await may("psm own", "open_nik") == FORBIDDEN


async def test_a_kasi_kesra_opens_no_nik_of_the_file_that_is_assigned_to_him(may: May) -> None:
    assert await may("kasi_kesra own", "open_nik", assigned=True) == FORBIDDEN


async def test_a_person_is_erased_by_the_supervisor_and_by_no_other_officer(may: May) -> None:
    for which in ("S2", "S3"):
        assert await may("dinas_supervisor own", "erase_person", which) == YES
    for who in ("psm own", "tksk own", "dinas own", "dinas_desk own", "auditor own", "platform_admin nation"):
        assert await may(who, "erase_person") == FORBIDDEN


async def test_no_other_office_erases_anybody(may: May) -> None:
    for who in ("dinas_supervisor other_kabupaten", "province own_province", "national nation"):
        assert await may(who, "erase_person") == NOT_FOUND


# --- to the office above ---


async def test_the_dinas_hands_up_and_the_village_does_not(may: May) -> None:
    assert await may("dinas own", "hand_up_case") == YES
    for who in ("psm own", "tksk own", "kasi_kesra own"):
        assert await may(who, "hand_up_case") == FORBIDDEN


async def test_nothing_stands_above_the_nation(may: May) -> None:
    assert await may("national nation", "hand_up_case") == FORBIDDEN


async def test_what_was_handed_up_is_taken_or_refused_by_the_office_above_alone(may: May) -> None:
    for verb in ("open_handup", "refuse_handup"):
        assert await may("province own_province", verb) == YES
        assert await may("province other_province", verb) == NOT_FOUND
        assert await may("national nation", verb) == NOT_FOUND
        assert await may("dinas_supervisor own", verb) == FORBIDDEN


# --- referring ---


async def test_the_dinas_refers_and_nobody_else_does(may: May) -> None:
    assert await may("dinas own", "send_referral") == YES
    for who in ("psm own", "tksk own", "kasi_kesra own", "desa own", "province own_province", "partner organisation"):
        assert await may(who, "send_referral") == FORBIDDEN


async def test_nobody_refers_a_person_whose_file_he_does_not_see(may: May) -> None:
    assert await may("dinas other_kabupaten", "send_referral") == NOT_FOUND
    assert await may("dinas own", "send_referral", "S3") == NOT_FOUND
    assert await may("dinas own", "send_referral", "S3", assigned=True) == YES


async def test_the_dinas_withdraws_and_closes_its_referrals(may: May) -> None:
    for verb in ("revoke_referral", "close_referral"):
        assert await may("dinas own", verb) == YES
        assert await may("psm own", verb) == FORBIDDEN
        assert await may("partner organisation", verb) == FORBIDDEN
        assert await may("dinas other_kabupaten", verb) == NOT_FOUND


async def test_the_citizens_word_is_written_down_by_volunteers_and_the_dinas_never_by_the_partner(may: May) -> None:
    for who in ("psm own", "tksk own", "dinas own"):
        assert await may(who, "confirm_referral") == YES
    assert await may("psm other_village", "confirm_referral") == NOT_FOUND
    assert await may("partner organisation", "confirm_referral") == FORBIDDEN


async def test_a_partner_answers_begins_and_reports(may: May) -> None:
    for verb in ("answer_packet", "start_packet", "report_packet"):
        assert await may("partner organisation", verb) == YES
        assert await may("partner other_organisation", verb) == NOT_FOUND


async def test_nobody_answers_for_a_partner(may: May) -> None:
    for who in ("dinas_supervisor own", "psm own", "province own_province", "platform_admin nation"):
        for verb in ("answer_packet", "report_packet"):
            assert await may(who, verb) == FORBIDDEN


async def test_a_volunteer_connects_and_the_dinas_refers(may: May) -> None:
    for who in ("psm own", "tksk own"):
        assert await may(who, "suggest_connection") == YES
    assert await may("dinas own", "suggest_connection") == FORBIDDEN


async def test_a_volunteer_connects_nobody_of_another_village_or_of_a_protected_case(may: May) -> None:
    assert await may("psm other_village", "suggest_connection") == NOT_FOUND
    assert await may("psm own", "suggest_connection", "S3") == NOT_FOUND


async def test_whoever_suggested_writes_down_what_became_of_it(may: May) -> None:
    for verb in ("accompany_connection", "conclude_connection"):
        assert await may("psm own", verb) == YES
        assert await may("psm other_village", verb) == NOT_FOUND
        assert await may("dinas own", verb) == FORBIDDEN


async def test_what_became_of_it_is_the_dinas_to_write_once_the_case_is_protected(may: May) -> None:
    assert await may("dinas_supervisor own", "conclude_connection", "S3") == YES
    assert await may("dinas own", "conclude_connection", "S3", assigned=True) == YES
    assert await may("psm own", "conclude_connection", "S3") == NOT_FOUND


# --- who works where ---


async def test_the_dinas_appoints_volunteers_of_its_kabupaten_and_of_no_other(may: May) -> None:
    assert await may("dinas own", "appoint_volunteer") == YES
    assert await may("dinas other_kabupaten", "appoint_volunteer") == OUTSIDE
    for who in ("tksk own", "kasi_kesra own", "desa own", "province own_province", "platform_admin nation"):
        assert await may(who, "appoint_volunteer") == FORBIDDEN


async def test_the_dinas_suspends_reinstates_and_ends_its_volunteers(may: May) -> None:
    for verb in ("suspend_volunteer", "reinstate_volunteer", "end_volunteer"):
        assert await may("dinas own", verb) == YES
        assert await may("dinas other_kabupaten", verb) == NOT_FOUND
        assert await may("tksk own", verb) == FORBIDDEN


async def test_the_dinas_corrects_what_it_wrote_down_of_its_volunteers(may: May) -> None:
    assert await may("dinas own", "correct_volunteer") == YES
    assert await may("dinas other_kabupaten", "correct_volunteer") == NOT_FOUND
    for who in ("psm own", "tksk own", "province own_province"):
        assert await may(who, "correct_volunteer") == FORBIDDEN


async def test_the_dinas_renews_moves_and_covers_its_volunteers_and_lets_them_go_on_leave(may: May) -> None:
    for verb in ("renew_volunteer", "move_volunteer", "begin_leave", "end_leave", "begin_cover", "end_cover"):
        assert await may("dinas own", verb) == YES
        assert await may("dinas other_kabupaten", verb) == NOT_FOUND
        for who in ("psm own", "tksk own", "province own_province"):
            assert await may(who, verb) == FORBIDDEN


async def test_how_villages_are_covered_is_open_to_every_official_and_to_no_volunteer_of_a_village(may: May) -> None:
    for who in ("dinas own", "dinas other_kabupaten", "tksk own", "kasi_kesra own", "desa own", "province own_province",
                "province other_province", "national nation", "partner organisation"):  # fmt: skip
        for operation in ("read_coverage", "read_forecast"):
            assert await may(who, operation) == YES
    assert await may("psm own", "read_coverage") == FORBIDDEN


async def test_a_psm_sees_no_colleague_and_a_tksk_those_of_the_kecamatan(may: May) -> None:
    assert await may("psm own", "read_volunteer") == NOT_FOUND
    assert await may("tksk own", "read_volunteer") == YES
    assert await may("tksk other_village", "read_volunteer") == NOT_FOUND


async def test_nik_and_telephone_of_a_volunteer_are_opened_by_the_dinas_alone(may: May) -> None:
    assert await may("dinas own", "open_particulars") == YES
    assert await may("dinas other_kabupaten", "open_particulars") == NOT_FOUND
    for who in ("tksk own", "kasi_kesra own", "auditor own", "platform_admin nation"):
        assert await may(who, "open_particulars") == FORBIDDEN


async def test_officers_are_named_by_the_supervisor_and_the_administrator_of_the_platform(may: May) -> None:
    assert await may("dinas_supervisor own", "appoint_officer") == YES
    assert await may("platform_admin nation", "appoint_officer") == YES
    for who in ("dinas own", "dinas_desk own", "province own_province", "auditor own", "partner organisation"):
        assert await may(who, "appoint_officer") == FORBIDDEN


async def test_a_supervisor_names_nobody_into_another_kabupaten(may: May) -> None:
    assert await may("dinas_supervisor other_kabupaten", "appoint_officer") == FORBIDDEN


async def test_the_office_above_has_no_hand_in_the_officers_of_a_kabupaten(may: May) -> None:
    for verb in ("suspend_officer", "reinstate_officer", "end_officer", "print_officer_slip"):
        assert await may("dinas_supervisor own", verb) == YES
        assert await may("platform_admin nation", verb) == NOT_FOUND
        assert await may("province own_province", verb) == FORBIDDEN


async def test_an_officer_has_no_key_to_a_colleagues_account(may: May) -> None:
    assert await may("dinas own", "print_officer_slip") == FORBIDDEN
    assert await may("dinas other_kabupaten", "print_officer_slip") == FORBIDDEN
    assert await may("dinas_supervisor other_kabupaten", "print_officer_slip") == NOT_FOUND


async def test_a_slip_for_a_volunteer_is_printed_by_the_own_dinas(may: May) -> None:
    assert await may("dinas own", "print_volunteer_slip") == YES
    assert await may("dinas other_kabupaten", "print_volunteer_slip") == NOT_FOUND
    assert await may("tksk own", "print_volunteer_slip") == FORBIDDEN


async def test_colleagues_see_one_another_and_no_volunteer_lists_the_officers(may: May) -> None:
    for who in ("dinas own", "auditor own", "desa own", "tksk own"):
        assert await may(who, "read_officer") == YES
    assert await may("psm own", "read_officers") == FORBIDDEN


# --- the directory, and what is open ---


async def test_an_organisation_is_registered_by_supervisors_and_the_administrator(may: May) -> None:
    for who in ("dinas_supervisor own", "dinas_supervisor other_kabupaten", "platform_admin nation"):
        assert await may(who, "register_office") == YES
    for who in ("dinas own", "partner organisation", "province own_province"):
        assert await may(who, "register_office") == FORBIDDEN


async def test_a_partner_lists_the_services_of_its_own_organisation_only(may: May) -> None:
    assert await may("partner organisation", "register_service") == YES
    assert await may("partner other_organisation", "register_service") == FORBIDDEN
    assert await may("dinas own", "register_service") == FORBIDDEN


AT_WORK = {
    "province": "own_province", "national": "nation", "platform_admin": "nation", "partner": "organisation",
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
async def test_areas_offices_services_and_code_lists_are_open_to_every_role(may: May, role: str) -> None:
    who = f"{role} {AT_WORK.get(role, 'own')}"
    for operation in ("read_me", "search_areas", "read_offices", "read_services", "of_cases.read_codes"):
        assert await may(who, operation) == YES


# --- between services ---


async def test_a_persons_token_is_no_services_token(may: May) -> None:
    for who in ("dinas_supervisor own", "platform_admin nation", "integrator own", "auditor own"):
        for rpc in ("rpc Facts.After", "rpc Reads.WhoServes", "rpc Heads.After"):
            assert await may(who, rpc) == UNAUTHENTICATED


async def test_a_neighbour_is_told_of_a_case_what_its_user_sees(may: May) -> None:
    assert await may("psm own", "rpc Reads.Summary") == YES
    assert await may("psm other_village", "rpc Reads.Summary") == NOT_FOUND
    assert await may("dinas own", "rpc Reads.Summary", "S3") == NOT_FOUND
    assert await may("partner organisation", "rpc Reads.Summary") == FORBIDDEN


async def test_a_neighbour_is_given_of_a_file_what_the_dinas_shares(may: May) -> None:
    assert await may("dinas own", "rpc Reads.Packet") == YES
    assert await may("tksk own", "rpc Reads.Packet") == FORBIDDEN
    assert await may("dinas_supervisor other_kabupaten", "rpc Reads.Packet") == NOT_FOUND


# --- who learns what ---


async def test_an_office_holds_its_own_trainings_and_sees_those_of_no_other(may: May) -> None:
    for who in ("dinas own", "dinas_supervisor own", "province own_province", "national nation"):
        assert await may(who, "plan_training") == YES
    for verb in ("read_training", "stage_training", "record_attendance", "certify_training", "print_paper"):
        assert await may("dinas own", verb) == YES
        assert await may("dinas other_kabupaten", verb) == NOT_FOUND
        assert await may("province own_province", verb) == NOT_FOUND


async def test_a_volunteer_scans_the_code_and_sees_herself_alone(may: May) -> None:
    for who in ("psm own", "tksk own"):
        assert await may(who, "check_in") == YES
        assert await may(who, "read_my_trainings") == YES
        assert await may(who, "withdraw_participant") == NOT_FOUND
        for verb in ("plan_training", "read_training", "nominate_participants", "record_results", "print_paper"):
            assert await may(who, verb) == FORBIDDEN


async def test_whoever_holds_the_paper_checks_a_certificate_and_its_office_alone_revokes_it(may: May) -> None:
    for who in ("nobody none", "psm own", "partner organisation", "dinas other_kabupaten"):
        assert await may(who, "check_certificate") == YES
    assert await may("dinas own", "revoke_certificate") == YES
    assert await may("dinas other_kabupaten", "revoke_certificate") == NOT_FOUND
    assert await may("psm own", "revoke_certificate") == FORBIDDEN
