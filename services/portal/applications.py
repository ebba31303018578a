"""/psm/permohonan: who wants to become a PSM or a TKSK, as the Dinas has it: the list, one application, the SK."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Invalid, NotFound, Refusal, Words
from services.portal import applying, decrees, menus
from services.portal.case_list import kecamatan
from services.portal.forms import Form, require_day
from services.portal.neighbours import As, Json
from services.portal.visits import Visit, Visitor

router = APIRouter()

HERE = "/psm/permohonan"
STATUSES = (
    "received", "returned", "selection", "chosen", "proposed", "appointed", "passed_over", "declined", "withdrawn",
)  # fmt: skip
# One press or a dialog; the path of its door.
_VERBS = {
    "seleksi": "admission", "kembalikan": "return", "lengkap": "resubmission", "tarik": "withdrawal",
    "tolak": "refusal",
}  # fmt: skip


@router.get("/psm/permohonan")
async def list_applications(
    visit: Visitor, status: str = "", peran: str = "", kec: str = "", cursor: str = ""
) -> HTMLResponse:
    visit.require(menus.DINAS)
    told = await visit.get(
        "registry", "/v1/applications", status=status, role=peran, kec=kec, cursor=cursor, limit="25"
    )
    selections = await visit.get("registry", "/v1/selections", status="open", limit="50")
    used = {name: value for name, value in (("status", status), ("peran", peran), ("kec", kec)) if value}
    return visit.page(
        "applications.html",
        items=told["items"],
        selections=selections["items"],
        used=used,
        next_page=f"{HERE}?" + urlencode(used | {"cursor": told["next"]}) if told["next"] else None,
        kecamatan=kecamatan(visit),
        roles=await _roles(visit),
        statuses=[(code, visit.say(f"application.status.{code}")) for code in STATUSES],
        tab="applications",
        at="/psm",
    )


@router.get("/psm/permohonan/baru/{role}")
async def begin(visit: Visitor, role: str) -> HTMLResponse:
    return await _entry(visit, role, await visit.drafted("permohonan"))


@router.post("/psm/permohonan/baru/{role}")
async def enter(visit: Visitor, role: str) -> Response:
    form = await visit.posted("permohonan")
    form.errors = applying.wrong(visit, form, "role")
    if form.wrong:
        form.saved_at = await visit.keep(form)
        return await _entry(visit, role, form)
    try:
        told = await visit.send("registry", "/v1/applications", applying.told(form) | {"role": role}, form)
    except Refusal as refusal:
        return await _entry(visit, role, await visit.refused(form, refusal))
    return visit.onward(f"{HERE}/{told.body['id']}", "permohonan")


@router.get("/psm/permohonan/{application_id}")
async def show_application(visit: Visitor, application_id: UUID) -> HTMLResponse:
    return await _application(visit, application_id, await visit.drafted(f"permohonan-{application_id}"))


@router.get("/psm/permohonan/{application_id}/kertas/{document_id}")
async def take_paper(visit: Visitor, application_id: UUID, document_id: UUID) -> Response:
    return await visit.file("registry", f"/v1/applications/{application_id}/documents/{document_id}")


@router.post("/psm/permohonan/{application_id}/data")
async def open_applicant(visit: Visitor, application_id: UUID) -> Response:
    """NIK, telephone, address and birth date on this one page; the opening is on record."""
    form = await visit.posted(f"permohonan-{application_id}")
    opened = await visit.search(
        "registry", f"/v1/applications/{application_id}/particulars", {"purpose": "appointment"}
    )
    return await _application(visit, application_id, Form(form.name), opened)


@router.post("/psm/permohonan/{application_id}/{verb}")
async def go_on(visit: Visitor, application_id: UUID, verb: str) -> Response:
    form, path = await visit.posted(f"permohonan-{application_id}"), f"/v1/applications/{application_id}"
    try:
        done = await _done(visit, path, verb, form)
    except Refusal as refusal:
        form = await visit.refused(form, refusal, _renamed(form, verb))
        form.dialog = verb if verb in ("kembalikan", "tolak", "tarik") else ""
        return await _application(visit, application_id, form)
    return visit.onward(f"{HERE}/{application_id}", done)


async def _done(visit: Visit, path: str, verb: str, form: Form) -> str:
    """What was done, as a word under [done]."""
    match verb:
        case "kertas":
            await _attach(visit, path, form["item"], form)
            return "kertas"
        case "tandai":
            body = {"item": form["item"], "met": form["met"] == "ya", "note": form["note"]}
            await visit.send("registry", f"{path}/marks", body, form)
            return "tandai"
        case "langkah":
            if form.file:
                await _attach(visit, path, form["step"], form)
            body = {"step": form["step"], "number": form["number"], "on": require_day(form["on"], "on").isoformat()}
            await visit.send("registry", f"{path}/steps", body, form)
            return "langkah"
        case "sk":
            found = decrees.missing(visit, form, "sk_number", "issued_on", "starts_on")
            found |= {} if form["issuer"] else {"issuer": visit.say("application.no_issuer")}
            if found:
                raise Invalid(fields={name: Words(words, words) for name, words in found.items()})
            body = decrees.told(form) | {"issuer": form["issuer"], "username": form["username"] or None}
            await visit.send("registry", f"{path}/appointment", body, form)
            return "sk_permohonan"
        case _ if verb in _VERBS:
            await visit.send("registry", f"{path}/{_VERBS[verb]}", _said(verb, form), form)
            return f"permohonan_{verb}"
    raise NotFound()


def _said(verb: str, form: Form) -> Json:
    """What the door of a verb reads."""
    names = {"kembalikan": ("reason",), "tolak": ("reason", "appeal")}.get(verb, ())
    return {name: form[name] for name in names}


async def _attach(visit: Visit, path: str, item: str, form: Form) -> None:
    """Under a key of its own: beside the paper the same form may say what stands on it."""
    if not form.file:
        words = visit.say("apply.no_file")
        raise Invalid(fields={"file": Words(words, words)})
    item = item if item.replace("_", "").isalnum() and item.isascii() else "-"
    address = f"{path}/documents?item={item}"
    await visit.house.neighbours.bring("registry", address, form.file, visit.who, key=f"{form.key}.file")


def _renamed(form: Form, verb: str) -> dict[str, str]:
    """Fields of the checklist stand there once for each item."""
    item = form["item"] if verb in ("kertas", "tandai") else form["step"]
    return {"file": f"file-{item}", "note": f"note-{item}"} if verb in ("kertas", "tandai", "langkah") else {}


async def _application(visit: Visit, application_id: UUID, form: Form, opened: Json | None = None) -> HTMLResponse:
    found = await visit.get("registry", f"/v1/applications/{application_id}")
    form.version = str(found["version"])
    drawn = {"received": ("kembalikan", "tolak", "tarik"), "returned": ("tolak", "tarik")}
    form.in_dialog(form.dialog in drawn.get(found["status"], ("tarik",)))
    return visit.page(
        "application.html",
        422 if form.wrong else 200,
        found=found,
        opened=opened,
        of=lambda item: [paper for paper in found["documents"] if paper["item"] == item],
        fresh=lambda: Form(form.name, version=form.version),
        form=form,
        url=visit.house.url,
        issuers=[(one["code"], one["words"][visit.say.language]) for one in found["issuers"]],
        done=visit.done(found),
        at="/psm",
        back=HERE,
    )


async def _entry(visit: Visit, role: str, form: Form) -> HTMLResponse:
    visit.require(menus.DINAS)
    office = visit.me.office
    asked = next((one for one in await _asked(visit) if one["role"] == role), None)
    if asked is None:
        raise NotFound()
    return visit.page(
        "application_form.html",
        422 if form.wrong else 200,
        asked=asked,
        places=applying.places(office, str(asked["seat"])),
        form=form,
        at="/psm",
        back=HERE,
    )


async def _roles(visit: Visit) -> list[tuple[str, str]]:
    return [(str(one["role"]), str(one["words"][visit.say.language])) for one in await _asked(visit)]


async def _asked(visit: Visit) -> list[Json]:
    nobody = As("", visit.say.language)
    told = await visit.house.neighbours.get("registry", "/v1/requirements", nobody, {"place": visit.me.office})
    return list(told.body["items"])
