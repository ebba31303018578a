"""What is counted, how it is grouped, and who may see how far."""

from typing import Any
from uuid import uuid4

import pytest

from proto.cases.v1 import facts_pb2
from services.kit import clock
from services.kit.actor import Actor
from services.kit.errors import Forbidden, NotFound
from services.kit.facts import Fact
from services.oversight import figures, policy, views, wire
from services.oversight.figures import ALL, Kind, Step, Table
from services.oversight.labels import labels
from services.oversight.store import Figure

TABLE = Table(Kind.CASES, "19", 1)


def step(old: tuple[str, str] | None, new: tuple[str, str], office: str = "1906") -> Step:
    return Step(Kind.CASES, office, old, new)


def told(**standing: Any) -> Step:
    """What is counted of a fact about a case."""
    payload = facts_pb2.CaseCompleted(standing=facts_pb2.Standing(**standing)).SerializeToString()
    return wire.case_step(
        Fact(
            noun="case", past="completed", subject_id=uuid4(), office="1906", for_office="1906", area="1906",
            at=clock.now(), payload=payload,
        )
    )  # fmt: skip


def test_a_step_takes_from_one_place_and_adds_to_another() -> None:
    moved = step(("8", "awaiting"), ("8", "verified"))
    assert moved.changes == {("8", "awaiting"): -1, ("8", "verified"): 1}
    assert step(None, ("8", "awaiting")).changes == {("8", "awaiting"): 1}


def test_a_case_that_gets_its_type_leaves_its_old_place_as_well() -> None:
    typed = step(("0", "awaiting"), ("8", "awaiting"))
    assert typed.counts
    assert typed.changes == {("0", "awaiting"): -1, ("8", "awaiting"): 1}


def test_a_fact_about_a_case_names_its_old_type_only_where_it_changed() -> None:
    changed = told(type=10, status="awaiting", old_type=8, old_status="returned")
    assert (changed.old, changed.new) == (("8", "returned"), ("10", "awaiting"))
    typed = told(type=8, status="awaiting", old_type=0, old_status="returned")
    assert (typed.old, typed.new) == (("0", "returned"), ("8", "awaiting"))
    verified = told(type=8, status="verified", old_status="awaiting")
    assert (verified.old, verified.new) == (("8", "awaiting"), ("8", "verified"))
    assert told(type=8, status="awaiting").old is None


def test_what_did_not_move_is_no_step() -> None:
    assert not step(("8", "accepted"), ("8", "accepted")).counts
    assert step(("8", "verified"), ("8", "accepted")).counts


@pytest.mark.parametrize("office", ["00", "19", "org-abcdefghij", "190602"])
def test_only_what_a_kabupaten_holds_is_counted(office: str) -> None:
    assert not step(None, ("8", "awaiting"), office).counts


def test_statuses_add_up_to_their_group_and_kabupaten_to_their_province() -> None:
    files = {("1906", "8", "awaiting"): 30, ("1906", "8", "closed"): 9, ("1901", "24", "awaiting"): 12}
    shown = {cell: said.count for cell, said in figures.shown(TABLE, files).items()}
    assert shown["1906", "8", "open"] == 30
    assert shown["1906", "8", ALL] == 39
    assert shown["19", ALL, "open"] == 42
    assert shown["19", ALL, ALL] == 51


def test_a_status_that_is_newer_than_the_labels_is_counted_outside_the_groups() -> None:
    shown = figures.shown(TABLE, {("1906", "8", "adjourned"): 7, ("1906", "8", "closed"): 9})
    assert shown["1906", "8", "adjourned"].count == 7
    assert shown["1906", "8", ALL].count == 16


def test_counts_that_have_not_settled_are_left_out() -> None:
    """Steps of two subjects may arrive in any order; a count below zero is only ever seen in between."""
    assert figures.shown(TABLE, {("1906", "8", "awaiting"): -1, ("1906", "8", "closed"): 0}) == {}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_status_has_one_group_and_every_word_two_languages(kind: Kind) -> None:
    said = labels(kind)
    assert set(said.group_of) == set(said.statuses)
    assert not set(said.groups) & set(said.statuses), "a group and a status of one name would be one cell"
    for words in (*said.types.values(), *said.groups.values(), *said.statuses.values(), *figures.DEFINITIONS.values()):
        assert words.id
        assert words.en


def test_a_kabupaten_sees_itself_a_province_its_kabupaten_and_the_nation_all() -> None:
    assert policy.Sight("1906").sees("1906")
    assert not policy.Sight("1906").sees("19")
    assert not policy.Sight("1906").sees("1901")
    assert policy.Sight("19").sees("1906")
    assert not policy.Sight("19").sees("3208")
    assert not policy.Sight("19").sees("00")
    assert policy.Sight("00").sees("3208")


def test_an_organisation_sees_no_figures() -> None:
    assert not policy.Sight("org-abcdefghij").sees("org-abcdefghij")
    for role in ("psm", "tksk", "desa", "partner", "auditor", "platform_admin", "integrator"):
        with pytest.raises(Forbidden):
            policy.require(Actor("x", "1906", frozenset({role})), policy.READ_FIGURES)


def test_an_area_outside_ones_sight_is_not_found() -> None:
    with pytest.raises(NotFound):
        policy.require_area(policy.Sight("19"), "3208")
    assert policy.require_area(policy.Sight("19"), None) == "19"


def test_a_sum_over_all_types_has_no_type_and_a_group_has_no_status() -> None:
    row = views.figure(Kind.CASES, Figure("1906", ALL, "open", 30, None))
    assert (row["type"], row["status_group"], row["status"], row["count"]) == (None, "open", None, 30)
    assert row["type_name"]["id"] == "Semua jenis"
    assert row["status_words"]["id"] == "Kasus terbuka"
    assert row["kabupaten_name"] == "Kabupaten Belitung Timur"


def test_a_sum_of_a_province_has_no_kabupaten() -> None:
    row = views.figure(Kind.REFERRALS, Figure("19", "food", "served", None, "secondary"))
    assert (row["area"], row["kabupaten"], row["status_group"]) == ("19", None, "with_sender")
    assert (row["count"], row["suppressed"]) == (None, "secondary")
