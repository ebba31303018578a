"""Offices, and what an office says of itself."""

from typing import Any

from services.kit import area
from services.registry import profiles
from services.registry.offices import Office
from services.registry.profiles import Profile


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
