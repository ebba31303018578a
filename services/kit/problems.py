"""Refusals over HTTP as RFC 9457 problems, in the language that was asked for; none repeats what somebody typed."""

import json
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.routing import Match

from services.kit.errors import Invalid, Malformed, NotFound, Refusal, TooLarge, Words


class Fault(Refusal):
    """What a caller is told of whatever is no refusal: nothing but that it happened."""

    status = 500
    code = "fault"
    words = Words(
        "Terjadi gangguan di pihak kami. Isian Anda belum terkirim; coba lagi.",
        "Something failed on our side. Nothing was stored; try again.",
    )


def language(accepted: str) -> str:
    """`en` when Accept-Language asks for it first, else `id`."""
    return "en" if accepted.strip().lower().startswith("en") else "id"


def language_of(request: Request) -> str:
    return language(request.headers.get("accept-language", ""))


def answer(refusal: Refusal, language: str) -> Response:
    """RFC 9457. `fields` names what to mend and never repeats the value."""
    said: dict[str, Any] = {
        "type": f"urn:titian:{refusal.code}",
        "title": refusal.words.of(language),
        "status": refusal.status,
        "code": refusal.code,
    }
    if refusal.fields:
        said["fields"] = {name: words.of(language) for name, words in refusal.fields.items()}
    headers = {"Cache-Control": "no-store"}
    if refusal.retry_after:
        headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(content, refusal.status, headers, "application/problem+json")


async def refused(request: Request, refusal: Exception) -> Response:
    if not isinstance(refusal, Refusal):
        raise refusal
    return _answered(request, refusal)


def _answered(request: Request, refusal: Refusal) -> Response:
    request.scope["refused"] = refusal.code  # for who counts refusals
    return answer(refusal, language_of(request))


async def unreadable(request: Request, error: Exception) -> Response:
    """FastAPI would echo the input; we name the field only."""
    if not isinstance(error, RequestValidationError):
        raise error
    kinds = {str(part["type"]) for part in error.errors()}
    if "json_invalid" in kinds:
        return _answered(request, Malformed())
    fields = {}
    for part in error.errors():
        name = ".".join(str(step) for step in part["loc"][1:]) or str(part["loc"][0])
        missing = part["type"] == "missing"
        fields[name[:80]] = (
            Words("Wajib diisi.", "Required.") if missing else Words("Isian tidak sesuai.", "Not as expected.")
        )
    return _answered(request, Invalid(fields=fields))


async def unrouted(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    for known in (Malformed(), NotFound(), TooLarge()):
        if status == known.status:
            return _answered(request, known)
    refusal = Malformed("method", "Cara ini tidak dikenal di alamat ini.", "This method is not known here.")
    refusal.status = status
    told = _answered(request, refusal)
    told.headers["Allow"] = _allowed(request)
    return told


def _allowed(request: Request) -> str:
    """The methods of an address; the framework would name those of its first route alone."""
    routes = request.app.routes
    ways = [{**request.scope, "method": way} for way in ("GET", "POST")]
    return ", ".join(way["method"] for way in ways if any(route.matches(way)[0] is Match.FULL for route in routes))
