"""Files to take away, with their names. Nothing of a person stands in the name."""

from enum import StrEnum
from typing import Any, Final

from fastapi.responses import Response

from services.kit import web


class Kind(StrEnum):
    """Of a table."""

    CSV = "csv"
    XLSX = "xlsx"


PDF: Final = "pdf"
MEDIA: Final = {
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PDF: "application/pdf",
}


def table(content: bytes, name: str, kind: Kind) -> web.Answer:
    return web.Answer(content, headers=_said(name, kind))


def file(content: bytes, name: str, kind: str) -> Response:
    """The same where the transaction that it was read in is over."""
    return Response(content, headers={"Cache-Control": "no-store", **_said(name, kind)})


def of(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of a door that answers with one of these."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": "A file", "content": {MEDIA[kind].partition(";")[0]: binary for kind in kinds}}}


def _said(name: str, kind: str) -> dict[str, str]:
    return {"Content-Type": MEDIA[kind], "Content-Disposition": f'attachment; filename="{name}.{kind}"'}
