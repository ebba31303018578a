"""A file of volunteers, and the fate of each of its rows."""

from typing import Any

from services.kit import area
from services.kit.web import words
from services.registry import columns, imports, staged_rows
from services.registry.imports import Import
from services.registry.staged_rows import Fate, Staged
from services.registry.views.parts import status
from services.registry.volunteers import Role


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
