"""What a door shows of a noun. NIK, telephone and address are shown by `particulars` only, which asks for a purpose."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.kit import area
from services.kit.actor import Actor
from services.kit.area import Area
from services.kit.errors import Words
from services.kit.web import words
from services.registry import coverage as states
from services.registry import decrees, leaves, letters, standings, thresholds
from services.registry.accounts import Account
from services.registry.coverage import Forecast, Proposal, Seat, Serving, Sum, Village
from services.registry.covers import Cover
from services.registry.decrees import Decree, Recorded
from services.registry.letters import Letter
from services.registry.officers import Officer
from services.registry.offices import Office
from services.registry.particulars import ODD_NIK, Particulars
from services.registry.standings import Standing
from services.registry.store import Me
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
    """Who asks. People whom the registry did not appoint (the first administrator) are shown as their token says.
    `villages` and `kecs` are where she serves, her own and what she covers."""
    noun, office_ = known.noun, known.office
    covers = noun.covers if isinstance(noun, Volunteer) else ()
    acting = [one.kec for one in covers if one.kec]
    villages = noun.post.villages if noun and not acting else ()
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
        "covers": [cover(one) for one in covers],
        "kecs": [kec, *acting] if kec else [],
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


# --- a volunteer's service as it goes on ---


def decree(sk: Decree) -> dict[str, Any]:
    return {
        "number": sk.number,
        "issuer": sk.issuer,
        "issued_on": sk.issued_on,
        "starts_on": sk.starts_on,
        "ends_on": sk.ends_on,
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


# --- coverage ---


def coverage(whole: Sum, parts: Sequence[Sum], *, on: date) -> dict[str, Any]:
    """Figures of an area and of those right below it, with what each of them means."""
    limits = thresholds.of(whole.area[:4], on)
    named = {name: getattr(limits, name) for name in ("silent_days", "ending_days", "open_cases")}
    meant = states.DEFINITIONS.items()
    return {
        "on": on,
        "as_of": whole.as_of,
        "area": place_head(whole.area),
        "sum": counts(whole),
        "rows": [place_head(part.area) | counts(part) for part in parts],
        "thresholds": {"edition": limits.edition, "source": limits.source, **named},
        "definitions": [
            {"code": code, "words": words(Words(said.id.format(**named), said.en.format(**named)))}
            for code, said in meant
        ],
    }


def places(
    villages: Sequence[Village], seats: Sequence[Seat], named: Sequence[Serving] | None, *, on: date
) -> dict[str, Any]:
    """Each village and each seat; `people` only where one sees them, and then also where there are none."""
    people: dict[str, list[dict[str, Any]]] = {}
    for one in named or ():
        people.setdefault(one.place, []).append(
            {"id": one.volunteer_id, "name": one.name, "present": one.present, "cover_ends_on": one.cover_ends_on}
        )
    return {
        "villages": [_village_state(one, on) | _people(one.area, people, named) for one in villages],
        "seats": [_seat_state(one) | _people(one.area, people, named) for one in seats],
    }


def forecast(found: Forecast, *, named: bool, on: date) -> dict[str, Any]:
    """`proposals` only where one sees whom they name."""
    return {
        "on": on,
        "area": place_head(found.area),
        "months": [{"month": first, "villages": number} for first, number in found.months.items()],
        "lapsed": found.lapsed,
        "villages": [
            village(loss.area)
            | {"ends_on": loss.ends_on}
            | ({"proposals": [_proposal(one) for one in loss.proposals]} if named else {})
            for loss in found.losses
        ],
    }


def counts(told: Sum) -> dict[str, int]:
    return {
        "villages": told.villages,
        "covered": told.covered,
        "cover": told.cover,
        "vacant": told.vacant,
        "ending": told.ending,
        "silent": told.silent,
        "overloaded": told.overloaded,
        "seats": told.seats,
        "seated": told.seated,
        "acting": told.acting,
        "unseated": told.unseated,
    }


def place_head(code: str) -> dict[str, Any]:
    return {"code": code, "name": area.name(code), "level": area.level(code)}


def _village_state(one: Village, on: date) -> dict[str, Any]:
    """The day of the last activity is told once it is long ago, and then as a number of days."""
    return village(one.area) | {
        "state": one.state,
        "state_words": words(states.STATES[one.state]),
        "marks": list(one.marks),
        "psm": one.psm,
        "away": one.away,
        "covering": one.covering,
        "sk_ends_on": one.sk_ends_on,
        "silent_days": (on - one.active_on).days if one.silent and one.active_on else None,
        "cover_ends_on": one.cover_ends_on,
    }


def _seat_state(one: Seat) -> dict[str, Any]:
    return {
        "code": one.area,
        "name": area.name(one.area),
        "state": one.state,
        "state_words": words(states.STATES[one.state]),
        "away": one.away,
        "sk_ends_on": one.sk_ends_on,
        "acting_ends_on": one.acting_ends_on,
    }


def _people(place: str, people: Mapping[str, list[dict[str, Any]]], named: Sequence[Serving] | None) -> dict[str, Any]:
    return {} if named is None else {"people": people.get(place, [])}


def _proposal(one: Proposal) -> dict[str, Any]:
    return {
        "id": one.neighbour.volunteer_id,
        "name": one.neighbour.name,
        "villages": [village(code) for code in one.neighbour.villages],
        "open_cases": one.neighbour.open_cases,
        "sk_ends_on": one.neighbour.sk_ends_on,
        "among": one.among,
    }
