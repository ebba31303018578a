"""Operations of what volunteers do, bear and get: the work of a kecamatan, care and recognition."""

from tests.proofs.operation import Operation, registry
from tests.proofs.who_may import OPEN, Outcome

_WHY = {"reason": "Contoh"}
_LIST = Outcome.ABSENT
_VOLUNTEER = "/v1/volunteers/{volunteer}"
_MEETING, _PROGRAMME = "/v1/meetings/{meeting}", "/v1/programmes/{programme}"
_MATERIAL, _LESSON = "/v1/materials/{material}", "/v1/lessons/{lesson}"
_LEARNT = {"title": "", "topic": "papers", "text": ""}
# The work of a kecamatan: meetings, programmes, the shelf of practice.
WORK = (
    registry("plan_meeting", OPEN, "POST /v1/meetings", "422 agenda",
        {"day": "2026-01-05", "begins": "09.00", "place": "Aula Contoh"}),
    registry("read_meetings", "meeting", "GET /v1/meetings?limit=200", "200 {meeting}", missed=_LIST),
    registry("read_meeting", "meeting", f"GET {_MEETING}", "200 {meeting}"),
    registry("hold_meeting", "meeting", f"POST {_MEETING}/attendance", "412 stale", {}),
    registry("cancel_meeting", "meeting", f"POST {_MEETING}/cancellation", "412 stale", _WHY),
    registry("record_decision", "meeting", f"POST {_MEETING}/decisions", "422 owner_id",
        {"what": "Contoh", "due_on": "2026-01-06"}),
    registry("print_minutes", "meeting", f"GET {_MEETING}/minutes", "200 PDF"),
    registry("read_my_decisions", OPEN, "GET /v1/me/decisions", "200 items"),
    registry("conclude_decision", "decision", "POST /v1/decisions/{decision}/result", "412 stale",
        {"done": True, "word": "Contoh"}),
    registry("begin_programme", OPEN, "POST /v1/programmes", "422 place", {"place": "none-such", "year": 2026}),
    registry("read_programmes", "programme", "GET /v1/programmes?year={programme_year}", "200 {programme}",
        missed=_LIST),
    registry("read_programme", "programme", f"GET {_PROGRAMME}", "200 {programme}"),
    registry("revise_programme", "programme", f"POST {_PROGRAMME}/plan", "412 stale", {}),
    registry("agree_programme", "programme", f"POST {_PROGRAMME}/agreement", "412 stale"),
    registry("stage_programme", "programme", f"POST {_PROGRAMME}/stage", "412 stale", {"to": "running"}),
    registry("report_progress", "programme", f"POST {_PROGRAMME}/progress", "412 stale",
        {"activity_id": "{programme}", "progress": 1, "word": "Contoh"}),
    registry("print_programme", "programme", f"GET {_PROGRAMME}/paper", "200 PDF"),
    registry("print_musrenbang", OPEN, "GET /v1/musrenbang", "200 PDF"),
    registry("export_musrenbang", OPEN, "GET /v1/musrenbang/table", "200 xl/workbook.xml"),
    registry("read_practice_codes", OPEN, "GET /v1/practice-codes", "200 topics"),
    registry("bring_material", OPEN, "POST /v1/materials", "422 file", {}),
    registry("read_materials", "material", "GET /v1/materials?limit=200", "200 {material}", missed=_LIST),
    registry("read_material", "material", f"GET {_MATERIAL}", "200 {material}"),
    registry("read_material_file", "material", f"GET {_MATERIAL}/file", "200 PDF"),
    registry("release_material", "material", f"POST {_MATERIAL}/release", "412 stale",
        {"title": "Contoh", "topic": "papers"}),
    registry("withdraw_material", "material", f"POST {_MATERIAL}/withdrawal", "412 stale", _WHY),
    registry("write_lesson", OPEN, "POST /v1/lessons", "422 title", _LEARNT),
    registry("read_lessons", "lesson", "GET /v1/lessons?status=submitted&limit=200", "200 {lesson}", missed=_LIST),
    registry("read_lesson", "lesson", f"GET {_LESSON}", "200 {lesson}"),
    registry("rewrite_lesson", "own_lesson", f"POST {_LESSON}/text", "412 stale", _LEARNT),
    registry("release_lesson", "lesson", f"POST {_LESSON}/release", "412 stale"),
    registry("return_lesson", "lesson", f"POST {_LESSON}/return", "412 stale", _WHY),
)  # fmt: skip

_ENTRY, _RISK, _STIPEND = "/v1/care-entries/{care_entry}", "/v1/risk-events/{risk}", "/v1/stipends/{stipend}"
_LETTER = "/v1/service-letters/{letter}"
_BEARING = {"kind": "hours", "code": "none-such", "day": "2026-01-05", "amount": 60}
_SPAN = {"first": "2026-01-05", "last": "2026-01-05"}
CARE: tuple[Operation, ...] = (
    registry("record_care_entry", OPEN, "POST /v1/me/care-entries", "422 code", _BEARING),
    registry("revise_care_entry", "own entry", f"POST {_ENTRY}/revision", "412 stale", _BEARING),
    registry("withdraw_care_entry", "own entry", f"POST {_ENTRY}/withdrawal", "412 stale"),
    registry("judge_care_entry", "entry", f"POST {_ENTRY}/judgement", "412 stale", {"acknowledged": True}),
    registry("read_care_entries", "entry", "GET /v1/care-entries?limit=200", "200 {care_entry}", missed=_LIST),
    registry("report_risk", OPEN, "POST /v1/me/risk-events", "422 kind", {"kind": "none-such", "harm": "none",
        "day": "2026-01-05", "village": "{village}", "note": "Contoh"}),
    registry("read_risks", "risk", "GET /v1/risk-events?limit=200", "200 {risk}", missed=_LIST),
    registry("read_risk", "risk", f"GET {_RISK}", "200 outcome"),
    registry("assign_risk", "risk", f"POST {_RISK}/assignment", "412 stale",
        {"owner": "{head}", "due_on": "2026-01-05"}),
    registry("close_risk", "risk", f"POST {_RISK}/closure", "412 stale", {"outcome": "Contoh"}),
    registry("begin_rest", "record", f"POST {_VOLUNTEER}/rest", "412 stale", {"weeks": 1}),
    registry("end_rest", "record", f"POST {_VOLUNTEER}/rest-end", "409 not-resting"),
    registry("read_my_care", OPEN, "GET /v1/me/care", "200 tenure"),
    registry("read_care", "record", f"GET {_VOLUNTEER}/care", "200 tenure"),
    registry("read_care_codes", OPEN, "GET /v1/care-codes", "200 retention_source"),
    registry("propose_stipend", OPEN, "POST /v1/stipends", "422 rates", _SPAN | {"rates": []}),
    registry("read_stipends", "stipend", "GET /v1/stipends", "200 {stipend}", missed=_LIST),
    registry("read_stipend", "stipend", f"GET {_STIPEND}", "200 {stipend}"),
    registry("withdraw_stipend", "stipend", f"POST {_STIPEND}/withdrawal", "412 stale"),
    registry("decide_stipend", "stipend", f"POST {_STIPEND}/decision", "412 stale", _WHY | {"approved": False}),
    registry("pay_stipend", "stipend", f"POST {_STIPEND}/payments", "412 stale",
        {"entitlements": [], "paid_on": "2026-01-05", "proof": "1"}),
    registry("counter_payment", "stipend", f"POST {_STIPEND}/counter-entries", "412 stale",
        _WHY | {"payment_id": "{stipend}"}),
    registry("export_stipend", "stipend", f"GET {_STIPEND}/list?kind=csv", "200 Dasar hukum"),
    registry("insure_volunteer", "record", f"POST {_VOLUNTEER}/insurance", "412 stale",
        {"number": "1", "programmes": [], "paid_until": "2026-01-05", "evidence": "1"}),
    registry("read_insurances", "record", "GET /v1/insurances?limit=200", "200 {volunteer}", missed=_LIST),
    registry("export_insurances", "record", "POST /v1/insurances/export", "200 {volunteer_name}", {"kind": "csv"},
        missed=_LIST),
    registry("award_volunteer", "record", f"POST {_VOLUNTEER}/awards", "422 level",
        {"title": "Contoh", "level": "none-such", "giver": "Contoh", "number": "1", "awarded_on": "2026-01-05"}),
    registry("withdraw_award", "record", "POST /v1/awards/{award}/withdrawal", "412 stale", _WHY),
    registry("write_letter", "record", f"POST {_VOLUNTEER}/letters", "422 text", {"kind": "thanks"}),
    registry("revoke_letter", "record", f"POST {_LETTER}/revocation", "412 stale", _WHY),
    registry("print_letter", "record", f"GET {_LETTER}/paper", "200 PDF"),
    registry("check_letter", OPEN, "GET /v1/service-letters/{letter_token}", "200 valid"),
    registry("record_education", "record", f"POST {_VOLUNTEER}/education", "412 stale", {"education": "none-such"}),
    registry("read_pppk", "record", "GET /v1/pppk?limit=200", "200 {volunteer}", missed=_LIST),
    registry("record_departure", "record", f"POST {_VOLUNTEER}/departure", "409 still-serving", {"reason": "work"}),
    registry("read_retention", OPEN, "GET /v1/retention", "200 under_1"),
    registry("erase_care", "record", f"POST {_VOLUNTEER}/care-erasure", "412 stale"),
)  # fmt: skip
