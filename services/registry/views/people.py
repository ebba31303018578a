"""Volunteers and officers. NIK, telephone and address are shown by `particulars` only, which asks for a purpose."""

from typing import Any

from services.kit import area
from services.kit.actor import Actor
from services.kit.web import words
from services.registry import decrees, engagements, leaves, letters
from services.registry.covers import Cover
from services.registry.decrees import Recorded
from services.registry.letters import Letter
from services.registry.officers import Officer
from services.registry.particulars import ODD_NIK, Particulars
from services.registry.store import Me
from services.registry.views.parts import account, decree, engagement, standing, status, village
from services.registry.volunteers import Volunteer


def volunteer(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "id": volunteer.volunteer_id,
        "version": volunteer.version,
        "role": volunteer.role,
        "name": volunteer.name,
        "villages": [village(code) for code in volunteer.villages],
        "kec": volunteer.kec,
        "kec_name": area.name(volunteer.kec),
        **account(volunteer.account),
        **(on_leave(volunteer) or standing(volunteer.standing)),
        **engagement(volunteer.engagement),
        "sk": decree(volunteer.decree),
        "leave": leave(volunteer),
        "covers": [cover(one) for one in volunteer.covers],
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
        **engagement(officer.engagement),
        "title": officer.engagement.title,
        "decree": officer.engagement.decree,
        "decreed_on": officer.engagement.decreed_on,
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


def me(actor: Actor, known: Me) -> dict[str, Any]:
    """Who asks. People whom the registry did not appoint (the first administrator) are shown as their token says.
    `villages` and `kecs` are where she serves, her own and what she covers."""
    noun, office_ = known.noun, known.office
    covers = noun.covers if isinstance(noun, Volunteer) else ()
    acting = [one.kec for one in covers if one.kec]
    villages = noun.post.villages if noun and not acting else ()
    kec = (noun.post.kec if noun else None) or actor.kec
    return {
        "sub": actor.sub,
        "volunteer_id": noun.volunteer_id if isinstance(noun, Volunteer) else None,
        "name": noun.name if noun else actor.name,
        "username": noun.account.username if noun else "",
        "roles": sorted(actor.roles),
        "office": office_.office,
        "office_name": office_.name,
        "zone": str(area.zone(office_.areas[0])),
        "villages": [village(code) for code in villages],
        "covers": [cover(one) for one in covers],
        "kecs": [kec, *acting] if kec else [],
        "kec": kec,
        "kec_name": area.name(kec) if kec else None,
        "bidang": actor.bidang,
        "desks": sorted(actor.desks),
        "status": noun.standing.status if noun else "active",
    }


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


def recorded(one: Recorded) -> dict[str, Any]:
    """A decree in the history."""
    return {
        "kind": one.kind,
        "kind_words": words(decrees.KINDS[one.kind]),
        **decree(one.decree),
        "villages": [village(code) for code in one.villages],
        "kec": one.kec,
        "kec_name": area.name(one.kec),
        "recorded_at": one.recorded_at,
    }


def on_leave(volunteer: Volunteer) -> dict[str, Any] | None:
    """In place of the standing of somebody who is away; a suspension is told before a leave."""
    away = volunteer.leave
    if away is None or not volunteer.standing.active:
        return None
    said = status(leaves.ON_LEAVE, *leaves.STATUSES[volunteer.substituted])
    return said | {"since_at": away.since_on, "reason": away.reason}


def leave(volunteer: Volunteer) -> dict[str, Any] | None:
    away = volunteer.leave
    if away is None:
        return None
    return {
        "since_on": away.since_on,
        "returns_on": away.returns_on,
        "reason": away.reason,
        "covered": volunteer.substituted,
    }


def cover(one: Cover) -> dict[str, Any]:
    return {
        "id": one.cover_id,
        "villages": [] if one.kec else [village(code) for code in one.villages],
        "kec": one.kec,
        "kec_name": area.name(one.kec) if one.kec else None,
        "ends_on": one.ends_on,
        "reason": one.reason,
        "decided_by": one.decided_by,
        "begun_at": one.begun_at,
    }


def engagement_codes() -> dict[str, Any]:
    """What may be chosen, with its source."""
    return {
        name: [{"code": c.code, "words": words(c.words), "source": c.source} for c in engagements.codes(name)]
        for name in (engagements.EMPLOYMENTS, engagements.QUALIFICATIONS)
    }


# The list as a table: the headings, and a row for each.
EXPORTED = (
    "Nama", "Peran", "NIK", "Telepon", "Alamat", "Desa/Kelurahan", "Kecamatan", "Nomor SK", "Penerbit SK",
    "Tanggal SK", "Berlaku mulai", "Berlaku sampai", "Status", "Status kepegawaian", "Nama pengguna",
)  # fmt: skip


COVERED = "tertutup"


def exported(shown: Volunteer, told: Particulars | None) -> list[str]:
    """`told` is None where it was not asked for, or not opened."""
    sk, employment = shown.decree, shown.engagement.employment
    return [
        shown.name, shown.role.upper(), *((told.nik, told.phone, told.address) if told else (COVERED,) * 3),
        "; ".join(area.name(code) for code in shown.villages), area.name(shown.kec), sk.number, sk.issuer,
        *(str(day or "") for day in (sk.issued_on, sk.starts_on, sk.ends_on)),
        (on_leave(shown) or standing(shown.standing))["status_words"]["id"],
        engagements.words(engagements.EMPLOYMENTS, employment).id if employment else "", shown.account.username,
    ]  # fmt: skip
