"""/usulan: what the Dinas of a province propose, and wait for the province to forward."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal
from services.portal.forms import Form, require_day
from services.portal.visits import Visit, Visitor

router = APIRouter()

PROVINCE = ("province",)
STATUSES = ("waiting", "forwarded", "returned")


@router.get("/usulan")
async def list_proposals(visit: Visitor, status: str = "", cursor: str = "") -> HTMLResponse:
    visit.require(PROVINCE)
    status = status if status in STATUSES else ""
    told = await visit.get("registry", "/v1/proposals", status=status, cursor=cursor, limit="25")
    used = {"status": status} if status else {}
    return visit.page(
        "proposals.html",
        items=told["items"],
        used=used,
        statuses=[(code, visit.say(f"proposal.status.{code}")) for code in STATUSES],
        next_page="/usulan?" + urlencode(used | {"cursor": told["next"]}) if told["next"] else None,
        tab="proposals",
        at="/cakupan",
    )


@router.get("/usulan/{proposal_id}")
async def show_proposal(visit: Visitor, proposal_id: UUID) -> HTMLResponse:
    return await _proposal(visit, proposal_id, await visit.drafted(f"usulan-{proposal_id}"))


@router.post("/usulan/{proposal_id}/{verb}")
async def answer(visit: Visitor, proposal_id: UUID, verb: str) -> Response:
    """Forwarded by a letter that is attached, or returned for a reason from the list."""
    if verb not in ("teruskan", "kembalikan"):
        raise NotFound()
    form, path = await visit.posted(f"usulan-{proposal_id}"), f"/v1/proposals/{proposal_id}"
    try:
        if verb == "kembalikan":
            await visit.send("registry", f"{path}/return", {"why": form["why"]}, form)
        else:
            on = require_day(form["on"], "on").isoformat()
            if form.file:
                told = await visit.house.neighbours.bring(
                    "registry", f"{path}/documents", form.file, visit.who, key=f"{form.key}.file"
                )
                form.version = str(told.body["version"])
            await visit.send("registry", f"{path}/forwarding", {"number": form["number"], "on": on}, form)
    except Refusal as refusal:
        form.dialog = verb if verb == "kembalikan" else ""
        return await _proposal(visit, proposal_id, await visit.refused(form, refusal))
    return visit.onward(f"/usulan/{proposal_id}", f"usulan_{verb}")


async def _proposal(visit: Visit, proposal_id: UUID, form: Form) -> HTMLResponse:
    found = await visit.get("registry", f"/v1/proposals/{proposal_id}")
    form.version = str(found["version"])
    form.in_dialog(found["status"] == "waiting")
    return visit.page(
        "proposal.html",
        422 if form.wrong else 200,
        found=found,
        form=form,
        whys=[(why["code"], why["words"][visit.say.language]) for why in found["whys"]],
        fresh=lambda: Form(form.name, version=form.version),
        done=visit.done(found),
        at="/cakupan",
        back="/usulan",
    )
