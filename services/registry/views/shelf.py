"""The shelf of practice."""

from typing import Any

from services.kit import area
from services.kit.web import words
from services.registry import lessons, materials, practice_codes
from services.registry.lessons import Lesson
from services.registry.materials import Material
from services.registry.practice_codes import TOPICS
from services.registry.views.parts import status


def material(shown: Material, *, mine: bool) -> dict[str, Any]:
    """`mine`: the reader brought it, and until it is released the move is hers."""
    on_the_way = shown.status is materials.Status.BROUGHT
    return {
        "id": shown.material_id,
        "version": shown.version,
        "title": shown.label.title,
        "topic": shown.label.topic,
        "topic_words": words(practice_codes.words(TOPICS, shown.label.topic)),
        "course": shown.label.course,
        "media": shown.media,
        "size": shown.size,
        **status(shown.status, *materials.STATUSES[shown.status]),
        "mine": mine and on_the_way,
        "brought_at": shown.brought_at,
        "released_by": shown.released_by,
        "released_at": shown.released_at,
        "reason": shown.reason,
    }


def lesson(shown: Lesson, *, sub: str, looks: bool) -> dict[str, Any]:
    """`looks`: the reader is one who releases it."""
    written_by_me = shown.sub == sub
    waiting, returned = shown.status is lessons.Status.SUBMITTED, shown.status is lessons.Status.RETURNED
    return {
        "id": shown.lesson_id,
        "version": shown.version,
        "title": shown.told.title,
        "topic": shown.told.topic,
        "topic_words": words(practice_codes.words(TOPICS, shown.told.topic)),
        "text": shown.told.text,
        "writer": shown.writer,
        "kec": shown.kec,
        "kec_name": area.name(shown.kec),
        **status(shown.status, *lessons.STATUSES[shown.status]),
        "mine": (waiting and looks and not written_by_me) or (returned and written_by_me),
        "written_by_me": written_by_me,
        "looks": looks and not written_by_me,
        "written_at": shown.written_at,
        "released_by": shown.released_by,
        "released_at": shown.released_at,
        "reason": shown.reason,
    }
