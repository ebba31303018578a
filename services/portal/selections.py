"""/psm/seleksi/<id>: who stands for a place, with their scores and the ranking, and the decision of the head."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import Invalid, Refusal, Words
from services.portal import menus
from services.portal.forms import Form
from services.portal.neighbours import Json
from services.portal.visits import Visit, Visitor

router = APIRouter()


@router.get("/psm/seleksi/{selection_id}")
async def show_selection(visit: Visitor, selection_id: UUID) -> HTMLResponse:
    return await _selection(visit, selection_id, await visit.drafted(f"seleksi-{selection_id}"))


@router.post("/psm/seleksi/{selection_id}/nilai")
async def score(visit: Visitor, selection_id: UUID) -> Response:
    form = await visit.posted(f"seleksi-{selection_id}")
    try:
        scores = [_scored(visit, form, who) for who in form.all("candidates")]
        await visit.send("registry", f"/v1/selections/{selection_id}/scores", {"scores": scores}, form)
    except Refusal as refusal:
        return await _selection(visit, selection_id, await visit.refused(form, refusal))
    return visit.onward(f"/psm/seleksi/{selection_id}", "nilai_seleksi")


@router.post("/psm/seleksi/{selection_id}/putuskan")
async def decide(visit: Visitor, selection_id: UUID) -> Response:
    form = await visit.posted(f"seleksi-{selection_id}")
    try:
        body = {"chosen": form.all("chosen"), "reason": form["reason"], "appeal": form["appeal"]}
        await visit.send("registry", f"/v1/selections/{selection_id}/decision", body, form)
    except Refusal as refusal:
        return await _selection(visit, selection_id, await visit.refused(form, refusal))
    return visit.onward(f"/psm/seleksi/{selection_id}", "putuskan")


async def _selection(visit: Visit, selection_id: UUID, form: Form) -> HTMLResponse:
    visit.require(menus.DINAS)
    found = await visit.get("registry", f"/v1/selections/{selection_id}")
    form.version = str(found["version"])
    return visit.page(
        "selection.html",
        422 if form.wrong else 200,
        found=found,
        form=form,
        typed=lambda one, test: form[f"{test}-{one['id']}"] or one["scores"].get(test, ""),
        decides=visit.role == "dinas_supervisor",
        fresh=lambda: Form(form.name, version=form.version),
        done=visit.done(found),
        at="/psm",
        back="/psm/permohonan",
    )


def _scored(visit: Visit, form: Form, who: str) -> Json:
    scores = {}
    for test in form.all("tests"):
        if typed := form[f"{test}-{who}"]:
            if not (typed.isascii() and typed.isdigit()):
                words = visit.say("training.no_score")
                raise Invalid(fields={f"{test}-{who}": Words(words, words)})
            scores[test] = int(typed)
    return {"application_id": who, "scores": scores}
