"""What a door shows of a noun. NIK, telephone and address are shown by `particulars` only, which asks for a purpose."""

from typing import Any

from services.kit import area
from services.kit.actor import Actor
from services.kit.area import Area
from services.kit.errors import Words
from services.kit.web import words
from services.registry import letters, standings
from services.registry.accounts import Account
from services.registry.letters import Letter
from services.registry.officers import Officer
from services.registry.offices import Office
from services.registry.particulars import ODD_NIK, Particulars
from services.registry.standings import Standing
from services.registry.store import Me
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
