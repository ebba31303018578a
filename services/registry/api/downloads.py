"""Tables to take away: CSV and XLSX with their names. Nothing of a person stands in the name."""

from datetime import date
from enum import StrEnum
from typing import Any, Final

from services.kit import web


class Kind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


MEDIA: Final = {
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table(content: bytes, name: str, kind: Kind) -> web.Answer:
    said = {"Content-Type": MEDIA[kind], "Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return web.Answer(content, headers=said)


def named(name: str, on: date, ending: str) -> dict[str, str]:
    """Of a file whose name says what and when."""
    disposition = f'attachment; filename="{name}-{on.isoformat()}.{ending}"'
    return {"Cache-Control": "no-store", "Content-Disposition": disposition}


def of(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of a door that answers with one of these."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": "A table", "content": {MEDIA[kind].partition(";")[0]: binary for kind in kinds}}}
