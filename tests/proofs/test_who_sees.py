"""Who sees what, in sentences written from DESIGN §6 and the field, each asked of the running platform. They judge the
table of the policy proof too: `may` fails where platform and table differ.
"""

import pytest

from tests.proofs.asking import May
from tests.proofs.who_may import Outcome

YES, ABSENT, FORBIDDEN, NOT_FOUND = Outcome.YES, Outcome.ABSENT, Outcome.FORBIDDEN, Outcome.NOT_FOUND
UNAUTHENTICATED = Outcome.UNAUTHENTICATED

# --- the village and the kecamatan ---


async def test_a_psm_opens_a_file_of_her_village(may: May) -> None:
    assert await may("psm own", "read_case") == YES


@pytest.mark.breaks_with("sight_widened")
async def test_a_psm_opens_no_file_of_another_village(may: May) -> None:
    assert await may("psm other_village", "read_case") == NOT_FOUND


async def test_a_psm_lists_and_finds_by_name_the_people_of_her_village_only(may: May) -> None:
    for how in ("read_cases", "search_cases"):
        assert await may("psm own", how) == YES
        assert await may("psm other_village", how) == ABSENT
        assert await may("psm other_kabupaten", how) == ABSENT


async def test_a_psm_sees_no_protected_file_of_her_own_village(may: May) -> None:
    assert await may("psm own", "read_case", "S3") == NOT_FOUND
    assert await may("psm own", "read_timeline", "S3") == NOT_FOUND
    assert await may("psm own", "read_cases", "S3") == ABSENT


async def test_a_tksk_opens_the_files_of_the_kecamatan(may: May) -> None:
    assert await may("tksk own", "read_case") == YES
    assert await may("tksk own", "read_cases") == YES


async def test_a_tksk_of_another_kecamatan_opens_none_of_them(may: May) -> None:
    assert await may("tksk other_village", "read_case") == NOT_FOUND
    assert await may("tksk other_village", "read_cases") == ABSENT


async def test_a_tksk_sees_up_to_what_is_personal_and_nothing_protected(may: May) -> None:
    assert await may("tksk own", "read_case", "S3") == NOT_FOUND
    assert await may("tksk own", "search_cases", "S3") == ABSENT


async def test_a_kasi_kesra_opens_no_file_of_the_kecamatan(may: May) -> None:
    assert await may("kasi_kesra own", "read_case") == NOT_FOUND
    assert await may("kasi_kesra own", "read_cases") == ABSENT


async def test_a_kasi_kesra_opens_what_is_assigned_to_him_protected_or_not(may: May) -> None:
    for which in ("S2", "S3"):
        assert await may("kasi_kesra own", "read_case", which, assigned=True) == YES
        assert await may("kasi_kesra own", "read_cases", which, assigned=True) == YES


async def test_a_kasi_kesra_reads_the_volunteers_of_the_kecamatan_and_no_others(may: May) -> None:
    assert await may("kasi_kesra own", "read_volunteer") == YES
    assert await may("kasi_kesra other_village", "read_volunteer") == NOT_FOUND


async def test_an_operator_of_a_desa_opens_no_file_of_the_own_desa(may: May) -> None:
    for operation in ("read_case", "read_cases", "search_cases", "open_nik"):
        assert await may("desa own", operation) == FORBIDDEN


# --- the kabupaten ---


async def test_the_dinas_opens_every_ordinary_file_of_the_kabupaten(may: May) -> None:
    assert await may("dinas own", "read_case") == YES
    assert await may("dinas own", "read_timeline") == YES


async def test_an_officer_of_the_dinas_opens_no_protected_file(may: May) -> None:
    for operation in ("read_case", "read_timeline", "read_openings", "open_nik"):
        assert await may("dinas own", operation, "S3") == NOT_FOUND


async def test_an_officer_of_the_dinas_opens_the_protected_file_that_is_assigned_to_her(may: May) -> None:
    for operation in ("read_case", "read_timeline", "open_nik", "read_cases"):
        assert await may("dinas own", operation, "S3", assigned=True) == YES


async def test_a_protected_file_is_absent_from_lists_and_not_masked(may: May) -> None:
    for operation in ("read_cases", "search_cases", "read_referrals", "read_notices"):
        assert await may("dinas own", operation, "S3") == ABSENT


async def test_the_supervisor_opens_protected_files(may: May) -> None:
    assert await may("dinas_supervisor own", "read_case", "S3") == YES


async def test_whoever_sits_at_the_protected_desk_opens_protected_files(may: May) -> None:
    assert await may("dinas_desk own", "read_case", "S3") == YES


async def test_the_dinas_of_another_kabupaten_opens_no_file_here(may: May) -> None:
    for who in ("dinas other_kabupaten", "dinas_supervisor other_kabupaten", "tksk other_kabupaten"):
        for which in ("S2", "S3"):
            assert await may(who, "read_case", which) == NOT_FOUND
            assert await may(who, "read_cases", which) == ABSENT


async def test_the_dinas_of_another_kabupaten_sees_none_of_its_volunteers_and_officers(may: May) -> None:
    for operation in ("read_volunteer", "read_officer"):
        assert await may("dinas_supervisor other_kabupaten", operation) == NOT_FOUND
    assert await may("dinas other_kabupaten", "read_volunteers") == ABSENT
    assert await may("dinas other_kabupaten", "read_officers") == ABSENT


# --- province and nation ---


async def test_a_province_officer_opens_no_file(may: May) -> None:
    for who in ("province own_province", "province_desk own_province", "province other_province"):
        for which in ("S2", "S3"):
            assert await may(who, "read_case", which) == NOT_FOUND


async def test_a_province_lists_and_finds_nobody_of_a_kabupaten(may: May) -> None:
    for operation in ("read_cases", "search_cases"):
        assert await may("province own_province", operation) == ABSENT


async def test_the_nation_opens_no_file_and_finds_nobody(may: May) -> None:
    assert await may("national nation", "read_case") == NOT_FOUND
    assert await may("national nation", "search_cases") == ABSENT


async def test_a_province_reads_what_was_handed_up_to_it(may: May) -> None:
    assert await may("province own_province", "read_handup") == YES
    assert await may("province own_province", "read_handups") == YES


async def test_a_protected_case_that_is_handed_up_waits_for_the_desk_of_the_province(may: May) -> None:
    assert await may("province own_province", "read_handup", "S3") == NOT_FOUND
    assert await may("province own_province", "open_handup", "S3") == NOT_FOUND
    assert await may("province_desk own_province", "open_handup", "S3") == YES


async def test_another_province_and_the_nation_see_nothing_of_what_was_handed_up(may: May) -> None:
    for who in ("province other_province", "national nation", "dinas other_kabupaten"):
        assert await may(who, "read_handup") == NOT_FOUND
        assert await may(who, "read_handups") == ABSENT


async def test_a_kabupaten_keeps_sight_of_what_it_handed_up(may: May) -> None:
    assert await may("dinas own", "read_handups") == YES
    assert await may("dinas own", "read_handups", "S3") == ABSENT


async def test_a_province_and_the_nation_see_how_their_kabupaten_fare(may: May) -> None:
    assert await may("province own_province", "read_figures") == YES
    assert await may("national nation", "read_figures") == YES
    assert await may("province other_province", "read_figures") == NOT_FOUND


async def test_a_kabupaten_sees_the_figures_of_no_other(may: May) -> None:
    assert await may("dinas own", "read_figures") == YES
    assert await may("dinas_supervisor other_kabupaten", "read_figures") == NOT_FOUND


async def test_volunteers_partners_and_auditors_read_no_figures(may: May) -> None:
    for who in ("psm own", "tksk own", "desa own", "partner organisation", "auditor own", "platform_admin nation"):
        assert await may(who, "read_figures") == FORBIDDEN


# --- whoever helps ---


async def test_a_partner_opens_the_packet_that_was_sent_to_its_organisation_protected_or_not(may: May) -> None:
    for which in ("S2", "S3"):
        assert await may("partner organisation", "read_packet", which) == YES
        assert await may("partner organisation", "open_packet", which) == YES


async def test_a_partner_of_another_organisation_neither_opens_nor_lists_it(may: May) -> None:
    assert await may("partner other_organisation", "open_packet") == NOT_FOUND
    assert await may("partner other_organisation", "read_packets") == ABSENT


async def test_a_partner_sees_the_packet_and_not_the_file_or_the_referral(may: May) -> None:
    assert await may("partner organisation", "read_case") == FORBIDDEN
    assert await may("partner organisation", "read_referral") == NOT_FOUND
    assert await may("partner organisation", "read_handup") == FORBIDDEN


async def test_whoever_sent_a_packet_cannot_open_it_again(may: May) -> None:
    assert await may("dinas_supervisor own", "open_packet") == FORBIDDEN
    assert await may("dinas_supervisor own", "read_packet") == NOT_FOUND
    assert await may("dinas own", "read_packets") == ABSENT


async def test_a_referral_is_seen_as_far_as_its_file(may: May) -> None:
    for who in ("psm own", "tksk own", "dinas own", "dinas_supervisor own"):
        assert await may(who, "read_referral") == YES
    for who in ("psm other_village", "tksk other_village", "dinas other_kabupaten", "province own_province"):
        assert await may(who, "read_referral") == NOT_FOUND


async def test_a_referral_of_a_protected_case_is_absent_for_the_village_and_the_dinas(may: May) -> None:
    for who in ("psm own", "tksk own", "dinas own"):
        assert await may(who, "read_referral", "S3") == NOT_FOUND
    assert await may("dinas_desk own", "read_referral", "S3") == YES
    assert await may("dinas own", "read_referral", "S3", assigned=True) == YES


async def test_a_kasi_kesra_has_the_assigned_file_and_not_its_referrals(may: May) -> None:
    assert await may("kasi_kesra own", "read_referral", assigned=True) == NOT_FOUND


async def test_a_light_referral_leaves_the_village_with_a_case_that_turns_out_protected(may: May) -> None:
    assert await may("psm own", "read_connection") == YES
    for who in ("psm own", "tksk own", "dinas own"):
        assert await may(who, "read_connection", "S3") == NOT_FOUND
    assert await may("dinas_supervisor own", "read_connection", "S3") == YES


# --- notices ---


async def test_what_waits_for_the_dinas_is_told_to_its_officers_and_to_nobody_else(may: May) -> None:
    assert await may("dinas own", "read_notices") == YES
    for who in ("psm own", "tksk own", "kasi_kesra own", "dinas other_kabupaten", "province own_province"):
        assert await may(who, "read_notices") == ABSENT


async def test_that_a_protected_case_waits_is_told_to_the_desk_alone(may: May) -> None:
    for who in ("dinas_supervisor own", "dinas_desk own"):
        assert await may(who, "read_notices", "S3") == YES
    for who in ("psm own", "tksk own", "dinas own"):
        assert await may(who, "read_notices", "S3") == ABSENT
        assert await may(who, "mark_read", "S3") == NOT_FOUND


async def test_what_is_assigned_is_told_to_whom_it_is_assigned(may: May) -> None:
    for who in ("dinas own", "kasi_kesra own"):
        assert await may(who, "read_notices", "S3", assigned=True) == YES


# --- whoever looks over shoulders, and programs ---


async def test_an_auditor_opens_no_file(may: May) -> None:
    for who in ("auditor own", "auditor own_province", "auditor nation"):
        for operation in ("read_case", "read_cases", "read_timeline", "open_nik"):
            assert await may(who, operation) == FORBIDDEN


async def test_an_auditor_reads_who_opened_a_file_of_the_office_a_protected_one_too(may: May) -> None:
    for which in ("S2", "S3"):
        assert await may("auditor own", "read_openings", which) == YES


async def test_an_auditor_of_another_office_reads_none_of_it(may: May) -> None:
    for who in ("auditor other_kabupaten", "auditor own_province", "auditor nation"):
        assert await may(who, "read_openings") == NOT_FOUND


async def test_the_heads_of_the_ledgers_are_for_auditors_supervisors_and_the_offices_above(may: May) -> None:
    for who in ("auditor own", "dinas_supervisor own", "province own_province", "auditor own_province"):
        assert await may(who, "read_heads") == YES
    assert await may("dinas own", "read_heads") == FORBIDDEN
    assert await may("auditor other_province", "read_heads") == NOT_FOUND


async def test_who_opened_a_file_is_no_business_of_the_village(may: May) -> None:
    for who in ("psm own", "tksk own", "kasi_kesra own"):
        assert await may(who, "read_openings") == FORBIDDEN
    assert await may("dinas own", "read_openings") == YES


async def test_the_administrator_of_the_platform_sees_no_person_in_need(may: May) -> None:
    for operation in ("read_case", "read_cases", "read_openings", "read_handups", "read_volunteers"):
        assert await may("platform_admin nation", operation) == FORBIDDEN
    assert await may("platform_admin nation", "read_referral") == NOT_FOUND


async def test_a_program_sees_no_person(may: May) -> None:
    for operation in ("read_case", "read_cases", "read_openings", "read_volunteers", "read_officers"):
        assert await may("integrator own", operation) == FORBIDDEN
    assert await may("integrator own", "read_referral") == NOT_FOUND


# --- who belongs nowhere ---


async def test_whoever_shows_no_token_learns_nothing(may: May) -> None:
    for operation in ("read_me", "read_case", "read_referral", "read_notices", "read_figures", "rpc Reads.Summary"):
        assert await may("nobody none", operation) == UNAUTHENTICATED


async def test_an_account_without_an_office_is_refused_everywhere(may: May) -> None:
    for operation in ("read_me", "read_case", "read_services", "read_notices", "read_figures", "rpc Reads.Summary"):
        assert await may("dinas none", operation) == UNAUTHENTICATED


async def test_a_role_that_strayed_into_another_kind_of_office_opens_nothing(may: May) -> None:
    for who in ("province own", "dinas own_province", "dinas organisation"):
        for operation in ("read_me", "read_case", "read_handups", "read_packet", "read_figures", "rpc Reads.Summary"):
            assert await may(who, operation) == FORBIDDEN
