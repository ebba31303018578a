"""What a door shows of a notice: code, link and a sentence, never a name."""

from typing import Any

from services.notify.notices import Notice
from services.notify.templates import template


def notice(notice: Notice) -> dict[str, Any]:
    """`id` changes when the matter moves on, so that a new notice is unread."""
    said = template(notice.kind, notice.status, protected=notice.protected)
    return {
        "id": notice.notice_id,
        "at": notice.at,
        "kind": notice.kind,
        "subject_id": notice.subject_id,
        "code": notice.code,
        "turn": notice.turn,
        "words": {"id": said.words.id, "en": said.words.en},
        "link": said.link.format(id=notice.subject_id),
        "urgent": said.urgent,
        "read_at": notice.read_at,
    }
