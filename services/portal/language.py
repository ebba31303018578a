"""/bahasa: the language of the pages, kept in a cookie of the browser for a year."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from services.portal.login import here
from services.portal.words import LANGUAGES

router = APIRouter()


@router.get("/bahasa")
async def switch(ke: str = LANGUAGES[0], dari: str = "/") -> RedirectResponse:
    answer = RedirectResponse(here(dari), 303, {"Cache-Control": "no-store"})
    if ke in LANGUAGES:
        answer.set_cookie("bahasa", ke, max_age=31_536_000, path="/", samesite="lax", httponly=True)
    return answer
