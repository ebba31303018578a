"""/rujukan: referrals on their way, seen from the sender: list, page, and what the sender and the volunteer can do."""

from asyncio import gather
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal
from services.portal import code_lists
from services.portal.forms import Form
from services.portal.menus import SENDERS
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

STATUSES = (
    "sent", "received", "accepted", "rejected", "waitlisted", "in_service", "served", "partly", "not_served",
    "confirmed", "closed", "revoked", "expired", "disputed",
)  # fmt: skip
_VERBS = {"konfirmasi": "confirmation", "tarik": "revocation", "tuntas": "closure"}


@router.get("/rujukan")
async def list_referrals(visit: Visitor, giliran: str = "", status: str = "", cursor: str = "") -> HTMLResponse:
    visit.require(SENDERS)
    told = await visit.get(
        "referral", "/v1/referrals", queue="mine" if giliran else "all", status=status, cursor=cursor, limit="25"
    )
    used = {name: value for name, value in (("giliran", giliran), ("status", status)) if value}
    next_page = "/rujukan?" + urlencode(used | {"cursor": told["next"]}) if told["next"] else None
    return visit.page(
        "referral_list.html",
        items=told["items"],
        used=used,
        next_page=next_page,
        statuses=[(code, visit.say(f"referral_status.{code}")) for code in STATUSES],
    )


@router.get("/rujukan/{referral_id}")
async def show_referral(visit: Visitor, referral_id: UUID) -> HTMLResponse:
    return await _page(visit, referral_id, await visit.drafted(f"rujukan-{referral_id}"))


@router.post("/rujukan/{referral_id}/{verb}")
async def go_on(visit: Visitor, referral_id: UUID, verb: str) -> Response:
    if verb not in _VERBS:
        raise NotFound()
    form = await visit.posted(f"rujukan-{referral_id}")
    body = {name: form[name] for name in ("word", "reason", "note") if form[name]}
    try:
        await visit.send("referral", f"/v1/referrals/{referral_id}/{_VERBS[verb]}", body, form)
    except Refusal as refusal:
        form.dialog = verb if verb == "tarik" else ""
        return await _page(visit, referral_id, await visit.refused(form, refusal))
    return visit.onward(f"/rujukan/{referral_id}", verb)


async def _page(visit: Visit, referral_id: UUID, form: Form) -> HTMLResponse:
    referral, reasons, fields = await gather(
        visit.get("referral", f"/v1/referrals/{referral_id}"),
        code_lists.options(visit, "referral", "revocation-reasons"),
        code_lists.options(visit, "cases", "packet-fields"),
    )
    form.over(referral["version"])
    form.in_dialog("revoke" in referral["actions"])
    names = dict(fields)
    return visit.page(
        "referral.html",
        422 if form.wrong else 200,
        referral=referral,
        shared=[names.get(name, name) for name in referral.get("fields") or []],
        may=frozenset(referral["actions"]),
        reasons=reasons,
        form=form,
        done=visit.done(referral, *_undo(visit, referral)),
        at="/rujukan",
        back=f"/kasus/{referral['case_id']}",
    )


def _undo(visit: Visit, referral: Json) -> tuple[str, dict[str, str]]:
    """A referral that was just sent can be taken back while the partner has not answered."""
    if visit.request.query_params.get("sudah") == "rujuk" and "revoke" in referral["actions"]:
        return f"/rujukan/{referral['id']}/tarik", {
            "reason": "wrong_service",
            "version": str(referral["version"]),
            "key": Form("").key,
        }
    return "", {}
