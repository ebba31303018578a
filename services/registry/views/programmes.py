"""Programmes of a year, and the code lists that their forms choose from."""

from typing import Any

from services.kit import area
from services.kit.web import words
from services.registry import practice_codes, programmes
from services.registry.practice_codes import FUNDS, TOPICS
from services.registry.programmes import Activity, Programme
from services.registry.views.parts import place_head, status


def programme(shown: Programme) -> dict[str, Any]:
    """As a list shows it."""
    return {
        "id": shown.programme_id,
        "version": shown.version,
        "place": place_head(shown.place),
        "kec": shown.kec,
        "kec_name": area.name(shown.kec) if shown.kec else None,
        "year": shown.year,
        **status(shown.status, programmes.STATUSES[shown.status], shown.turn),
        "begun_at": shown.begun_at,
        "activities_count": len(shown.activities),
        "progress": shown.progress,
    }


def programme_whole(shown: Programme) -> dict[str, Any]:
    figures = shown.figures
    return programme(shown) | {
        "figures": {name: getattr(figures, name) for name in figures.__slots__},
        "analysis": shown.analysis,
        "aims": shown.aims,
        "activities": [activity(one) for one in shown.activities],
        "agreed_by": shown.agreed_by,
        "agreed_at": shown.agreed_at,
    }


def activity(one: Activity) -> dict[str, Any]:
    return {
        "id": one.activity_id,
        "what": one.what,
        "who": one.who,
        "first": one.first,
        "last": one.last,
        "partner": one.partner,
        "fund": one.fund,
        "fund_words": words(practice_codes.words(FUNDS, one.fund)),
        "cost": one.cost,
        "progress": one.progress,
        "word": one.word,
        "dropped": one.dropped,
    }


def practice_code_lists() -> dict[str, Any]:
    return {
        name: [
            {"code": one.code, "words": words(one.words), "source": one.source, "musrenbang": one.musrenbang}
            for one in practice_codes.codes(name).values()
        ]
        for name in (FUNDS, TOPICS)
    }
