"""What many show: a place, an account, how somebody stands."""

from typing import Any

from services.kit import area
from services.kit.area import Area
from services.kit.errors import Words
from services.kit.web import words
from services.registry import engagements, standings
from services.registry.accounts import Account
from services.registry.decrees import Decree
from services.registry.engagements import Engagement
from services.registry.standings import Standing


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


def account(account: Account) -> dict[str, str]:
    return {"username": account.username, "account": "ready" if account.sub else "waiting"}


def standing(standing: Standing) -> dict[str, Any]:
    said = status(standing.status, *standings.STATUSES[standing.status])
    return said | {"since_at": standing.since_at, "reason": standing.reason}


def status(code: str, said: Words, turn: str) -> dict[str, Any]:
    """Whose move is next stands beside every status."""
    return {"status": code, "status_words": words(said), "turn": turn}


def decree(sk: Decree) -> dict[str, Any]:
    return {
        "number": sk.number,
        "issuer": sk.issuer,
        "issued_on": sk.issued_on,
        "starts_on": sk.starts_on,
        "ends_on": sk.ends_on,
    }


def place_head(code: str) -> dict[str, Any]:
    return {"code": code, "name": area.name(code), "level": area.level(code)}


def engagement(told: Engagement) -> dict[str, Any]:
    """Codes with their words; None where nothing is on paper."""
    both = ((engagements.EMPLOYMENTS, told.employment), (engagements.QUALIFICATIONS, told.qualification))
    employment, qualification = (
        {"code": code, "words": words(engagements.words(name, code))} if code else None for name, code in both
    )
    return {"employment": employment, "qualification": qualification}
