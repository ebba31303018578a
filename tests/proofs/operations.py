"""Every operation of the platform, and how it is asked again and again without using up what it is about: a change is
asked with a version that is long past, or with a code that no list has, so that policy answers first and then the rule
refuses. `yes` is what is heard where policy has let it through: the status, and a word of the problem or the body.
"""

from dataclasses import dataclass
from typing import Any

from tests.proofs.who_may import OPEN, Outcome

Json = dict[str, Any]

WITH_SENSITIVITY = frozenset(
    {"case", "openings", "referral", "connection", "handup", "packet", "notice", "village"}
)  # fmt: skip
WITH_ASSIGNMENT = frozenset({"case", "openings", "referral", "connection", "notice"})


@dataclass(frozen=True, eq=False)
class Operation:
    """`kind` is what it is about, as `who_may.SIGHT` names it. `route` is method and path; words in braces stand for
    the thing's own."""

    service: str
    name: str
    kind: str
    route: str
    yes: str
    body: Json | None = None
    missed: Outcome = Outcome.NOT_FOUND

    @property
    def sensitivities(self) -> tuple[str | None, ...]:
        return ("S2", "S3") if self.kind in WITH_SENSITIVITY else (None,)

    @property
    def over_grpc(self) -> bool:
        return self.route.startswith("rpc ")


_SK = {"number": "1", "issuer": "Contoh", "issued_on": "2026-01-05", "starts_on": "2026-01-05", "ends_on": "2026-01-06"}
_WHY = {"reason": "Contoh"}
_LIST = Outcome.ABSENT
_VOLUNTEER, _OFFICER, _IMPORT = "/v1/volunteers/{volunteer}", "/v1/officers/{officer}", "/v1/imports/{import}"
_CASE, _HANDUP, _REFERRAL = "/v1/cases/{case}", "/v1/hand-ups/{handup}", "/v1/referrals/{referral}"
_PACKET, _CONNECTION = "/v1/packets/{packet}", "/v1/connections/{connection}"
_TRAINING, _PARTICIPANT = "/v1/trainings/{training}", "/v1/participants/{participant}"
_AUTHOR, _REPORT = "/v1/volunteers/{author}", "/v1/reports/{report}"  # of a volunteer who has sent a month
_LINE = {"day": "2026-01-05", "kind": "none-such", "function": "motivator", "minutes": 60, "village": "{village}"}
_DOSSIER, _PAPER = "/v1/dossiers/{dossier}", "/v1/dossier-papers/{document}"
_APPLICATION, _SELECTION = "/v1/applications/{application}", "/v1/selections/{selection}"
_PROPOSAL = "/v1/proposals/{proposal}"
_APPLIED = {
    "role": "psm", "name": "Contoh", "place": "{village}", "birth_on": "2030-01-05", "nik": "1906020501300001",
}  # fmt: skip
_PLAN = {
    "title": "Bimtek Contoh", "roles": ["candidate"], "quota": 0,
    "days": [{"day": "2026-01-05", "venue": "Aula Contoh"}],
}  # fmt: skip
_SENT = {"case_id": "{case}", "need_id": "{need}", "service_id": "{papers}", "fields": ["name"], "purpose": "Contoh"}
_OFFER = {
    "office": "{organisation}", "name": "Contoh", "kinds": ["none-such"], "areas": ["{kabupaten}"],
    "eligibility": "Contoh", "checked_on": "2026-01-05",
}  # fmt: skip


_SERVICES = ("registry", "cases", "referral", "notify", "oversight")
# Of all services alike. A check of the ledger is carried out: it changes nothing that is anybody's.
_KEEPING: tuple[tuple[str, str, str, Json | None], ...] = (
    ("read_operations", "GET /v1/operations", "200 duties", None),
    ("read_dead_letters", "GET /v1/operations/dead-letters", "200 items", None),
    ("replay_facts", "POST /v1/operations/replay", "422 owner", {"owner": "none-such"}),
    ("check_ledger", "POST /v1/operations/ledger-check", "202 asked", None),
)


def _registry(name: str, kind: str, route: str, yes: str, body: Json | None = None, **other: Any) -> Operation:
    return Operation("registry", name, kind, route, yes, body, **other)


def _cases(name: str, kind: str, route: str, yes: str, body: Json | None = None, **other: Any) -> Operation:
    return Operation("cases", name, kind, route, yes, body, **other)


def _referral(name: str, kind: str, route: str, yes: str, body: Json | None = None, **other: Any) -> Operation:
    return Operation("referral", name, kind, route, yes, body, **other)


_MEETING, _PROGRAMME = "/v1/meetings/{meeting}", "/v1/programmes/{programme}"
_MATERIAL, _LESSON = "/v1/materials/{material}", "/v1/lessons/{lesson}"
_LEARNT = {"title": "", "topic": "papers", "text": ""}
# The work of a kecamatan: meetings, programmes, the shelf of practice.
WORK = (
    _registry("plan_meeting", OPEN, "POST /v1/meetings", "422 agenda",
        {"day": "2026-01-05", "begins": "09.00", "place": "Aula Contoh"}),
    _registry("read_meetings", "meeting", "GET /v1/meetings?limit=200", "200 {meeting}", missed=_LIST),
    _registry("read_meeting", "meeting", f"GET {_MEETING}", "200 {meeting}"),
    _registry("hold_meeting", "meeting", f"POST {_MEETING}/attendance", "412 stale", {}),
    _registry("cancel_meeting", "meeting", f"POST {_MEETING}/cancellation", "412 stale", _WHY),
    _registry("record_decision", "meeting", f"POST {_MEETING}/decisions", "422 owner_id",
        {"what": "Contoh", "due_on": "2026-01-06"}),
    _registry("print_minutes", "meeting", f"GET {_MEETING}/minutes", "200 PDF"),
    _registry("read_my_decisions", OPEN, "GET /v1/me/decisions", "200 items"),
    _registry("conclude_decision", "decision", "POST /v1/decisions/{decision}/result", "412 stale",
        {"done": True, "word": "Contoh"}),
    _registry("begin_programme", OPEN, "POST /v1/programmes", "422 place", {"place": "none-such", "year": 2026}),
    _registry("read_programmes", "programme", "GET /v1/programmes?year={programme_year}", "200 {programme}",
        missed=_LIST),
    _registry("read_programme", "programme", f"GET {_PROGRAMME}", "200 {programme}"),
    _registry("revise_programme", "programme", f"POST {_PROGRAMME}/plan", "412 stale", {}),
    _registry("agree_programme", "programme", f"POST {_PROGRAMME}/agreement", "412 stale"),
    _registry("stage_programme", "programme", f"POST {_PROGRAMME}/stage", "412 stale", {"to": "running"}),
    _registry("report_progress", "programme", f"POST {_PROGRAMME}/progress", "412 stale",
        {"activity_id": "{programme}", "progress": 1, "word": "Contoh"}),
    _registry("print_programme", "programme", f"GET {_PROGRAMME}/paper", "200 PDF"),
    _registry("print_musrenbang", OPEN, "GET /v1/musrenbang", "200 PDF"),
    _registry("export_musrenbang", OPEN, "GET /v1/musrenbang/table", "200 xl/workbook.xml"),
    _registry("read_practice_codes", OPEN, "GET /v1/practice-codes", "200 topics"),
    _registry("bring_material", OPEN, "POST /v1/materials", "422 file", {}),
    _registry("read_materials", "material", "GET /v1/materials?limit=200", "200 {material}", missed=_LIST),
    _registry("read_material", "material", f"GET {_MATERIAL}", "200 {material}"),
    _registry("read_material_file", "material", f"GET {_MATERIAL}/file", "200 PDF"),
    _registry("release_material", "material", f"POST {_MATERIAL}/release", "412 stale",
        {"title": "Contoh", "topic": "papers"}),
    _registry("withdraw_material", "material", f"POST {_MATERIAL}/withdrawal", "412 stale", _WHY),
    _registry("write_lesson", OPEN, "POST /v1/lessons", "422 title", _LEARNT),
    _registry("read_lessons", "lesson", "GET /v1/lessons?status=submitted&limit=200", "200 {lesson}", missed=_LIST),
    _registry("read_lesson", "lesson", f"GET {_LESSON}", "200 {lesson}"),
    _registry("rewrite_lesson", "own_lesson", f"POST {_LESSON}/text", "412 stale", _LEARNT),
    _registry("release_lesson", "lesson", f"POST {_LESSON}/release", "412 stale"),
    _registry("return_lesson", "lesson", f"POST {_LESSON}/return", "412 stale", _WHY),
)  # fmt: skip

_ENTRY, _RISK, _STIPEND = "/v1/care-entries/{entry}", "/v1/risk-events/{risk}", "/v1/stipends/{stipend}"
_LETTER = "/v1/service-letters/{letter}"
_BEARING = {"kind": "hours", "code": "none-such", "day": "2026-01-05", "amount": 60}
_SPAN = {"first": "2026-01-05", "last": "2026-01-05"}
CARE: tuple[Operation, ...] = (
    _registry("record_care_entry", OPEN, "POST /v1/me/care-entries", "422 code", _BEARING),
    _registry("revise_care_entry", "own entry", f"POST {_ENTRY}/revision", "412 stale", _BEARING),
    _registry("withdraw_care_entry", "own entry", f"POST {_ENTRY}/withdrawal", "412 stale"),
    _registry("judge_care_entry", "entry", f"POST {_ENTRY}/judgement", "412 stale", {"acknowledged": True}),
    _registry("read_care_entries", "entry", "GET /v1/care-entries?limit=200", "200 {entry}", missed=_LIST),
    _registry("report_risk", OPEN, "POST /v1/me/risk-events", "422 kind", {"kind": "none-such", "harm": "none",
        "day": "2026-01-05", "village": "{village}", "note": "Contoh"}),
    _registry("read_risks", "risk", "GET /v1/risk-events?limit=200", "200 {risk}", missed=_LIST),
    _registry("read_risk", "risk", f"GET {_RISK}", "200 outcome"),
    _registry("assign_risk", "risk", f"POST {_RISK}/assignment", "412 stale",
        {"owner": "{head}", "due_on": "2026-01-05"}),
    _registry("close_risk", "risk", f"POST {_RISK}/closure", "412 stale", {"outcome": "Contoh"}),
    _registry("begin_rest", "record", f"POST {_VOLUNTEER}/rest", "412 stale", {"weeks": 1}),
    _registry("end_rest", "record", f"POST {_VOLUNTEER}/rest-end", "409 not-resting"),
    _registry("read_my_care", OPEN, "GET /v1/me/care", "200 tenure"),
    _registry("read_care", "record", f"GET {_VOLUNTEER}/care", "200 tenure"),
    _registry("read_care_codes", OPEN, "GET /v1/care-codes", "200 retention_source"),
    _registry("propose_stipend", OPEN, "POST /v1/stipends", "422 rates", _SPAN | {"rates": []}),
    _registry("read_stipends", "stipend", "GET /v1/stipends", "200 {stipend}", missed=_LIST),
    _registry("read_stipend", "stipend", f"GET {_STIPEND}", "200 {stipend}"),
    _registry("withdraw_stipend", "stipend", f"POST {_STIPEND}/withdrawal", "412 stale"),
    _registry("decide_stipend", "stipend", f"POST {_STIPEND}/decision", "412 stale", _WHY | {"approved": False}),
    _registry("pay_stipend", "stipend", f"POST {_STIPEND}/payments", "412 stale",
        {"entitlements": [], "paid_on": "2026-01-05", "proof": "1"}),
    _registry("counter_payment", "stipend", f"POST {_STIPEND}/counter-entries", "412 stale",
        _WHY | {"payment_id": "{stipend}"}),
    _registry("export_stipend", "stipend", f"GET {_STIPEND}/list?kind=csv", "200 Dasar hukum"),
    _registry("insure_volunteer", "record", f"POST {_VOLUNTEER}/insurance", "412 stale",
        {"number": "1", "programmes": [], "paid_until": "2026-01-05", "evidence": "1"}),
    _registry("read_insurances", "record", "GET /v1/insurances?limit=200", "200 {volunteer}", missed=_LIST),
    _registry("export_insurances", "record", "POST /v1/insurances/export", "200 {volunteer_name}", {"kind": "csv"},
        missed=_LIST),
    _registry("award_volunteer", "record", f"POST {_VOLUNTEER}/awards", "422 level",
        {"title": "Contoh", "level": "none-such", "giver": "Contoh", "number": "1", "awarded_on": "2026-01-05"}),
    _registry("withdraw_award", "record", "POST /v1/awards/{award}/withdrawal", "412 stale", _WHY),
    _registry("write_letter", "record", f"POST {_VOLUNTEER}/letters", "422 text", {"kind": "thanks"}),
    _registry("revoke_letter", "record", f"POST {_LETTER}/revocation", "412 stale", _WHY),
    _registry("print_letter", "record", f"GET {_LETTER}/paper", "200 PDF"),
    _registry("check_letter", OPEN, "GET /v1/service-letters/{letter_token}", "200 valid"),
    _registry("record_education", "record", f"POST {_VOLUNTEER}/education", "412 stale", {"education": "none-such"}),
    _registry("read_pppk", "record", "GET /v1/pppk?limit=200", "200 {volunteer}", missed=_LIST),
    _registry("record_departure", "record", f"POST {_VOLUNTEER}/departure", "409 still-serving", {"reason": "work"}),
    _registry("read_retention", OPEN, "GET /v1/retention", "200 under_1"),
    _registry("erase_care", "record", f"POST {_VOLUNTEER}/care-erasure", "412 stale"),
)  # fmt: skip

OPERATIONS: tuple[Operation, ...] = (
    _registry("search_areas", OPEN, "GET /v1/areas?within={kabupaten}", "200 {kabupaten}"),
    _registry("read_area", OPEN, "GET /v1/areas/{village}", "200 {village}"),
    _registry("read_me", OPEN, "GET /v1/me", "200 {me}"),
    _registry("register_office", OPEN, "POST /v1/offices", "422 areas", {"name": "Contoh", "areas": []}),
    _registry("read_offices", OPEN, "GET /v1/offices?q={organisation_name}", "200 {organisation}"),
    _registry("read_office", OPEN, "GET /v1/offices/{organisation}", "200 {organisation}"),
    _registry("appoint_officer", "seat", "POST /v1/officers", "422 desks", missed=Outcome.FORBIDDEN,
        body={"name": "Contoh", "roles": ["dinas"], "office": "{kabupaten}", "desks": ["none-such"]}),
    _registry("read_officers", "officer", "GET /v1/officers?limit=200", "200 {officer}", missed=_LIST),
    _registry("read_officer", "officer", f"GET {_OFFICER}", "200 {officer}"),
    _registry("print_officer_slip", "officer", f"POST {_OFFICER}/slip", "409 already-suspended"),
    _registry("suspend_officer", "officer", f"POST {_OFFICER}/suspension", "412 stale", _WHY),
    _registry("reinstate_officer", "officer", f"POST {_OFFICER}/reinstatement", "412 stale", _WHY),
    _registry("end_officer", "officer", f"POST {_OFFICER}/end", "412 stale", _WHY),
    _registry("appoint_volunteer", "kabupaten", "POST /v1/volunteers", "422 sk.ends_on", missed=Outcome.OUTSIDE,
        body={"name": "Contoh", "role": "psm", "villages": ["{village}"], "sk": _SK}),
    _registry("read_volunteers", "volunteer", "GET /v1/volunteers?limit=200", "200 {volunteer}", missed=_LIST),
    _registry("read_volunteer", "volunteer", f"GET {_VOLUNTEER}", "200 {volunteer}"),
    _registry("open_particulars", "volunteer", f"POST {_VOLUNTEER}/particulars", "200 {volunteer_nik}",
        {"purpose": "contact"}),
    _registry("correct_volunteer", "volunteer", f"POST {_VOLUNTEER}/correction", "412 stale", {"address": "Contoh"}),
    _registry("print_volunteer_slip", "volunteer", f"POST {_VOLUNTEER}/slip", "409 already-suspended"),
    _registry("suspend_volunteer", "volunteer", f"POST {_VOLUNTEER}/suspension", "412 stale", _WHY),
    _registry("reinstate_volunteer", "volunteer", f"POST {_VOLUNTEER}/reinstatement", "412 stale", _WHY),
    _registry("end_volunteer", "volunteer", f"POST {_VOLUNTEER}/end", "412 stale", _WHY),
    _registry("renew_volunteer", "volunteer", f"POST {_VOLUNTEER}/renewal", "412 stale", {"sk": _SK}),
    _registry("move_volunteer", "volunteer", f"POST {_VOLUNTEER}/move", "412 stale",
        {"villages": ["{village}"], "sk": _SK}),
    _registry("begin_leave", "volunteer", f"POST {_VOLUNTEER}/leave", "412 stale",
        _WHY | {"returns_on": "2026-01-06"}),
    _registry("end_leave", "volunteer", f"POST {_VOLUNTEER}/leave-end", "412 stale"),
    _registry("begin_cover", "volunteer", f"POST {_VOLUNTEER}/cover", "412 stale",
        _WHY | {"villages": ["{village}"], "ends_on": "2026-01-06", "decided_by": "Contoh"}),
    _registry("end_cover", "volunteer", f"POST {_VOLUNTEER}/cover-end", "412 stale", {"cover_id": "{volunteer}"}),
    _registry("read_coverage", OPEN, "GET /v1/coverage?area={kabupaten}", "200 thresholds"),
    _registry("read_forecast", OPEN, "GET /v1/coverage/forecast?area={kabupaten}", "200 lapsed"),
    _registry("read_tiers", OPEN, "GET /v1/tiers", "200 items"),
    _registry("plan_training", OPEN, "POST /v1/trainings", "422 quota", _PLAN),
    _registry("read_trainings", "training", "GET /v1/trainings?limit=200", "200 {training}", missed=_LIST),
    _registry("read_training", "training", f"GET {_TRAINING}", "200 {participant}"),
    _registry("revise_training", "training", f"POST {_TRAINING}/plan", "412 stale", _PLAN),
    _registry("stage_training", "training", f"POST {_TRAINING}/stage", "412 stale", {"to": "invited"}),
    _registry("cancel_training", "training", f"POST {_TRAINING}/cancellation", "412 stale", _WHY),
    _registry("report_practice", "training", f"POST {_TRAINING}/practice", "412 stale",
        {"group": "Contoh", "findings": "Contoh"}),
    _registry("nominate_participants", "training", f"POST {_TRAINING}/participants", "409 not-at-this-stage", {}),
    _registry("withdraw_participant", "training", f"POST {_PARTICIPANT}/withdrawal", "412 stale", _WHY),
    _registry("read_attendance_code", "training", f"GET {_TRAINING}/attendance-code?day=2026-01-05", "200 code"),
    _registry("record_attendance", "training", f"POST {_TRAINING}/attendance", "412 stale", {"day": "2026-01-05"}),
    _registry("record_results", "training", f"POST {_TRAINING}/results", "412 stale",
        {"results": [{"participant_id": "{participant}"}]}),
    _registry("certify_training", "training", f"POST {_TRAINING}/certification", "412 stale", {}),
    _registry("print_paper", "training", f"GET {_TRAINING}/papers/recap", "200 PDF"),
    _registry("print_recap", "training", f"GET {_TRAINING}/recap", "200 xl/workbook.xml"),
    _registry("revoke_certificate", "training", "POST /v1/certificates/{certificate}/revocation", "412 stale", _WHY),
    _registry("print_certificate", "training", "GET /v1/certificates/{certificate}/paper", "200 PDF"),
    _registry("check_certificate", OPEN, "GET /v1/certificates/{certificate_token}", "200 valid"),
    _registry("check_in", OPEN, "POST /v1/attendance", "422 bad-code", {"code": "none-such"}),
    _registry("read_my_trainings", OPEN, "GET /v1/me/trainings", "200 items"),
    _registry("read_training_record", "volunteer", f"GET {_VOLUNTEER}/trainings", "200 items"),
    _registry("read_my_portfolio", OPEN, "GET /v1/me/portfolio", "200 items"),
    _registry("read_my_summary", OPEN, "GET /v1/me/portfolio/summary", "200 months"),
    _registry("annotate_evidence", "work", "POST /v1/evidence/{entry}/annotation", "412 stale", {"note": "Contoh"}),
    _registry("hide_evidence", "work", "POST /v1/evidence/{entry}/visibility", "412 stale", {"hidden": False}),
    _registry("issue_statement", OPEN, "POST /v1/me/statements", "422 last", {"first": "2026-02", "last": "2026-01"}),
    _registry("read_my_statements", OPEN, "GET /v1/me/statements", "200 items"),
    _registry("print_statement", "work", "GET /v1/me/statements/{statement}/paper", "200 PDF"),
    _registry("check_statement", OPEN, "GET /v1/statements/{statement_token}", "200 valid"),
    _registry("read_portfolio", "volunteer", f"GET {_AUTHOR}/portfolio", "200 items"),
    _registry("read_summary", "volunteer", f"GET {_AUTHOR}/portfolio/summary", "200 months"),
    _registry("attest_evidence", "volunteer", f"POST {_AUTHOR}/attestation", "200 attested", {"entries": ["{entry}"]}),
    _registry("commend_volunteer", "volunteer", f"POST {_AUTHOR}/commendations", "422 title",
        {"title": "x", "on": "2026-01-05"}),
    _registry("erase_work", "volunteer", f"POST {_AUTHOR}/work-erasure", "409 still-serving"),
    _registry("read_work_codes", OPEN, "GET /v1/work-codes", "200 activities"),
    _registry("read_my_journal", OPEN, "GET /v1/me/journal?month=2026-01", "200 due_on"),
    _registry("write_line", OPEN, "POST /v1/me/journal", "422 kind", _LINE),
    _registry("revise_line", "work", "POST /v1/me/journal/{line}", "412 stale", _LINE),
    _registry("remove_line", "work", "POST /v1/me/journal/{line}/removal", "412 stale", {"removed": True}),
    _registry("read_my_reports", OPEN, "GET /v1/me/reports", "200 items"),
    _registry("send_report", OPEN, "POST /v1/me/reports", "409 nothing-written", {"month": "2026-01"}),
    _registry("read_reports", "report", "GET /v1/reports?limit=200&month={month}", "200 {report}", missed=_LIST),
    _registry("read_missing_reports", OPEN, "GET /v1/reports/missing?month=2026-01", "200 items"),
    _registry("read_report", "report", f"GET {_REPORT}", "200 {report}"),
    _registry("print_report", "report", f"GET {_REPORT}/paper", "200 PDF"),
    _registry("check_report", "report", f"POST {_REPORT}/check", "412 stale"),
    _registry("approve_report", "report", f"POST {_REPORT}/approval", "412 stale"),
    _registry("return_report", "report", f"POST {_REPORT}/return", "412 stale", _WHY),
    _registry("read_profile", OPEN, "GET /v1/offices/mine/profile", "200 letterhead"),
    _registry("write_profile", OPEN, "POST /v1/offices/mine/profile", "412 stale",
        {"name": "Contoh", "city": "Contoh", "short": "CONTOH", "scheme": "{{no}}/{{year}}"}),
    _registry("read_engagement_codes", OPEN, "GET /v1/engagement-codes", "200 employments"),
    _registry("engage_officer", "officer", f"POST {_OFFICER}/engagement", "412 stale", {}),
    _registry("engage_volunteer", "volunteer", f"POST {_VOLUNTEER}/engagement", "412 stale", {}),
    _registry("export_volunteers", "volunteer", "POST /v1/volunteers/export", "200 {volunteer_name}", {"kind": "csv"},
        missed=_LIST),
    _registry("receive_import", OPEN, "POST /v1/imports", "422 unreadable-file", {}),
    _registry("read_imports", "import", "GET /v1/imports?limit=200", "200 {import}", missed=_LIST),
    _registry("read_template", OPEN, "GET /v1/imports/template", "200 PK"),
    _registry("read_import", "import", f"GET {_IMPORT}", "200 {import}"),
    _registry("read_import_rows", "import", f"GET {_IMPORT}/rows", "200 Contoh"),
    _registry("read_left_out", "import", f"GET {_IMPORT}/left-out", "200 PK"),
    _registry("confirm_import", "import", f"POST {_IMPORT}/confirmation", "412 stale", {}),
    _registry("withdraw_import", "import", f"POST {_IMPORT}/withdrawal", "412 stale", {}),
    *WORK,
    *CARE,
    _registry("read_routes", OPEN, "GET /v1/competency-routes", "200 items"),
    _registry("read_readiness", "volunteer", f"GET {_VOLUNTEER}/readiness", "200 routes"),
    _registry("begin_dossier", "volunteer", f"POST {_VOLUNTEER}/dossiers", "409 already-suspended",
        {"route": "volunteer"}),
    _registry("read_dossiers", "dossier", "GET /v1/dossiers?limit=200", "200 {dossier}", missed=_LIST),
    _registry("read_my_dossiers", OPEN, "GET /v1/me/dossiers", "200 items"),
    _registry("read_dossier", "dossier", f"GET {_DOSSIER}", "200 {dossier}"),
    _registry("print_dossier", "dossier", f"GET {_DOSSIER}/paper", "200 PDF"),
    _registry("write_texts", "dossier", f"POST {_DOSSIER}/texts", "412 stale", {"texts": {"cv": "Contoh"}}),
    _registry("attach_paper", "dossier", f"POST {_DOSSIER}/papers", "409 not-at-this-step", {}),
    _registry("read_paper", "dossier", f"GET {_PAPER}", "200 PDF"),
    _registry("remove_paper", "dossier", f"POST {_PAPER}/removal", "409 not-at-this-step", {}),
    _registry("assign_coach", "dossier", f"POST {_DOSSIER}/coach", "412 stale", {"volunteer_id": "{volunteer}"}),
    _registry("comment_dossier", "dossier", f"POST {_DOSSIER}/comments", "409 not-at-this-step", {"text": "Contoh"}),
    _registry("settle_comment", "dossier", f"POST {_DOSSIER}/settlement", "409 not-at-this-step", {"number": 1}),
    _registry("release_dossier", "dossier", f"POST {_DOSSIER}/release", "412 stale", {}),
    _registry("submit_dossier", "dossier", f"POST {_DOSSIER}/submission", "412 stale",
        {"number": "1", "on": "2026-01-05"}),
    _registry("return_dossier", "dossier", f"POST {_DOSSIER}/return", "412 stale", _WHY),
    _registry("assess_dossier", "dossier", f"POST {_DOSSIER}/assessment", "412 stale",
        {"on": "2026-01-05", "by": "Contoh"}),
    _registry("decide_dossier", "dossier", f"POST {_DOSSIER}/decision", "412 stale",
        {"competent": True, "on": "2026-01-05", "by": "Contoh", "number": "1"}),
    _registry("withdraw_dossier", "dossier", f"POST {_DOSSIER}/withdrawal", "412 stale", _WHY),
    _registry("appeal_dossier", "dossier", f"POST {_DOSSIER}/appeal", "412 stale", {"text": "Contoh"}),
    _registry("hold_coaching", OPEN, "POST /v1/coachings", "422 place",
        {"held_on": "2026-01-05", "place": "", "topic": "", "dossiers": []}),
    _registry("read_coachings", OPEN, "GET /v1/coachings", "200 items"),
    _registry("record_coaching", "coaching", "POST /v1/coachings/{coaching}/attendance", "412 stale", {"came": []}),
    _registry("read_requirements", OPEN, "GET /v1/requirements?place={kabupaten}", "200 psm-2019"),
    _registry("apply", OPEN, "POST /v1/applicants", "422 birth_on", _APPLIED),
    _registry("follow_application", OPEN, "GET /v1/applicants/{application_code}", "200 received"),
    _registry("attach_paper", OPEN, "POST /v1/applicants/{application_code}/documents?item=ktp", "422 unreadable-file",
        {}),
    _registry("send_again", OPEN, "POST /v1/applicants/{application_code}/resubmission", "412 stale", {"version": 99}),
    _registry("give_up", OPEN, "POST /v1/applicants/{application_code}/withdrawal", "412 stale", {"version": 99}),
    _registry("enter_application", OPEN, "POST /v1/applications", "422 birth_on", _APPLIED),
    _registry("read_applications", "application", "GET /v1/applications?limit=200", "200 {application}", missed=_LIST),
    _registry("read_application", "application", f"GET {_APPLICATION}", "200 {application}"),
    _registry("open_applicant", "application", f"POST {_APPLICATION}/particulars", "200 {applicant_nik}",
        {"purpose": "appointment"}),
    _registry("attach_document", "application", f"POST {_APPLICATION}/documents?item=ktp", "422 unreadable-file", {}),
    _registry("read_document", "application", f"GET {_APPLICATION}/documents/{{document}}", "200 PDF"),
    _registry("mark_requirement", "application", f"POST {_APPLICATION}/marks", "412 stale",
        {"item": "ktp", "met": False}),
    _registry("return_application", "application", f"POST {_APPLICATION}/return", "412 stale", _WHY),
    _registry("resubmit_application", "application", f"POST {_APPLICATION}/resubmission", "412 stale", {}),
    _registry("withdraw_application", "application", f"POST {_APPLICATION}/withdrawal", "412 stale", {}),
    _registry("decline_application", "application", f"POST {_APPLICATION}/refusal", "412 stale",
        _WHY | {"appeal": "Contoh"}),
    _registry("admit_application", "application", f"POST {_APPLICATION}/admission", "412 stale", {}),
    _registry("take_step", "application", f"POST {_APPLICATION}/steps", "412 stale",
        {"step": "camat", "number": "1", "on": "2026-01-05"}),
    _registry("appoint_applicant", "application", f"POST {_APPLICATION}/appointment", "412 stale",
        {"issuer": "ministry", "number": "1", "issued_on": "2026-01-05", "starts_on": "2026-01-05"}),
    _registry("read_selections", "selection", "GET /v1/selections?limit=200", "200 {selection}", missed=_LIST),
    _registry("read_selection", "selection", f"GET {_SELECTION}", "200 {selection}"),
    _registry("score_candidates", "selection", f"POST {_SELECTION}/scores", "412 stale",
        {"scores": [{"application_id": "{application}", "scores": {}}]}),
    _registry("decide_selection", "selection", f"POST {_SELECTION}/decision", "412 stale",
        _WHY | {"appeal": "Contoh"}),
    _registry("read_proposals", "proposal", "GET /v1/proposals?limit=200", "200 {proposal}", missed=_LIST),
    _registry("read_proposal", "proposal", f"GET {_PROPOSAL}", "200 {proposal}"),
    _registry("attach_answer", "proposal", f"POST {_PROPOSAL}/documents", "422 unreadable-file", {}),
    _registry("forward_proposal", "proposal", f"POST {_PROPOSAL}/forwarding", "412 stale",
        {"number": "1", "on": "2026-01-05"}),
    _registry("return_proposal", "proposal", f"POST {_PROPOSAL}/return", "412 stale", {"why": "no_quota"}),
    _registry("rpc Reads.WhoServes", OPEN, "rpc Reads.WhoServes", ""),

    _cases("record_case", "village", "POST /v1/cases", "422 consent.basis", missed=Outcome.OUTSIDE, body={
        "person": {"name": "Contoh", "village": "{village}", "sex": "f"}, "type": "{type}",
        "consent": {"basis": "none-such"}}),
    _cases("complete_case", "case", f"POST {_CASE}/completion", "412 stale", {}),
    _cases("read_cases", "case", "GET /v1/cases?limit=200", "200 {case}", missed=_LIST),
    _cases("search_cases", "case", "POST /v1/cases/search", "200 {case}", {"name": "{name}"}, missed=_LIST),
    _cases("read_case", "case", f"GET {_CASE}", "200 {name}"),
    _cases("read_timeline", "case", f"GET {_CASE}/timeline", "200 accepted"),
    _cases("read_openings", "openings", f"GET {_CASE}/openings", "200 purpose"),
    _cases("open_nik", "case", f"POST {_CASE}/nik", "200 {nik}", {"purpose": "identity"}),
    _cases("of_cases.read_codes", OPEN, "GET /v1/code-lists/types", "200 items"),
    _cases("verify_case", "case", f"POST {_CASE}/verification", "412 stale", {}),
    _cases("return_case", "case", f"POST {_CASE}/return", "412 stale", {"reason": "incomplete"}),
    _cases("accept_case", "case", f"POST {_CASE}/acceptance", "412 stale", {}),
    _cases("decline_case", "case", f"POST {_CASE}/refusal", "412 stale", {"reason": "no_funds"}),
    _cases("stage_case", "case", f"POST {_CASE}/stage", "412 stale", {"to": "planning"}),
    _cases("assign_case", "case", f"POST {_CASE}/assignment", "412 stale", {"sub": "{head}"}),
    _cases("add_need", "case", f"POST {_CASE}/needs", "422 unknown-code", {"kind": "none-such"}),
    _cases("close_case", "case", f"POST {_CASE}/closure", "412 stale", {"reason": "served"}),
    _cases("solve_case", "case", f"POST {_CASE}/solution", "412 stale", {"by": "Tetangga", "note": "Beres"}),
    _cases("reopen_case", "case", f"POST {_CASE}/reopening", "412 stale", {"reason": "Sakit lagi"}),
    _cases("hand_up_case", "case", f"POST {_CASE}/hand-up", "412 stale", {"reason": "Mohon", "fields": ["name"]}),
    _cases("erase_person", "case", "POST /v1/persons/{person}/erasure", "422 unknown-code", {"basis": "none-such"}),
    _cases("read_handups", "handup", "GET /v1/hand-ups?limit=200", "200 {handup}", missed=_LIST),
    _cases("read_handup", "handup", f"GET {_HANDUP}", "200 {handup}"),
    _cases("open_handup", "handup", f"POST {_HANDUP}/opening", "412 stale"),
    _cases("refuse_handup", "handup", f"POST {_HANDUP}/refusal", "412 stale", {"reason": "no_place"}),
    _cases("rpc Reads.Summary", "case", "rpc Reads.Summary", "200 {case}"),
    _cases("rpc Reads.Packet", "case", "rpc Reads.Packet", "200 {name}"),

    _referral("register_service", "offer", "POST /v1/services", "422 kinds", _OFFER, missed=Outcome.FORBIDDEN),
    _referral("read_services", OPEN, "GET /v1/services?q={service_name}", "200 {papers}"),
    _referral("read_service", OPEN, "GET /v1/services/{papers}", "200 {papers}"),
    _referral("of_referral.read_codes", OPEN, "GET /v1/code-lists/needs", "200 items"),
    _referral("send_referral", "case", "POST /v1/referrals", "422 service-does-not-fit", _SENT),
    _referral("read_referrals", "referral", "GET /v1/referrals?case_id={case}", "200 {referral}", missed=_LIST),
    _referral("read_referral", "referral", f"GET {_REFERRAL}", "200 {referral}"),
    _referral("revoke_referral", "referral", f"POST {_REFERRAL}/revocation", "412 stale", {"reason": "not_needed"}),
    _referral("confirm_referral", "referral", f"POST {_REFERRAL}/confirmation", "412 stale", {"word": "yes"}),
    _referral("close_referral", "referral", f"POST {_REFERRAL}/closure", "412 stale", {}),
    _referral("read_packets", "packet", "GET /v1/packets?limit=200", "200 {packet}", missed=_LIST),
    _referral("read_packet", "packet", f"GET {_PACKET}", "200 {packet}"),
    _referral("open_packet", "packet", f"POST {_PACKET}/opening", "200 {name}"),
    _referral("answer_packet", "packet", f"POST {_PACKET}/answer", "412 stale", {"answer": "accept"}),
    _referral("start_packet", "packet", f"POST {_PACKET}/start", "412 stale"),
    _referral("report_packet", "packet", f"POST {_PACKET}/report", "412 stale", {"result": "served"}),
    _referral("suggest_connection", "case", "POST /v1/connections", "422 service-not-light",
        {"case_id": "{case}", "service_id": "{papers}"}),
    _referral("read_connections", "connection", "GET /v1/connections?case_id={case}", "200 {connection}", missed=_LIST),
    _referral("read_connection", "connection", f"GET {_CONNECTION}", "200 {connection}"),
    _referral("accompany_connection", "connection", f"POST {_CONNECTION}/accompaniment", "412 stale", {}),
    _referral("conclude_connection", "connection", f"POST {_CONNECTION}/result", "412 stale", {"result": "served"}),

    Operation("notify", "read_notices", "notice", "GET /v1/notices?limit=200", "200 {notice}", missed=_LIST),
    Operation("notify", "count_notices", OPEN, "GET /v1/notices/count", "200 count"),
    Operation("notify", "mark_read", "notice", "POST /v1/notices/{notice}/reading", "200 {notice}"),

    Operation("oversight", "read_figures", "figures", "GET /v1/figures?area={kabupaten}", "200 definitions"),
    Operation("oversight", "read_heads", "heads", "GET /v1/heads?office={kabupaten}", "200 items"),

    Operation("oversight", "rpc Heads.After", OPEN, "rpc Heads.After", ""),

    *(Operation(owner, name, OPEN, route, yes, body) for owner in _SERVICES for name, route, yes, body in _KEEPING),
    *(Operation(owner, "rpc Facts.After", OPEN, "rpc Facts.After", "") for owner in _SERVICES),
)  # fmt: skip


def named(name: str) -> Operation:
    return next(one for one in OPERATIONS if one.name == name)


def filled(told: Any, words: Json) -> Any:
    """With the thing's own words in place of those in braces; a text that is one such word becomes its value."""
    if isinstance(told, dict):
        return {name: filled(part, words) for name, part in told.items()}
    if isinstance(told, list):
        return [filled(part, words) for part in told]
    if isinstance(told, str) and told.startswith("{") and told.endswith("}") and told[1:-1] in words:
        return words[told[1:-1]]
    return told.format_map(words) if isinstance(told, str) else told
