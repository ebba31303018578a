"""Meetings of a kecamatan, with who belongs there, and what they decided."""

from collections.abc import Sequence
from typing import Any

from services.kit import area
from services.registry import meetings
from services.registry.meetings import Decision, Invitee, Meeting, Outcome
from services.registry.views.parts import status


def meeting(shown: Meeting) -> dict[str, Any]:
    """As a list shows it."""
    return {
        "id": shown.meeting_id,
        "version": shown.version,
        "kec": shown.kec,
        "kec_name": area.name(shown.kec),
        "day": shown.day,
        "begins": shown.begins,
        "place": shown.place,
        "agenda": shown.agenda,
        "planned_at": shown.planned_at,
        **status(shown.status, *meetings.STATUSES[shown.status]),
        "reason": shown.reason,
    }


def meeting_whole(shown: Meeting, invited: Sequence[Invitee], taken: Sequence[Decision]) -> dict[str, Any]:
    """`invited` are those who serve there now, while it was not held yet."""
    return meeting(shown) | {
        "invited": [_invitee(one, shown) for one in shown.invited or invited],
        "guests": shown.guests,
        "decisions": [decision(one, mine=False) for one in taken],
    }


def decision(shown: Decision, *, mine: bool) -> dict[str, Any]:
    """`mine`: the reader is its owner, and it is her move."""
    return {
        "id": shown.decision_id,
        "version": shown.version,
        "meeting_id": shown.meeting_id,
        "kec": shown.kec,
        "kec_name": area.name(shown.kec),
        "what": shown.what,
        "owner_id": shown.owner_id,
        "owner": shown.owner,
        "due_on": shown.due_on,
        "decided_at": shown.decided_at,
        **status(shown.outcome, *meetings.OUTCOMES[shown.outcome]),
        "mine": mine and shown.outcome is Outcome.OPEN,
        "word": shown.word,
        "reminded_on": shown.reminded_on,
    }


def _invitee(one: Invitee, of: Meeting) -> dict[str, Any]:
    return {
        "id": one.person_id,
        "name": one.name,
        "role": one.role,
        "place": one.place,
        "place_name": area.name(one.place),
        "present": one.person_id in of.present,
    }
