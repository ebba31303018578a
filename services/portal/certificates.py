"""/sertifikat/<code>: anybody who scans the QR code of a certificate learns whether it is genuine. No log-in."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.kit.errors import Refusal, TooMany
from services.kit.web import Rates
from services.portal.neighbours import As
from services.portal.visits import Passerby

router = APIRouter()

_rates = Rates(2)  # checks a second for one address, and eight at once


@router.get("/sertifikat/{token}")
async def check(visit: Passerby, token: str) -> HTMLResponse:
    client = visit.request.client
    if not _rates.allows(client.host if client else ""):
        raise TooMany(10)
    nobody = As("", visit.say.language)
    try:
        told = (await visit.house.neighbours.get("registry", f"/v1/certificates/{_plain(token)}", nobody)).body
    except Refusal as refusal:
        if refusal.status not in (404, 422):
            raise
        return visit.page("certificate.html", 404, told=None)
    return visit.page("certificate.html", told=told)


def _plain(token: str) -> str:
    """What is no token of ours anyway is not passed on as a path."""
    return token if token.replace(".", "").replace("-", "").replace("_", "").isalnum() and token.isascii() else "-"
