"""What a door shows of a noun. NIK, telephone and address are shown by `particulars` only, which asks for a purpose."""

from typing import Any

from services.kit import area
from services.kit.actor import Actor
from services.kit.area import Area
from services.kit.errors import Words
from services.kit.web import words
from services.registry import columns, engagements, imports, letters, profiles, staged_rows, standings
from services.registry.accounts import Account
from services.registry.engagements import Engagement
from services.registry.imports import Import
from services.registry.letters import Letter
from services.registry.officers import Officer
from services.registry.offices import Office
from services.registry.particulars import ODD_NIK, Particulars
from services.registry.profiles import Profile
from services.registry.staged_rows import Fate, Staged
from services.registry.standings import Standing
from services.registry.store import Me
from services.registry.volunteers import Role, Volunteer


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
        **engagement(volunteer.engagement),
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


# --- the office itself, and what it brings in or takes away many at once ---


def engagement(told: Engagement) -> dict[str, Any]:
    """Codes with their words; None where nothing is on paper."""
    both = ((engagements.EMPLOYMENTS, told.employment), (engagements.QUALIFICATIONS, told.qualification))
    employment, qualification = (
        {"code": code, "words": words(engagements.words(name, code))} if code else None for name, code in both
    )
    return {"employment": employment, "qualification": qualification}


def engagement_codes() -> dict[str, Any]:
    """What may be chosen, with its source."""
    return {
        name: [{"code": c.code, "words": words(c.words), "source": c.source} for c in engagements.codes(name)]
        for name in (engagements.EMPLOYMENTS, engagements.QUALIFICATIONS)
    }


def profile(profile: Profile) -> dict[str, Any]:
    return {
        "office": profile.office,
        "version": profile.version,
        "name": profile.name,
        "city": profile.city,
        "address": profile.address,
        "phone": profile.phone,
        "mail": profile.mail,
        "web": profile.web,
        "short": profile.short,
        "scheme": profile.scheme,
        "bidang": [{"name": one.name, "head": one.head} for one in profile.bidang],
        "signatories": [{"name": one.name, "title": one.title, "nip": one.nip} for one in profile.signatories],
        "letterhead": profiles.letterhead(profile),
    }


def brought_in(shown: Import) -> dict[str, Any]:
    """An import, without what is in it."""
    return {
        "id": shown.import_id,
        "version": shown.version,
        **status(shown.status, *imports.STATUSES[shown.status]),
        "reason": words(shown.refusal) if shown.refusal else None,
        "received_at": shown.received_at,
        "confirmed_at": shown.confirmed_at,
        "ended_at": shown.ended_at,
        "kept_until": shown.clear_at,
        "rows": shown.rows,
        "waiting": shown.waiting,
        "recorded": shown.recorded,
        "counts": {fate: shown.counts.get(fate, 0) for fate in Fate},
        "ignored_columns": shown.ignored,
    }


def staged_row(shown: Staged) -> dict[str, Any]:
    """A row before it is recorded: who, where, what is to be said about it; the NIK stays covered."""
    told = shown.row
    places = told.villages or ((told.kec,) if told.kec else ())
    return {
        "line": shown.line,
        "fate": shown.fate,
        "fate_words": words(staged_rows.FATES[shown.fate]),
        "name": told.name,
        "role": told.role if told.role in tuple(Role) else None,
        "places": [area.name(code) for code in places],
        "with_nik": bool(told.nik),
        "remarks": [
            {"column": remark.column, "heading": columns.COLUMNS[remark.column][0], "words": words(remark.words)}
            for remark in shown.remarks
        ],
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
        standings.STATUSES[shown.standing.status][0].id,
        engagements.words(engagements.EMPLOYMENTS, employment).id if employment else "", shown.account.username,
    ]  # fmt: skip
