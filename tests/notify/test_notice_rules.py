"""Before whom a notice is put, what it says, and when it stays."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from services.kit.actor import Actor
from services.notify import notices, policy, templates, views
from services.notify.notices import Kind, Notice, Seat, Standing

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
CASE = Standing(
    kind=Kind.CASE,
    subject_id=UUID(int=1),
    code="1906-26-K7QF3M",
    status="awaiting",
    turn="tksk",
    sensitivity=1,
    village="1906022004",
    kec="190602",
    recorded_by="rahma",
)
REFERRAL = replace(CASE, kind=Kind.REFERRAL, status="sent", turn="partner")
PACKET = replace(REFERRAL, kind=Kind.PACKET, village="", kec="", recorded_by="")
RAHMA = Actor("rahma", "1906", frozenset({"psm"}), villages=frozenset({"1906022004"}))
SITI = Actor("siti", "1906", frozenset({"psm"}), villages=frozenset({"1906022001"}))
JAKA = Actor("jaka", "1906", frozenset({"tksk"}), kec="190602")
JOKO = Actor("joko", "1906", frozenset({"tksk"}), kec="190601")
BUDI = Actor("budi", "1906", frozenset({"dinas"}))
DEPUTY = Actor("tuti", "1906", frozenset({"dinas"}), desks=frozenset({"protected"}))
DEWI = Actor("dewi", "1906", frozenset({"dinas_supervisor"}))
NUR = Actor("nur", "org-aaaaaaaaaa", frozenset({"partner"}))
PRIO = Actor("prio", "19", frozenset({"province"}))
EVERYBODY = (RAHMA, SITI, JAKA, JOKO, BUDI, DEPUTY, DEWI, NUR, PRIO)


def put(standing: Standing, held: Notice | None = None) -> Notice | None:
    return notices.after(held, standing, notice_id=uuid4(), at=AT)


def seen_by(standing: Standing, office: str = "1906") -> set[str]:
    """Who of the office has the notice before them; the same words as `store._seen`, in Python."""
    notice = put(standing)
    if notice is None:
        return set()
    found = set()
    for actor in EVERYBODY:
        sight = policy.sight(actor)
        mine = (
            notice.sub == sight.sub
            or notice.seat in sight.seats
            or (notice.seat is Seat.VILLAGE and notice.village in sight.villages)
            or (notice.seat is Seat.KECAMATAN and notice.kec in sight.kecs)
        )
        if mine and actor.office == office:
            found.add(actor.sub)
    return found


def test_what_awaits_verification_is_before_the_tksk_of_the_kecamatan_alone() -> None:
    assert seen_by(CASE) == {"jaka"}


def test_what_was_returned_is_before_the_psm_of_the_village() -> None:
    assert seen_by(replace(CASE, status="returned", turn="psm")) == {"rahma"}


def test_the_recorder_has_it_even_when_she_serves_elsewhere_now() -> None:
    assert seen_by(replace(CASE, turn="psm", village="1906022009", recorded_by="siti")) == {"siti"}


def test_the_move_of_the_dinas_is_before_every_officer_of_it() -> None:
    assert seen_by(replace(CASE, status="verified", turn="dinas")) == {"budi", "tuti", "dewi"}


def test_what_is_assigned_is_before_the_assigned_officer_alone() -> None:
    assert seen_by(replace(CASE, status="accepted", turn="dinas", assigned_to="budi")) == {"budi"}


def test_a_protected_matter_is_before_the_protected_desk_alone() -> None:
    assert seen_by(replace(CASE, status="verified", turn="protected", sensitivity=3)) == {"tuti", "dewi"}


def test_a_protected_matter_once_assigned_is_before_the_assignee_alone() -> None:
    assert seen_by(replace(CASE, status="accepted", turn="dinas", sensitivity=3, assigned_to="budi")) == {"budi"}


@pytest.mark.parametrize("turn", ["psm", "citizen", "tksk", "dinas", "sender", "protected"])
def test_no_turn_brings_a_protected_matter_to_the_village(turn: str) -> None:
    """Even where a fact said too much."""
    assert seen_by(replace(CASE, turn=turn, sensitivity=3)) == {"tuti", "dewi"}
    notice = put(replace(CASE, turn=turn, sensitivity=3))
    assert notice is not None
    assert (notice.village, notice.kec, notice.sub) == ("", "", "")


def test_the_partners_move_is_before_the_partner_and_not_before_the_sender() -> None:
    assert put(REFERRAL) is None
    assert seen_by(PACKET, "org-aaaaaaaaaa") == {"nur"}


@pytest.mark.parametrize(("status", "turn"), [("served", "citizen"), ("disputed", "sender"), ("closed", "none")])
def test_after_the_partners_move_nothing_waits_in_its_office(status: str, turn: str) -> None:
    assert put(replace(PACKET, status=status, turn=turn), held=put(PACKET)) is None


def test_what_was_served_is_before_the_psm_who_asks_the_citizen() -> None:
    assert seen_by(replace(REFERRAL, status="served", turn="citizen")) == {"rahma"}


def test_a_rejected_referral_is_before_the_sender() -> None:
    assert seen_by(replace(REFERRAL, status="rejected", turn="sender")) == {"budi", "tuti", "dewi"}


def test_a_hand_up_is_before_the_province() -> None:
    handup = Standing(Kind.HANDUP, uuid4(), "1906-26-K7QF3M", "sent", "province", 2)
    assert seen_by(handup, "19") == {"prio"}


@pytest.mark.parametrize("kind", list(Kind))
def test_a_matter_that_is_nobodys_move_takes_the_notice_away(kind: Kind) -> None:
    assert put(replace(CASE, kind=kind, turn="none"), held=put(CASE)) is None


def test_a_turn_that_nobody_knows_yet_puts_nothing() -> None:
    assert put(replace(CASE, turn="courier")) is None


def test_a_fact_that_changes_nothing_for_the_reader_leaves_the_notice_read() -> None:
    held = put(CASE)
    assert held is not None
    read = replace(held, read_at=AT)
    assert put(CASE, held=read) is read


@pytest.mark.parametrize(
    "change",
    [
        {"status": "returned", "turn": "psm"},
        {"status": "reopened"},
        {"kec": "190601"},
        {"turn": "dinas", "assigned_to": "budi"},
    ],
)
def test_whatever_changes_for_the_reader_is_a_new_notice(change: dict[str, str]) -> None:
    held = put(CASE)
    now = put(replace(CASE, **change), held=held)
    assert held is not None
    assert now is not None
    assert now.notice_id != held.notice_id


def test_other_roles_have_nothing_before_them() -> None:
    for role in ("kasi_kesra", "desa", "auditor", "platform_admin", "integrator"):
        sight = policy.sight(Actor("x", "1906", frozenset({role}), villages=frozenset({"1906022004"}), kec="190602"))
        assert (sight.seats, sight.villages, sight.kecs) == (frozenset(), frozenset(), frozenset())


def test_every_sentence_has_both_languages_and_nothing_to_fill_in() -> None:
    for (kind, _), said in templates.TEMPLATES.items():
        assert said.words.id != said.words.en
        assert "{" not in said.words.id + said.words.en
        assert said.link.format(id="x").startswith("/")
        assert Kind(kind)
        assert "Diterima" not in said.words.id


def test_a_status_that_is_newer_than_the_list_still_says_that_something_waits() -> None:
    said = templates.template("case", "adjourned", protected=False)
    assert said.words.id == "Ada yang menunggu langkah Anda."
    assert said.link == "/kasus/{id}"


def test_a_notice_shows_code_and_link_and_of_a_protected_matter_no_more() -> None:
    notice = put(replace(CASE, status="verified", turn="protected", sensitivity=3))
    assert notice is not None
    shown = views.notice(notice)
    assert shown["code"] == CASE.code
    assert shown["link"] == f"/kasus/{CASE.subject_id}"
    assert shown["words"]["id"] == "Laporan terlindungi menunggu langkah Anda."
    assert not {"status", "village", "kec", "sub"} & shown.keys()
