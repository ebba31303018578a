"""/daftar: who wants to become a PSM or a TKSK applies here without a log-in, and follows it by a code.

The page of a code shows the state and nobody's name. A paper is sent at a time, each form with its own key.
"""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit import area
from services.kit.area import Level
from services.kit.errors import NotFound, Refusal, TooMany
from services.kit.web import Rates
from services.portal.formats import read_day
from services.portal.forms import Form
from services.portal.neighbours import As, Json
from services.portal.visits import Passerby, Visit

router = APIRouter()

_arrivals, _looks, _sendings = Rates(10), Rates(4), Rates(2)  # for one address a second, and four times as many at once
_VERBS = {"kirim": "resubmission", "tarik": "withdrawal"}
ASKED = ("role", "name", "place", "birth_on", "nik")
TOLD = (*ASKED, "phone", "address")


@router.get("/daftar")
async def arrive(visit: Passerby, kab: str = "", peran: str = "", kode: str = "") -> Response:
    """Where, and as what; or straight to what one has sent before."""
    _require(visit, _arrivals)
    if kode:
        return visit.onward(f"/daftar/{quote(kode.strip(), safe='')}")
    roles = await _asked_of(visit, kab)
    chosen = next((one for one in roles if one["role"] == peran), None)
    if chosen and area.find(kab):
        return visit.onward(f"/daftar/isi/{kab}/{peran}")
    return visit.page("apply.html", roles=roles, provinces=_provinces(), kab=kab, role=peran)


@router.get("/daftar/isi/{kab}/{role}")
async def begin(visit: Passerby, kab: str, role: str) -> HTMLResponse:
    _require(visit, _arrivals)
    return await _form(visit, kab, role, Form("daftar"))


@router.post("/daftar/isi/{kab}/{role}")
async def apply(visit: Passerby, kab: str, role: str) -> Response:
    form = await visit.told("daftar")
    _require(visit, _sendings)
    form.errors = wrong(visit, form, "role")
    if form.wrong:
        return await _form(visit, kab, role, form)
    try:
        body = told(form) | {"role": role}
        sent = await visit.house.neighbours.post("registry", "/v1/applicants", body, _nobody(visit), key=form.key)
    except Refusal as refusal:
        form.refused(refusal, visit.say.language)
        return await _form(visit, kab, role, form)
    return visit.onward(f"/daftar/{sent.body['code']}", "daftar")


@router.get("/daftar/{code}")
async def follow(visit: Passerby, code: str) -> HTMLResponse:
    return await _state(visit, code, Form("kode"))


@router.post("/daftar/{code}/{verb}")
async def go_on(visit: Passerby, code: str, verb: str) -> Response:
    """A paper more, sent again, or no more."""
    if verb not in (*_VERBS, "kertas"):
        raise NotFound()
    form = await visit.told(verb)
    _require(visit, _sendings)
    path = f"/v1/applicants/{_plain(code)}"
    try:
        if verb == "kertas":
            item = form["item"] if form["item"].isascii() and form["item"].replace("_", "").isalnum() else "-"
            if not form.file:
                form.errors = {f"file-{item}": visit.say("apply.no_file")}
                return await _state(visit, code, form)
            address = f"{path}/documents?item={item}"
            await visit.house.neighbours.bring("registry", address, form.file, _nobody(visit), key=form.key)
        else:
            version = int(form.version) if form.version and form.version.isdigit() else 0
            body = {"version": version}
            await visit.house.neighbours.post("registry", f"{path}/{_VERBS[verb]}", body, _nobody(visit))
    except Refusal as refusal:
        form.refused(refusal, visit.say.language, {"file": f"file-{form['item']}"})
        form.dialog = verb if verb == "tarik" else ""
        return await _state(visit, code, form)
    return visit.onward(f"/daftar/{quote(code, safe='')}", f"{verb}_daftar")


async def _state(visit: Visit, code: str, form: Form) -> HTMLResponse:
    _require(visit, _looks)
    path = f"/v1/applicants/{_plain(code)}"
    try:
        found = (await visit.house.neighbours.get("registry", path, _nobody(visit))).body
    except Refusal as refusal:
        if refusal.status not in (404, 422):
            raise
        return visit.page("apply_state.html", 404, found=None, form=form)
    form.version = str(found["version"])
    return visit.page(
        "apply_state.html",
        422 if form.wrong else 200,
        found=found,
        form=form,
        fresh=lambda: Form("kertas"),
        done=visit.done(found),
    )


async def _form(visit: Visit, kab: str, role: str, form: Form) -> HTMLResponse:
    asked = next((one for one in await _asked_of(visit, kab) if one["role"] == role), None)
    found = area.find(kab)
    if asked is None or found is None or found.level is not Level.KABUPATEN:
        raise NotFound()
    return visit.page(
        "apply_form.html",
        422 if form.wrong else 200,
        asked=asked,
        kabupaten=found,
        places=places(kab, str(asked["seat"])),
        form=form,
    )


async def _asked_of(visit: Visit, kab: str) -> list[Json]:
    place = kab if area.find(kab) else None
    told = await visit.house.neighbours.get("registry", "/v1/requirements", _nobody(visit), {"place": place})
    return list(told.body["items"])


def places(kab: str, seat: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What one applies for: villages under their kecamatan, or the kecamatan."""
    kecamatan = [(one.code, one.name) for one in area.areas(kab, Level.KECAMATAN)]
    if seat == "kecamatan":
        return [("", kecamatan)]
    return [(name, [(one.code, one.name) for one in area.areas(code, Level.DESA)]) for code, name in kecamatan]


def wrong(visit: Visit, form: Form, *but: str) -> dict[str, str]:
    """What is missing, and what is no date, all at once; the rest is for the registry to say."""
    found = {name: visit.say(f"apply.missing.{name}") for name in ASKED if name not in but and not form[name]}
    if form["birth_on"] and read_day(form["birth_on"]) is None:
        found["birth_on"] = visit.say("apply.no_day")
    return found


def told(form: Form) -> dict[str, Any]:
    """As the registry takes it; `wrong` was asked before."""
    day = read_day(form["birth_on"])
    return {name: form[name] for name in TOLD} | {"birth_on": day.isoformat() if day else ""}


def _provinces() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (province.name, [(one.code, one.name) for one in area.areas(province.code, Level.KABUPATEN)])
        for province in area.areas(level=Level.PROVINCE)
    ]


def _plain(code: str) -> str:
    """What is no code anyway is not passed on as a path."""
    code = "".join(code.split())
    return code if code.replace("-", "").isalnum() and code.isascii() and len(code) <= 40 else "-"


def _nobody(visit: Visit) -> As:
    return As("", visit.say.language)


def _require(visit: Visit, rates: Rates) -> None:
    client = visit.request.client
    if not rates.allows(client.host if client else ""):
        raise TooMany(10)
