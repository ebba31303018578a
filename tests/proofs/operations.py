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
    _registry("read_left_out", "import", f"GET {_IMPORT}/left-out", "200 Contoh"),
    _registry("confirm_import", "import", f"POST {_IMPORT}/confirmation", "412 stale", {}),
    _registry("withdraw_import", "import", f"POST {_IMPORT}/withdrawal", "412 stale", {}),
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
