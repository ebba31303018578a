"""/rujukan-masuk: what partners see: the packets sent to their organisation, and nothing else.

What was shared is shown only on the answer to "open", never by coming back to an address: each showing is on record.
"""

from asyncio import gather
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal
from services.portal import code_lists
from services.portal.forms import Form
from services.portal.menus import RECEIVERS
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

_VERBS = {"jawab": "answer", "mulai": "start", "lapor": "report"}


@router.get("/rujukan-masuk")
async def list_packets(visit: Visitor, status: str = "", cursor: str = "") -> HTMLResponse:
    visit.require(RECEIVERS)
    told = await _list(visit, status, cursor)
    return visit.page("packets.html", **told, packet=None, shared=None, done=None)


@router.get("/rujukan-masuk/{packet_id}")
async def show_packet(visit: Visitor, packet_id: UUID) -> HTMLResponse:
    return await _page(visit, packet_id, await visit.drafted(f"paket-{packet_id}"))


@router.post("/rujukan-masuk/{packet_id}/buka")
async def open_packet(visit: Visitor, packet_id: UUID) -> Response:
    form = await visit.posted(f"paket-{packet_id}")
    try:
        told = await visit.send("referral", f"/v1/packets/{packet_id}/opening", {}, form)
    except Refusal as refusal:
        return await _page(visit, packet_id, await visit.refused(form, refusal))
    return await _page(visit, packet_id, await visit.drafted(f"paket-{packet_id}"), opened=told.body)


@router.post("/rujukan-masuk/{packet_id}/{verb}")
async def go_on(visit: Visitor, packet_id: UUID, verb: str) -> Response:
    if verb not in _VERBS:
        raise NotFound()
    form = await visit.posted(f"paket-{packet_id}")
    body = {name: form[name] for name in ("answer", "result", "reason", "note") if form[name]}
    if body.get("answer") in ("accept", "waitlist") or body.get("result") == "served":
        body.pop("reason", None)  # a reason that was chosen before the mind was changed
    try:
        await visit.send("referral", f"/v1/packets/{packet_id}/{_VERBS[verb]}", body, form)
    except Refusal as refusal:
        form.dialog = "tolak" if body.get("answer") == "reject" else ""
        return await _page(visit, packet_id, await visit.refused(form, refusal))
    word = body.get("answer") or body.get("result") or "start"
    return visit.onward(f"/rujukan-masuk/{packet_id}", f"packet_{word}")


async def _list(visit: Visit, status: str = "", cursor: str = "") -> Json:
    told = await visit.get("referral", "/v1/packets", status=status, cursor=cursor, limit="25")
    query = {name: value for name, value in (("status", status), ("cursor", told["next"])) if value}
    items = sorted(told["items"], key=lambda item: (not item["mine"], item["answer_by"] or ""))
    return {"items": items, "next_page": "/rujukan-masuk?" + urlencode(query) if told["next"] else None}


async def _page(visit: Visit, packet_id: UUID, form: Form, *, opened: Json | None = None) -> HTMLResponse:
    listed, packet, rejections, not_served, fields = await gather(
        _list(visit),
        visit.get("referral", f"/v1/packets/{packet_id}"),
        code_lists.options(visit, "referral", "reject-reasons"),
        code_lists.options(visit, "referral", "not-served-reasons"),
        _field_words(visit),
    )
    form.over(packet["version"])
    form.in_dialog("answer" in packet["actions"])
    return visit.page(
        "packets.html",
        422 if form.wrong else 200,
        **listed,
        packet=packet,
        shared=_in_order(visit, opened["shared"], fields) if opened else None,
        purpose=opened.get("purpose") if opened else None,
        names=[fields.get(name, name) for name in packet.get("fields") or []],
        rejections=rejections,
        not_served=not_served,
        form=form,
        done=visit.done(packet),
        at="/rujukan-masuk",
        back="/rujukan-masuk",
    )


def _in_order(visit: Visit, shared: Json, fields: dict[str, str]) -> list[tuple[str, str]]:
    """What was shared, in the order of the code list; a date as dates are read here."""
    names = [*(name for name in fields if name in shared), *(name for name in shared if name not in fields)]
    said = {**shared, **({"birth_on": visit.say.day(shared["birth_on"])} if shared.get("birth_on") else {})}
    return [(fields.get(name, name), str(said[name])) for name in names]


async def _field_words(visit: Visit) -> dict[str, str]:
    """The names of the fields of a packet; empty where cases cannot be asked."""
    try:
        return dict(await code_lists.options(visit, "cases", "packet-fields"))
    except Refusal:
        return {}
