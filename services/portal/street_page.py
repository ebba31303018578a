"""/keadaan: for the platform's keeper: which services answer, and which part they miss."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.kit.errors import Forbidden
from services.portal.visits import Visitor

router = APIRouter()


@router.get("/keadaan")
async def show_street(visit: Visitor) -> HTMLResponse:
    if visit.role != "platform_admin":
        raise Forbidden()
    names = ("registry", "cases", "referral", "notify", "oversight")
    missing = await asyncio.gather(*(visit.house.neighbours.ready(name) for name in names))
    services = [
        {
            "name": name,
            "about": visit.say(f"street.{name}"),
            "state": "away" if parts is None else "missing" if parts else "ready",
            "missing": ", ".join(parts or ()),
        }
        for name, parts in zip(names, missing, strict=True)
    ]
    return visit.page("street.html", services=services)
