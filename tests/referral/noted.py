"""Nouns of referral as rules see them, without a database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.kit.change import Change
from services.referral import connections, referrals
from services.referral.connections import Connection
from services.referral.matters import Matter
from services.referral.packets import Packet
from services.referral.referrals import Referral
from services.referral.services import Service
from services.referral.statuses import Status

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # 10.00 WIB
LATER = AT + timedelta(hours=2)
HOME = "org-abcdefghij"
LENGGANG = "1906022004"


def matter(**other: Any) -> Matter:
    given: dict[str, Any] = dict(
        office="1906", case_id=uuid4(), case_code="1906-26-K7QF3M", village=LENGGANG, kec="190602", sensitivity=2,
        recorded_by="rahma", assigned_to="",
    )  # fmt: skip
    return Matter(**given | other)


def service(**other: Any) -> Service:
    given: dict[str, Any] = dict(
        service_id=uuid4(), office=HOME, name="Perawatan lanjut usia", kinds=("care_home", "food"),
        areas=("1902", "1905", "1906"), eligibility="60 tahun ke atas, tanpa keluarga", hours="", capacity=20,
        light=False, checked_on=date(2026, 11, 1),
    )  # fmt: skip
    return Service(**given | other)


def sending(**other: Any) -> Change[Referral]:
    given: dict[str, Any] = dict(
        matter=matter(), referral_id=uuid4(), packet_id=uuid4(), code="1906-26-M4TZ8P", need_id=uuid4(),
        need_kind="care_home", service=service(), fields=("age", "name"), others=(), answer_days=None, by="dewi", at=AT,
    )  # fmt: skip
    return referrals.send(**given | other)


def referral(status: Status = Status.SENT, **other: Any) -> Referral:
    """Sent on 20 November, to be answered by the 27th, shared until 27 December."""
    sent = sending().now
    return Referral(**{name: getattr(sent, name) for name in sent.__slots__} | {"status": status} | other)


def packet(status: Status = Status.SENT, **other: Any) -> Packet:
    given: dict[str, Any] = dict(
        office=HOME, packet_id=uuid4(), from_office="1906", referral_id=uuid4(), code="1906-26-M4TZ8P",
        service_id=uuid4(), service_name="Perawatan lanjut usia", need_kind="care_home", fields=("age", "name"),
        status=status, sent_at=AT, at=AT, answer_by=date(2026, 11, 27), until_on=date(2026, 12, 27),
    )  # fmt: skip
    return Packet(**given | other)


def connection(**other: Any) -> Connection:
    given: dict[str, Any] = dict(
        matter=matter(), connection_id=uuid4(), service=service(light=True), others=[], by="rahma", at=AT
    )
    return connections.suggest(**given | other).now


def ids(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]
