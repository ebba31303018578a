"""Who may see which row inside an office, written anew from DESIGN §6 and asked of nothing that the services ask.

A judge of what a door has shown: rows as a superuser reads them, people as the registry describes them.
"""

from typing import Any, Final

from tests.proofs.across.offices import Person

PROTECTED: Final = 3
DINAS = ("dinas", "dinas_supervisor")
CARE = (*DINAS, "province", "national")

# The path of a door → the table in which its `id` stands, and the column.
SHOWN: Final = {
    "/v1/cases": ("cases", "case_id"), "/v1/hand-ups": ("packets", "handup_id"),
    "/v1/referrals": ("referrals", "referral_id"), "/v1/connections": ("connections", "connection_id"),
    "/v1/packets": ("packets", "packet_id"), "/v1/volunteers": ("volunteers", "volunteer_id"),
    "/v1/officers": ("officers", "officer_id"), "/v1/notices": ("notices", "notice_id"),
    "/v1/trainings": ("trainings", "training_id"), "/v1/reports": ("monthly_reports", "report_id"),
    "/v1/meetings": ("meetings", "meeting_id"),
    "/v1/programmes": ("programmes", "programme_id"), "/v1/materials": ("materials", "material_id"),
    "/v1/lessons": ("lessons", "lesson_id"),
    "/v1/care-entries": ("care_entries", "entry_id"), "/v1/risk-events": ("risk_events", "event_id"),
    "/v1/stipends": ("stipends", "stipend_id"),
    "/v1/dossiers": ("dossiers", "dossier_id"),
    "/v1/applications": ("applications", "application_id"), "/v1/selections": ("selections", "selection_id"),
    "/v1/proposals": ("proposals", "proposal_id"),
}  # fmt: skip
# Where the judge needs more than the row; `$1` are ids.
JOINED: Final = {
    "/v1/cases": """SELECT c.*, i.village FROM cases c JOIN identities i USING (office, person_id)
                    WHERE case_id = ANY($1)""",
    "/v1/volunteers": """SELECT v.*, ARRAY(SELECT village FROM assignments a WHERE a.office = v.office
                         AND a.volunteer_id = v.volunteer_id) AS villages FROM volunteers v
                         WHERE volunteer_id = ANY($1)""",
    "/v1/reports": """SELECT r.*, v.sub AS author, v.kec AS seat, ARRAY(SELECT village FROM assignments a
                      WHERE a.office = v.office AND a.volunteer_id = v.volunteer_id) AS villages
                      FROM monthly_reports r JOIN volunteers v USING (office, volunteer_id)
                      WHERE report_id = ANY($1)""",
    "/v1/care-entries": """SELECT e.office, v.sub, v.kec, ARRAY(SELECT village FROM assignments a
                           WHERE a.office = v.office AND a.volunteer_id = v.volunteer_id) AS villages
                           FROM care_entries e JOIN volunteers v USING (office, volunteer_id)
                           WHERE e.entry_id = ANY($1)""",
    "/v1/risk-events": """SELECT r.office, r.owner_sub, v.sub FROM risk_events r
                          JOIN volunteers v USING (office, volunteer_id) WHERE r.event_id = ANY($1)""",
    "/v1/dossiers": """SELECT d.*, v.sub FROM dossiers d JOIN volunteers v USING (office, volunteer_id)
                       WHERE dossier_id = ANY($1)""",
}


def sees(person: Person, path: str, row: Any) -> bool:
    """Whether a row of this office may be before this person."""
    match path:
        case "/v1/cases":
            return _sees_case(person, row)
        case "/v1/hand-ups":
            return person.role in CARE and (row["sensitivity"] < PROTECTED or person.of_desk)
        case "/v1/referrals" | "/v1/connections":
            return _sees_referral(person, row)
        case "/v1/packets":
            return person.role == "partner"
        case "/v1/volunteers":
            return _sees_volunteer(person, row)
        case "/v1/officers":
            return person.role not in ("psm", "integrator")
        case "/v1/notices":
            return _sees_notice(person, row)
        case "/v1/reports":
            return person.role in DINAS or row["author"] == person.sub or _of_her_kecamatan(person, row)
        case "/v1/trainings":
            return person.role in CARE
        case "/v1/meetings":
            return person.role in DINAS or _serves_in(person, row["kec"])
        case "/v1/programmes":
            return person.role in DINAS or row["kec"] is None or _serves_in(person, row["kec"])
        case "/v1/materials":
            return person.role in DINAS or row["status"] == "released" or row["sub"] == person.sub
        case "/v1/lessons":
            mine = row["sub"] == person.sub or (person.role == "tksk" and row["kec"] == person.kec)
            return person.role in DINAS or row["status"] == "released" or mine
        case "/v1/care-entries":
            return person.role != "kasi_kesra" and _sees_volunteer(person, row)
        case "/v1/risk-events":
            return person.role in DINAS or person.sub in (row["sub"], row["owner_sub"])
        case "/v1/stipends":
            return person.role in DINAS
        case "/v1/dossiers":
            return person.role in DINAS or person.sub in (row["sub"], row["coach_sub"])
        case "/v1/applications" | "/v1/selections":
            return person.role in DINAS
        case "/v1/proposals":
            return person.role == "province"
    raise LookupError(path)


def _of_her_kecamatan(person: Person, row: Any) -> bool:
    """Of a TKSK: who has a seat there, or serves a village of it."""
    here = row["seat"] == person.kec or any(village.startswith(person.kec or "-") for village in row["villages"])
    return person.role == "tksk" and here


def _serves_in(person: Person, kec: str) -> bool:
    """By the post of a TKSK or a Kasi Kesra, by the villages of a PSM."""
    return kec == person.kec or kec in {village[:6] for village in person.villages}


def _reaches(person: Person, row: Any) -> bool:
    """By place and by hand: the kabupaten, the kecamatan, the villages, what she recorded."""
    match person.role:
        case "dinas" | "dinas_supervisor":
            return True
        case "tksk":
            return bool(row["kec"] == person.kec)
        case "psm":
            return row["village"] in person.villages or row["recorded_by"] == person.sub
    return False


def _sees_case(person: Person, row: Any) -> bool:
    """What is handed up to a province or the nation is its own."""
    if row["assigned_to"] == person.sub:
        return True
    if row["sensitivity"] >= PROTECTED:
        return person.of_desk
    return person.role in ("province", "national") or _reaches(person, row)


def _sees_referral(person: Person, row: Any) -> bool:
    if row["sensitivity"] >= PROTECTED:
        return person.role in DINAS and (person.of_desk or row["assigned_to"] == person.sub)
    return _reaches(person, row)


def _sees_volunteer(person: Person, row: Any) -> bool:
    if person.role in DINAS or row["sub"] == person.sub:
        return True
    near = {row["kec"], *(village[:6] for village in row["villages"])}
    return person.role in ("tksk", "kasi_kesra") and person.kec in near


def _sees_notice(person: Person, row: Any) -> bool:
    match row["seat"]:
        case _ if row["sub"] == person.sub:
            return True
        case "village":
            return person.role == "psm" and row["village"] in person.villages
        case "kecamatan":
            return person.role == "tksk" and row["kec"] == person.kec
        case "office":
            return person.role in CARE
        case "protected_desk":
            return person.of_desk
        case "organisation":
            return person.role == "partner"
    return False
