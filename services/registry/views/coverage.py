"""How villages and seats stand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.kit import area
from services.kit.errors import Words
from services.kit.web import words
from services.registry import coverage as states
from services.registry import thresholds
from services.registry.coverage import Forecast, Proposal, Seat, Serving, Sum, Village
from services.registry.views.parts import place_head, village


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
