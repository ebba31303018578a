"""Trainings, who takes part, and their certificates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.kit import area
from services.kit.web import words
from services.registry import certificates, participants, trainings
from services.registry.certificates import Certificate, Sealing
from services.registry.participants import Participant
from services.registry.store import Checked
from services.registry.tiers import Tier
from services.registry.trainings import Training
from services.registry.views.parts import status


def training(training: Training) -> dict[str, Any]:
    """As a list shows it."""
    plan, tier = training.plan, training.tier_shown
    return {
        "id": training.training_id,
        "version": training.version,
        "title": plan.title,
        "tier": tier_shown(tier) if tier else None,
        "roles": plan.roles,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "days": [{"day": one.day, "venue": one.venue} for one in plan.days],
        "hours": plan.hours,
        "quota": plan.quota,
        **status(training.status, trainings.STATUSES[training.status][0], training.turn),
        "at": training.at,
        "reason": training.reason,
    }


def training_whole(
    shown: Training, people: Sequence[Participant], issued: Sequence[Certificate], seal: Sealing, on: date
) -> dict[str, Any]:
    """With all who take part in it, in the order of nomination, and what each has got."""
    plan, by_participant = shown.plan, {one.participant_id: one for one in issued}
    return training(shown) | {
        "modules": [
            {"title": one.title, "hours": one.hours, "person": one.person, "institution": one.institution}
            for one in plan.modules
        ],
        "opener": plan.opener,
        "practice": plan.practice
        and {"host": plan.practice.host, "place": plan.practice.place, "day": plan.practice.day},
        "reports": [
            {"group": one.group, "findings": one.findings, "discussion": one.discussion} for one in shown.reports
        ],
        "quota_per_kec": plan.quota_per_kec,
        "pass_share": plan.pass_share,
        "pass_score": plan.pass_score,
        "valid_years": plan.valid_years,
        "seated": sum(one.seated for one in people),
        "waiting": sum(one.seat is participants.Seat.WAITING for one in people),
        "participants": [
            participant(one, shown) | {"certificate": certificate(mine, seal, on) if mine else None}
            for one in people
            for mine in (by_participant.get(one.participant_id),)
        ],
    }


def participant(one: Participant, of: Training) -> dict[str, Any]:
    """`passed` is said once the days are over: before that nobody has failed."""
    why = one.why_not(of) if of.over and one.seated else None
    return {
        "id": one.participant_id,
        "version": one.version,
        "volunteer_id": one.volunteer_id,
        "name": one.name,
        "role": one.role,
        "place": one.place,
        "place_name": area.name(one.place),
        "kec": one.kec,
        "kec_name": area.name(one.kec),
        "number": one.number,
        "seat": one.seat,
        "seat_words": words(participants.SEATS[one.seat]),
        "reason": one.reason,
        "days": one.days,
        "pre": one.pre,
        "post": one.post,
        "failed": one.failed,
        "passed": why is None if of.over and one.seated else None,
        "why_words": words(participants.WHYS[why]) if why else None,
    }


def certificate(one: Certificate, seal: Sealing, on: date) -> dict[str, Any]:
    """For who holds the training and for who holds the certificate: the token is theirs to show."""
    state = one.state(on)
    return {
        "id": one.certificate_id,
        "version": one.version,
        "number": one.number,
        "token": certificates.token(one.office, one.certificate_id, seal),
        "tier_words": words(one.tier_words) if one.tier else None,
        "issued_on": one.issued_on,
        "valid_until": one.valid_until,
        "state": state,
        "state_words": words(certificates.STATES[state]),
        "reason": one.reason,
    }


def participation(one: Participant, of: Training, mine: Certificate | None, seal: Sealing, on: date) -> dict[str, Any]:
    """A training as she sees it who took part."""
    return {
        "training": training(of),
        "participant": participant(one, of),
        "certificate": certificate(mine, seal, on) if mine else None,
    }


_JUDGED = frozenset({"pre", "post", "failed", "why_words", "reason", "token"})


def outline(shown: dict[str, Any]) -> dict[str, Any]:
    """A participation for who only sees the volunteer: which training, and which certificate it left."""

    def outlined(part: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in part.items() if name not in _JUDGED}

    card = shown["certificate"]
    return shown | {"participant": outlined(shown["participant"]), "certificate": outlined(card) if card else None}


def checked(told: Checked) -> dict[str, Any]:
    """All that the public check says."""
    return {
        "state": told.state,
        "state_words": words(certificates.STATES[told.state]),
        "name": told.name,
        "title": told.title,
        "tier_words": words(told.tier_words) if told.tier_words.id else None,
        "issued_on": told.issued_on,
        "valid_until": told.valid_until,
    }


def tier_shown(tier: Tier) -> dict[str, Any]:
    """Name and authority, never one without the other."""
    return {"code": tier.code, "words": words(tier.shown), "authority": tier.authority, "order": tier.order}


def tier(one: Tier) -> dict[str, Any]:
    return tier_shown(one) | {"role": one.role, "aliases": one.aliases, "hours": one.hours, "source": one.source}
