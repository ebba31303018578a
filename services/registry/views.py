"""What a door shows of a noun. NIK, telephone and address are shown by `particulars` only, which asks for a purpose."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.kit import area
from services.kit.actor import Actor
from services.kit.area import Area
from services.kit.errors import Words
from services.kit.web import words
from services.registry import certificates, letters, participants, standings, trainings
from services.registry.accounts import Account
from services.registry.certificates import Certificate, Sealing
from services.registry.letters import Letter
from services.registry.officers import Officer
from services.registry.offices import Office
from services.registry.participants import Participant, Seat
from services.registry.particulars import ODD_NIK, Particulars
from services.registry.standings import Standing
from services.registry.store import Checked, Me
from services.registry.tiers import Tier
from services.registry.trainings import Training
from services.registry.volunteers import Volunteer


def volunteer(volunteer: Volunteer) -> dict[str, Any]:
    sk = volunteer.decree
    return {
        "id": volunteer.volunteer_id,
        "version": volunteer.version,
        "role": volunteer.role,
        "name": volunteer.name,
        "villages": [village(code) for code in volunteer.villages],
        "kec": volunteer.kec,
        "kec_name": area.name(volunteer.kec),
        **account(volunteer.account),
        **standing(volunteer.standing),
        "sk": {
            "number": sk.number,
            "issuer": sk.issuer,
            "issued_on": sk.issued_on,
            "starts_on": sk.starts_on,
            "ends_on": sk.ends_on,
        },
        "appointed_at": volunteer.appointed_at,
    }


def warnings(told: Particulars) -> dict[str, Any]:
    """What the office should look at again; nothing was refused for it."""
    odd = {"code": "odd-nik", "title": ODD_NIK.id, "words": words(ODD_NIK)}
    return {"warnings": [odd] if told.odd_nik else []}


def particulars(shown: Volunteer, told: Particulars) -> dict[str, Any]:
    return {"id": shown.volunteer_id, "nik": told.nik, "phone": told.phone, "address": told.address}


def officer(officer: Officer) -> dict[str, Any]:
    return {
        "id": officer.officer_id,
        "version": officer.version,
        "office": officer.office,
        "sub": officer.account.sub,  # by which other services know her: an assignment names it
        **_seat(officer),
        **account(officer.account),
        **standing(officer.standing),
        "appointed_at": officer.appointed_at,
    }


def letter(letter: Letter) -> dict[str, Any]:
    """An officer of another office, as far as the office that named her knows."""
    return {
        "id": letter.officer_id,
        "version": letter.version,
        "office": letter.office,
        **_seat(letter),
        **account(letter.account),
        **status(letter.status, *letters.STATUSES[letter.status]),
        "appointed_at": letter.sent_at,
        "letter": {"id": letter.letter_id, "expires_at": letter.expires_at},
    }


def seat(shown: Officer | Letter) -> dict[str, Any]:
    return officer(shown) if isinstance(shown, Officer) else letter(shown)


def slip(noun: Volunteer | Officer | Letter, *, password: str, login_url: str) -> dict[str, Any]:
    """For paper. The password stands in this one answer and nowhere else."""
    codes = noun.villages or ((noun.kec,) if noun.kec else ())
    return {
        "username": noun.account.username,
        "one_time_password": password,
        "name": noun.name,
        "villages": [area.name(code) for code in codes],
        "login_url": login_url,
    }


def office(office: Office) -> dict[str, Any]:
    return {
        "office": office.office,
        "kind": office.kind,
        "name": office.name,
        "areas": [{"code": code, "name": area.name(code)} for code in office.areas],
        "phone": office.phone,
        "address": office.address,
        "registered_by": office.registered_by,
        "registered_at": office.registered_at,
        "version": office.version,
    }


def place(found: Area) -> dict[str, Any]:
    """`parent_names` from the nearest up to the province: two villages of one name are told apart by them."""
    names, above = [], area.parent(found.code)
    while above and above != area.NATION:
        names.append(area.name(above))
        above = area.parent(above)
    return {
        "code": found.code,
        "name": found.name,
        "level": found.level,
        "parent": area.parent(found.code),
        "parent_names": names,
    }


def village(code: str) -> dict[str, str]:
    kec = area.kecamatan_of(code)
    return {"code": code, "name": area.name(code), "kec": kec, "kec_name": area.name(kec)}


def me(actor: Actor, known: Me) -> dict[str, Any]:
    """Who asks. People whom the registry did not appoint (the first administrator) are shown as their token says."""
    noun, office_ = known.noun, known.office
    villages = noun.villages if noun else ()
    kec = (noun.post.kec if noun else None) or actor.kec
    return {
        "sub": actor.sub,
        "name": noun.name if noun else actor.name,
        "username": noun.account.username if noun else "",
        "roles": sorted(actor.roles),
        "office": office_.office,
        "office_name": office_.name,
        "zone": str(area.zone(office_.areas[0])),
        "villages": [village(code) for code in villages],
        "kec": kec,
        "kec_name": area.name(kec) if kec else None,
        "bidang": actor.bidang,
        "desks": sorted(actor.desks),
        "status": noun.standing.status if noun else "active",
    }


# --- trainings ---


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
        "waiting": sum(one.seat is Seat.WAITING for one in people),
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


def account(account: Account) -> dict[str, str]:
    return {"username": account.username, "account": "ready" if account.sub else "waiting"}


def standing(standing: Standing) -> dict[str, Any]:
    said = status(standing.status, *standings.STATUSES[standing.status])
    return said | {"since_at": standing.since_at, "reason": standing.reason}


def status(code: str, said: Words, turn: str) -> dict[str, Any]:
    """Whose move is next stands beside every status."""
    return {"status": code, "status_words": words(said), "turn": turn}


def _seat(shown: Officer | Letter) -> dict[str, Any]:
    return {
        "name": shown.name,
        "roles": shown.roles,
        "villages": [village(code) for code in shown.villages],
        "kec": shown.kec,
        "kec_name": area.name(shown.kec) if shown.kec else None,
        "bidang": shown.bidang,
        "desks": shown.desks,
    }
