"""/psm/<id>/tugas/...: what comes and goes while a volunteer serves: a further SK, leave, cover."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound, Refusal
from services.portal import decrees, menus
from services.portal.case_list import kecamatan, villages
from services.portal.forms import Form, require_day
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor
from services.portal.volunteers import volunteer_page

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Step:
    """`path` is what the registry calls it. Its form asks for a `decree`, for `places`, for days and for words; one
    that asks for nothing is a press of a button."""

    path: str
    decree: bool = False
    places: bool = False
    day: str = ""
    words: tuple[str, ...] = ()

    @property
    def has_page(self) -> bool:
        return self.decree or bool(self.day)


STEPS = {
    "perpanjang": Step("renewal", decree=True),
    "pindah": Step("move", decree=True, places=True),
    "cuti": Step("leave", day="returns_on", words=("reason",)),
    "kembali": Step("leave-end"),
    "ganti": Step("cover", places=True, day="ends_on", words=("reason", "decided_by")),
    "hentikan": Step("cover-end"),
}


@router.get("/psm/{volunteer_id}/tugas/{verb}")
async def show_step(visit: Visitor, volunteer_id: UUID, verb: str) -> HTMLResponse:
    visit.require(menus.DINAS)
    if verb not in STEPS or not STEPS[verb].has_page:
        raise NotFound()
    return await _form(visit, volunteer_id, verb, await visit.drafted(f"{verb}-{volunteer_id}"))


@router.post("/psm/{volunteer_id}/tugas/{verb}")
async def go_on(visit: Visitor, volunteer_id: UUID, verb: str) -> Response:
    if verb not in STEPS:
        raise NotFound()
    step, form = STEPS[verb], await visit.posted(f"{verb}-{volunteer_id}")
    volunteer = await visit.get("registry", f"/v1/volunteers/{volunteer_id}") if step.places else {}
    form.errors = _wrong(visit, step, form, volunteer)
    if form.wrong:
        form.saved_at = await visit.keep(form)
        return await _form(visit, volunteer_id, verb, form)
    try:
        path = f"/v1/volunteers/{volunteer_id}/{step.path}"
        await visit.send("registry", path, _body(step, form, volunteer), form)
    except Refusal as refusal:
        await visit.refused(form, refusal, decrees.RENAMED)
        if not step.has_page:
            return await volunteer_page(visit, volunteer_id, form)
        return await _form(visit, volunteer_id, verb, form)
    return visit.onward(f"/psm/{volunteer_id}", verb)


def _where(volunteer: Json) -> str:
    return "kec" if volunteer["role"] == "tksk" else "villages"


def _wrong(visit: Visit, step: Step, form: Form, volunteer: Json) -> dict[str, str]:
    """What is missing and what is no date, all at once; the rest is for the registry to say."""
    found = decrees.missing(visit, form, _where(volunteer)) if step.places else {}
    if step.decree:
        found |= decrees.wrong(visit, form)
    if step.day:
        found |= decrees.missing(visit, form, step.day, *step.words) | decrees.no_days(visit, form, step.day)
    return found


def _body(step: Step, form: Form, volunteer: Json) -> Json:
    if not step.has_page:
        return {"cover_id": form["cover_id"]} if form["cover_id"] else {}
    body: Json = {name: form[name] for name in step.words}
    if step.decree:
        body["sk"] = decrees.told(form)
    if step.day:
        body[step.day] = require_day(form[step.day], step.day).isoformat()
    if step.places:
        tksk = _where(volunteer) == "kec"
        body |= {"kec": form["kec"]} if tksk else {"villages": [code for code in form.all("villages") if code]}
    return body


async def _form(visit: Visit, volunteer_id: UUID, word: str, form: Form) -> HTMLResponse:
    volunteer = await visit.get("registry", f"/v1/volunteers/{volunteer_id}")
    form.over(volunteer["version"])
    return visit.page(
        "tenure.html",
        422 if form.wrong else 200,
        word=word,
        step=STEPS[word],
        volunteer=volunteer,
        form=form,
        kecamatan=kecamatan(visit) if STEPS[word].places else [],
        villages=villages(visit) if STEPS[word].places else [],
        at="/psm",
        back=f"/psm/{volunteer_id}",
    )
