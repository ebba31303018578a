"""What the OpenAPI says of all doors alike, in one place: who asks, the key, the version, lists, and every refusal."""

from http import HTTPStatus
from typing import Any

from services.kit.errors import FAMILY

KEY = "(?=.*[A-Za-z])[A-Za-z0-9_.:-]{8,100}"  # it is kept as it is: a mere number may be somebody's NIK
VERSION = '(?:W/)?"?[0-9]{1,9}"?'
_HEADERS = {"Idempotency-Key": KEY, "If-Match": VERSION}
_ANY = (400, 401, 403, 404, 413, 422, 429, 503)  # of every door; the rest where something is changed
_WAITS = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}
_SAYS = {401: {"WWW-Authenticate": {"required": True, "schema": {"const": "Bearer"}}}, 429: _WAITS, 503: _WAITS}
_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable and for programs, `title` is for people in the language asked for; "
    "`fields` names what to mend. None repeats what was sent.",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": _TEXT,
        "fields": {"type": "object", "additionalProperties": _TEXT},
    },
    "required": ["type", "title", "status", "code"],
    "additionalProperties": False,
}
_PAGE = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": {"type": "object"}},
        "next": {"type": ["string", "null"], "description": "the cursor of the next page"},
    },
    "required": ["next"],  # figures stand under a name of their own
}
_VERSIONED = {"ETag": {"schema": {"type": "string", "pattern": '^"[0-9]+"$'}}}


def described(told: dict[str, Any]) -> dict[str, Any]:
    """What FastAPI tells of the doors, and what all of them do beside it."""
    parts = told.setdefault("components", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        parts.get("schemas", {}).pop(unused, None)
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    parts.setdefault("schemas", {}).update(Problem=_PROBLEM, Page=_PAGE)
    parts["responses"] = {str(kind.status): _refusal(kind.status) for kind in FAMILY}
    told["security"] = [{"token": []}]
    for operations in told["paths"].values():
        for operation in operations.values():
            _describe(operation)
    return told


def _describe(operation: dict[str, Any]) -> None:
    parameters = operation.get("parameters", [])
    named = {parameter["name"] for parameter in parameters}
    for parameter in parameters:
        if form := _HEADERS.get(parameter["name"]):
            parameter |= {"required": True, "schema": {"type": "string", "pattern": f"^{form}$"}}
    done = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    if "application/json" in (content := done["content"]):
        content["application/json"]["schema"] = _ref("schemas", "Page") if "cursor" in named else {"type": "object"}
        if "cursor" not in named:
            done["headers"] = _VERSIONED
    refusals = {*_ANY, *((409,) if "Idempotency-Key" in named else ()), *((412, 428) if "If-Match" in named else ())}
    operation["responses"] |= {str(status): _ref("responses", status) for status in sorted(refusals)}


def _refusal(status: int) -> dict[str, Any]:
    told = {"application/problem+json": {"schema": _ref("schemas", "Problem")}}
    said = {"headers": _SAYS[status]} if status in _SAYS else {}
    return {"description": HTTPStatus(status).phrase, "content": told, **said}


def _ref(kind: str, name: str | int) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}
