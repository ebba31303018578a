"""Who may do what, and how far each sees."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from services.cases import api, cases, policy, views
from services.cases.cases import Status
from services.kit.errors import Forbidden, Invalid
from tests.cases.known import BUDI, GANTUNG, LENGGANG, actor, case, protected


def test_a_psm_sees_her_villages_and_what_she_recorded() -> None:
    sight = policy.sight(actor("psm", villages=frozenset({LENGGANG})))
    assert (sight.villages, sight.own, sight.everywhere, sight.desk) == ({LENGGANG}, True, False, False)


def test_a_tksk_sees_the_kecamatan_and_a_kasi_kesra_only_what_is_assigned() -> None:
    assert policy.sight(actor("tksk", kec="190602")).kecs == {"190602"}
    of_kasi = policy.sight(actor("kasi_kesra", kec="190602"))
    assert (of_kasi.kecs, of_kasi.everywhere, of_kasi.own) == (frozenset(), False, False)


def test_a_tksk_who_acts_for_another_sees_and_records_in_that_kecamatan_too() -> None:
    acting = actor("tksk", kec="190601", villages=frozenset({GANTUNG}))
    assert policy.sight(acting).kecs == {"190601", "190602"}
    policy.require_place(acting, GANTUNG)
    assert policy.sight(actor("psm", villages=frozenset({GANTUNG}))).kecs == frozenset()


def test_the_dinas_sees_the_office_and_only_the_protected_desk_sees_protected_cases() -> None:
    assert policy.sight(actor("dinas")).everywhere
    assert not policy.sight(actor("dinas")).desk
    assert policy.sight(actor("dinas", desks=frozenset({"protected"}))).desk
    assert policy.sight(actor("dinas_supervisor")).desk


def test_the_protected_desk_assigns_and_an_officer_who_does_not_sit_at_it_does_not() -> None:
    policy.require(actor("dinas", desks=frozenset({"protected"})), policy.ASSIGN_CASE)
    with pytest.raises(Forbidden):
        policy.require(actor("dinas"), policy.ASSIGN_CASE)


def test_a_volunteer_named_to_the_protected_desk_does_not_sit_at_it() -> None:
    assert not policy.sight(actor("psm", desks=frozenset({"protected"}))).desk


@pytest.mark.parametrize("role", ["partner", "auditor", "integrator", "platform_admin", "desa"])
def test_these_read_no_file(role: str) -> None:
    for operation in (policy.READ_CASE, policy.READ_CASES, policy.SEARCH_CASES, policy.RECORD_CASE):
        with pytest.raises(Forbidden):
            policy.require(actor(role), operation)


def test_an_auditor_reads_who_opened_files_and_no_file() -> None:
    policy.require(actor("auditor"), policy.READ_OPENINGS)
    assert policy.sight_of_openings(actor("auditor")).everywhere
    assert not policy.sight(actor("auditor")).everywhere


def test_people_are_recorded_where_the_actor_serves() -> None:
    policy.require_place(actor("psm", villages=frozenset({LENGGANG})), LENGGANG)
    policy.require_place(actor("tksk", kec="190602"), GANTUNG)
    policy.require_place(actor("dinas"), GANTUNG)
    for outside in (
        actor("psm", villages=frozenset({LENGGANG})), actor("tksk", kec="190601"), actor("dinas", office="1905"),
        actor("province", office="19"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            policy.require_place(outside, GANTUNG)
        assert refused.value.code == "outside-area"


def test_what_is_assigned_is_the_assigned_officers_move_alone() -> None:
    mine = case(Status.PLANNING, assigned_to=BUDI)
    assert policy.is_mine(actor("dinas", sub="budi"), mine)
    assert not policy.is_mine(actor("dinas", sub="dewi"), mine)
    assert policy.is_mine(actor("dinas", sub="dewi"), case(Status.PLANNING))


def test_an_unassigned_protected_case_is_the_move_of_the_desk() -> None:
    assert policy.is_mine(actor("dinas_supervisor"), protected())
    assert not policy.is_mine(actor("dinas"), protected())


def test_a_province_leads_the_care_of_its_own_file_and_is_not_offered_to_refer_it() -> None:
    offered = views.actions(case(Status.PLANNING, office="19"), actor("province", office="19"))
    assert {"stage", "add_need", "close", "hand_up"} <= set(offered)
    assert "refer" not in offered
    assert "refer" in views.actions(case(Status.PLANNING), actor("dinas"))


def test_every_verb_of_a_case_has_an_operation_and_every_operation_somebody() -> None:
    assert set(policy.VERBS) == set(cases.MOVES)
    assert set(policy.VERBS.values()) <= set(policy.OPERATIONS)
    assert all(policy.OPERATIONS.values())


def test_every_route_has_an_operation_of_the_table() -> None:
    shared = {"read_handup": "read_handups"}
    made = api.app(SimpleNamespace(settings=None))
    for route in made.routes:
        name, path = getattr(route, "name", ""), getattr(route, "path", "")
        if path.startswith("/v1/") and path != "/v1/openapi.json":
            assert shared.get(name, name) in policy.OPERATIONS, name


def test_sight_is_made_by_policy_alone() -> None:
    here = Path(policy.__file__).parent
    makers = [file.name for file in here.rglob("*.py") if re.search(r"(?<!class )\bSight\(", file.read_text("utf-8"))]
    assert makers == ["policy.py"]
