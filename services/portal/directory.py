"""/bantuan: who can help here, on which conditions: the directory of services, open to all who work."""

from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.portal import code_lists
from services.portal.visits import Visitor

router = APIRouter()


@router.get("/bantuan")
async def list_services(visit: Visitor, q: str = "", kebutuhan: str = "", cursor: str = "") -> HTMLResponse:
    here = visit.me.office if len(visit.me.office) == 4 else ""
    told = await visit.get("referral", "/v1/services", area=here, q=q, need=kebutuhan, cursor=cursor, limit="25")
    used = {name: value for name, value in (("q", q), ("kebutuhan", kebutuhan)) if value}
    next_page = "/bantuan?" + urlencode(used | {"cursor": told["next"]}) if told["next"] else None
    needs = await code_lists.options(visit, "referral", "needs")
    return visit.page("directory.html", items=told["items"], q=q, need=kebutuhan, needs=needs, next_page=next_page)
