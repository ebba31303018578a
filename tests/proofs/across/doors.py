"""Every route of the four services, asked as if by a program, with something fitting to say at each."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import uuid4

from fastapi import FastAPI
from fastapi.routing import APIRoute

from services.kit import area, clock
from services.kit.area import Level
from tests.proofs.across import candidates, cared, convened
from tests.proofs.across.offices import KABUPATEN, SERVICES, Person, World
from tests.street.sources import module, routes

Json = dict[str, Any]

# Where the ids of a path come from, and the version that a change must name.
NOUNS: Final = {
    "case_id": ("cases", "cases"), "person_id": ("cases", "identities"), "handup_id": ("cases", "packets"),
    "referral_id": ("referral", "referrals"), "packet_id": ("referral", "packets"),
    "connection_id": ("referral", "connections"), "service_id": ("referral", "services"),
    "volunteer_id": ("registry", "volunteers"), "officer_id": ("registry", "officers"),
    "notice_id": ("notify", "notices"), "training_id": ("registry", "trainings"),
    "participant_id": ("registry", "participants"), "certificate_id": ("registry", "certificates"),
    "import_id": ("registry", "imports"), "evidence_id": ("registry", "evidence"), "line_id": ("registry", "journal"),
    "statement_id": ("registry", "statements"), "report_id": ("registry", "monthly_reports"),
    "meeting_id": ("registry", "meetings"), "decision_id": ("registry", "decisions"),
    "programme_id": ("registry", "programmes"), "material_id": ("registry", "materials"),
    "lesson_id": ("registry", "lessons"),
    **cared.NOUNS,
    "dossier_id": ("registry", "dossiers"), "document_id": ("registry", "documents"),
    "coaching_id": ("registry", "coachings"),
    "application_id": ("registry", "applications"), "selection_id": ("registry", "selections"),
    "proposal_id": ("registry", "proposals"),
}  # fmt: skip
UNVERSIONED: Final = ("identities", "notices", "services", "statements", "documents")
NEEDS: Final = ("food", "care_home", "papers", "schooling")


@dataclass(frozen=True)
class Door:
    """A route, its operation in the policy table, and who may."""

    service: str
    route: APIRoute

    @property
    def name(self) -> str:
        return self.route.endpoint.__name__

    @property
    def method(self) -> str:
        return min(self.route.methods)

    @property
    def parameter(self) -> str | None:
        return next(iter(self.route.param_convertors), None)

    def may(self, person: Person) -> bool:
        """Whether the role alone opens it: only to choose who asks, never to judge what she saw."""
        allowed = module(f"services.{self.service}.policy").OPERATIONS.get(self.name)
        return allowed is None or person.role in allowed or "protected" in allowed & set(person.desks)


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


def doors() -> list[Door]:
    return [Door(service, route) for service in SERVICES for route in routes(service)]


async def ask(
    app: FastAPI, method: str, path: str, token: str, body: Any, *, key: str | None, was: int | None
) -> Answer:
    """One request, handed to the application as a server would."""
    path, _, query = path.partition("?")
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    headers |= {"idempotency-key": key or str(uuid4())} if method == "POST" else {}
    headers |= {"if-match": f'"{was}"'} if was is not None else {}
    content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
    sent = [{"type": "http.request", "body": content}]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    status, told = 0, b""

    async def receive() -> Any:
        return sent.pop() if sent else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal status, told
        status = message.get("status", status)
        told += message.get("body", b"")

    await app(scope, receive, send)
    table = told[:1] not in (b"{", b"[", b'"')  # to take away
    return Answer(status, told.decode(errors="replace") if table else json.loads(told))


class Speech:
    """What is said at each door. `lot` decides; every name carries a mark of its own."""

    def __init__(self, world: World, lot: Random) -> None:
        self.world, self.lot = world, lot
        self.services: list[str] = []  # ids of the directory
        self.needs: dict[str, list[str]] = {}  # of a case
        self.covers: list[str] = []  # that stand
        self._says: dict[str, Callable[[Person, str], Any]] = {
            "record_case": self._record, "complete_case": self._complete, "verify_case": lambda *_: {"note": "Sesuai"},
            "return_case": lambda *_: {"reason": "incomplete", "note": "NIK?"}, "accept_case": lambda *_: {},
            "decline_case": lambda *_: {"reason": "no_funds"}, "stage_case": lambda *_: {"to": self._stage()},
            "assign_case": self._assign, "add_need": lambda *_: {"kind": lot.choice(NEEDS), "note": "Segera"},
            "close_case": lambda *_: {"reason": "served"}, "solve_case": lambda *_: {"by": "Tetangga", "note": "Beres"},
            "reopen_case": lambda *_: {"reason": "Sakit lagi"}, "hand_up_case": self._hand_up,
            "open_handup": lambda *_: {}, "refuse_handup": lambda *_: {"reason": "no_place"},
            "erase_person": lambda *_: {"basis": "request", "note": "Surat"},
            "search_cases": lambda *_: {"name": lot.choice(("Aminah", "Zq", "zqa"))},
            "open_nik": lambda *_: {"purpose": "identity"},
            "register_service": self._register_service, "send_referral": self._send,
            "revoke_referral": lambda *_: {"reason": "not_needed", "note": "Sudah"},
            "confirm_referral": lambda *_: {"word": lot.choice(("yes", "no", "partly")), "note": "Kata warga"},
            "close_referral": lambda *_: {"note": "Diperiksa"}, "open_packet": lambda *_: {},
            "answer_packet": self._answer, "start_packet": lambda *_: {}, "report_packet": self._report,
            "suggest_connection": lambda *_: {"case_id": self.case, "service_id": self._service(), "note": "Coba"},
            "accompany_connection": lambda *_: {"note": "Diantar"}, "conclude_connection": self._conclude,
            "appoint_volunteer": self._appoint, "open_particulars": lambda *_: {"purpose": "contact"},
            "correct_volunteer": lambda *_: {"name": f"Rahma {self.mark()}", "address": self.mark()},
            "renew_volunteer": lambda *_: {"sk": self._sk()}, "begin_leave": self._leave, "end_leave": lambda *_: {},
            "move_volunteer": lambda person, _: {"villages": [self.near(person)], "sk": self._sk()},
            "begin_cover": self._cover, "end_cover": lambda *_: {"cover_id": lot.choice(self.covers or [str(uuid4())])},
            "check_ledger": lambda *_: {}, "replay_facts": lambda *_: {"owner": "cases"},
            "plan_training": self._plan, "revise_training": self._plan,
            "stage_training": lambda *_: {"to": lot.choice(("nominating", "invited", "running", "finished"))},
            "cancel_training": lambda *_: {"reason": "Dana dialihkan"},
            "report_practice": lambda *_: {"group": f"Kelompok {lot.randrange(3)}", "findings": self.mark()},
            "nominate_participants": self._nominate, "withdraw_participant": lambda *_: {"reason": "Sakit"},
            "record_attendance": lambda *_: {"day": self.today, "present": self.seated[:1]},
            "record_results": lambda *_: {"results": [{"participant_id": self._participant(), "post": 80}]},
            "certify_training": lambda *_: {}, "check_in": lambda *_: {"code": self.code},
            "revoke_certificate": lambda *_: {"reason": "Nama keliru"},
            "begin_dossier": lambda *_: {"route": "volunteer"}, "write_texts": self._texts,
            "attach_paper": lambda *_: b"%PDF-1.4\n" + self.mark().encode(), "remove_paper": lambda *_: {},
            "assign_coach": lambda *_: {"volunteer_id": lot.choice(self.volunteers or [str(uuid4())])},
            "comment_dossier": lambda *_: {"item": "cv", "text": self.mark(), "due_on": self.today},
            "settle_comment": lambda *_: {"number": 1}, "release_dossier": lambda *_: {},
            "submit_dossier": lambda *_: {"number": "460/1", "on": self.today},
            "return_dossier": lambda *_: {"reason": "Foto buram"},
            "assess_dossier": lambda *_: {"on": self.today, "by": "LSPS"},
            "decide_dossier": lambda *_: {"competent": lot.random() < 0.5, "on": self.today, "by": "LSPS",
                                          "number": "RS-1", "reason": "Nilai"},
            "withdraw_dossier": lambda *_: {"reason": "Pindah"}, "appeal_dossier": lambda *_: {"text": self.mark()},
            "hold_coaching": lambda *_: {"held_on": self.today, "place": "Aula", "topic": "Portofolio",
                                         "dossiers": self.dossiers},
            "record_coaching": lambda *_: {"came": self.dossiers},
            "appoint_officer": self._name, "register_office": self._organisation,
            "receive_import": lambda *_: f"Nama {self.mark()}", "export_volunteers": self._export,
            **convened.says(self),
            "write_profile": self._profile, "engage_volunteer": lambda *_: {"employment": "pppk"},
            "engage_officer": lambda *_: {"employment": "civil_servant", "title": f"Kasi {self.mark()}"},
            **cared.says(self),
            **dict.fromkeys(("confirm_import", "withdraw_import"), lambda *_: {}),
            "annotate_evidence": lambda *_: {"note": self.mark()}, "hide_evidence": lambda *_: {"hidden": False},
            "issue_statement": lambda *_: {"first": self.month, "last": self.month},
            "attest_evidence": lambda *_: {"entries": [self.entry]},
            "commend_volunteer": lambda *_: {"title": f"Piagam {self.mark()}", "on": self.today},
            **dict.fromkeys(("write_line", "revise_line"), self._line), "remove_line": lambda *_: {"removed": True},
            "send_report": lambda *_: {"month": self.month}, "return_report": lambda *_: {"reason": "Keliru"},
            **dict.fromkeys(("check_report", "approve_report", "erase_work"), lambda *_: {}),
            **candidates.says(lot, self.mark, self._village),
            **dict.fromkeys(("print_volunteer_slip", "print_officer_slip", "mark_read"), lambda *_: {}),
            **dict.fromkeys(
                (f"{verb}_{noun}" for verb in ("suspend", "reinstate", "end") for noun in ("volunteer", "officer")),
                lambda *_: {"reason": "Cuti panjang"},
            ),
        }  # fmt: skip
        self._asks: dict[str, Callable[[Person], str]] = {
            "read_cases": self._list, "read_handups": lambda _: lot.choice(("", "?direction=in", "?direction=out")),
            "read_referrals": lambda _: lot.choice(("?limit=200", "?queue=mine", f"?case_id={self.case}")),
            "read_connections": lambda _: lot.choice(("?limit=200", f"?case_id={self.case}")),
            "read_packets": lambda _: lot.choice(("?limit=200", "?queue=mine")),
            "read_volunteers": lambda person: lot.choice(("?limit=200", f"?kec={person.kec or '190602'}", "?role=psm")),
            "read_coverage": lambda person: lot.choice(("?area=19", f"?area={person.office}", "?area=1906", "")),
            "read_forecast": lambda person: lot.choice(("?area=19", f"?area={person.office}", "?area=1906", "")),
            "read_attendance_code": lambda _: f"?day={self.today}",
            **dict.fromkeys(
                ("read_my_journal", "read_reports", "read_missing_reports"), lambda _: f"?month={self.month}"
            ),
            "export_stipend": lambda _: "?kind=csv",
            "attach_paper": lambda _: "?item=identity",
            "read_dossiers": lambda _: lot.choice(("?limit=200", "?coached=true", "?lacks=cv", "?ending=true")),
            **dict.fromkeys(("attach_document", "attach_by_code"), lambda _: f"?item={self.item}"),
            "read_officers": lambda _: "?limit=200", "read_notices": lambda _: "?limit=200",
        }  # fmt: skip
        self.case = str(uuid4())  # the case that a body or a question names
        self.today = datetime.now(area.zone(KABUPATEN[0])).date().isoformat()
        last = datetime.now(area.zone(KABUPATEN[0])).date().replace(day=1) - timedelta(days=1)
        self.last_month, self.month = last, last.isoformat()[:7]
        self.entry = str(uuid4())  # of a portfolio, that is attested
        self.seated: list[str] = []  # ids of participants of the training that a body names
        self.volunteers: list[str] = []  # and of volunteers who are nominated
        self.dossiers: list[str] = []  # ids of dossiers whose candidates meet
        self.code, self.token = "x", "x"  # of a day of training, of a certificate
        self.owner = self.activity = str(uuid4())  # of a decision, of a programme
        self.entitled: list[str] = []  # ids of those whom a period pays
        self.payment = str(uuid4())
        self.item, self.document = "ktp", str(uuid4())  # for what a paper is attached, and one of them

    def body(self, door: Door, person: Person, target: str) -> Json | None:
        """KeyError at a door that nobody has words for."""
        return self._says[door.name](person, target) if door.method == "POST" else None

    def query(self, door: Door, person: Person) -> str:
        return self._asks.get(door.name, lambda _: "")(person)

    def path(self, door: Door, target: str) -> str:
        other = {
            "paper": "recap",
            "document_id": self.document,
            "token": self.token,
            "name": "needs",
            "code": self.lot.choice(KABUPATEN),
            "office": self.lot.choice(KABUPATEN),
        }
        names = door.route.param_convertors
        hers = {door.parameter: target} if door.parameter == "document_id" else {}  # of a dossier: asked for by itself
        return door.route.path.format(**{name: (other | hers).get(name, target) for name in names})

    def mark(self) -> str:
        return "Zq" + "".join(self.lot.choices("abcdefghijklmnoprstuvwy", k=10))

    def _texts(self, *_: Any) -> Json:
        return {"texts": {"cv": self.mark() * 30, "description": self.mark() * 30}}

    def _village(self, person: Person) -> str:
        served = [village for one in self.world.at(person.office, "psm") for village in one.villages]
        near = [village for village in served if village.startswith(person.kec or "")]
        return self.lot.choice(person.villages or near or ("1906022004",))

    def _record(self, person: Person, _: str, **other: Any) -> Json:
        told = {
            "name": f"Aminah {self.mark()}", "village": self._village(person), "birth_on": "1948-03-12", "sex": "f",
            "nik": f"{person.office[:2]}06025203480{self.lot.randrange(1000):03d}", "phone": "081200000000",
            "address": f"Dusun {self.mark()}",
        }  # fmt: skip
        kind = self.lot.choice((8, 8, 9, 24, 19))  # 19: violence, so protected
        return {"person": told, "type": kind, "note": "Tinggal sendiri", "consent": {"basis": "duty"}} | other

    def _complete(self, person: Person, _: str) -> Json:
        return {"person": {"phone": "081211111111", "village": self._village(person)}, "note": "Dilengkapi"}

    def _stage(self) -> str:
        return self.lot.choice(("assessment", "planning", "intervention", "monitoring", "evaluation"))

    def _assign(self, person: Person, _: str) -> Json:
        officers = self.world.at(person.office, "dinas", "dinas_supervisor", "kasi_kesra", "province", "national")
        return {"sub": self.lot.choice(officers or self.world.people).sub}

    def _hand_up(self, *_: Any) -> Json:
        return {"reason": "Mohon dibantu", "fields": ["name", "village", "nik", "note", "need"]}

    def _service(self) -> str:
        return self.lot.choice(self.services or [str(uuid4())])

    def _register_service(self, person: Person, _: str) -> Json:
        office = person.office if person.role == "partner" else self.lot.choice(self.world.organisations)
        return {
            "office": office, "name": "Perawatan", "kinds": list(NEEDS), "areas": list(KABUPATEN), "light": True,
            "eligibility": "Semua", "checked_on": "2026-01-05",
        }  # fmt: skip

    def _send(self, *_: Any) -> Json:
        need = self.lot.choice(self.needs.get(self.case) or [str(uuid4())])
        return {
            "case_id": self.case, "need_id": need, "service_id": self._service(), "purpose": "Menilai penerimaan",
            "fields": ["name", "nik", "need"], "note": "Segera",
        }  # fmt: skip

    def _answer(self, *_: Any) -> Json:
        answer = self.lot.choice(("accept", "accept", "reject", "waitlist"))
        return {"answer": answer, "note": "Jawaban"} | ({"reason": "full"} if answer == "reject" else {})

    def _report(self, *_: Any) -> Json:
        result = self.lot.choice(("served", "served", "not_served", "partly"))
        return {"result": result, "note": "Kamar 4"} | ({} if result == "served" else {"reason": "no_place"})

    def _conclude(self, *_: Any) -> Json:
        return {"result": "not_served", "reason": "too_far", "note": "Jauh"}

    def _appoint(self, person: Person, _: str) -> Json:
        sk = {"number": "141/1", "issuer": "Kepala Desa", "issued_on": "2026-01-05", "starts_on": "2026-01-05"}
        return {
            "name": f"Rahma {self.mark()}", "role": "psm", "villages": [self._village(person)], "sk": sk,
            "phone": "081222222222", "address": "Dusun Contoh", "username": f"uji.{self.mark().lower()}",
        }  # fmt: skip

    def _sk(self) -> Json:
        return {
            "number": f"141/{self.mark()}", "issuer": "Kepala Desa", "issued_on": "2026-01-05",
            "starts_on": "2026-01-05",
        }  # fmt: skip

    def near(self, person: Person) -> str:
        """Any village of the kabupaten, where there is one."""
        villages = list(area.codes(person.office, Level.DESA)) if len(person.office) == 4 else []
        return self.lot.choice(villages or ["1906022004"])

    def _soon(self) -> str:
        return str((clock.now() + timedelta(days=self.lot.randint(2, 90))).date())

    def _leave(self, *_: Any) -> Json:
        return {"reason": "Melahirkan", "returns_on": self._soon()}

    def _cover(self, person: Person, _: str) -> Json:
        where = {"villages": [self.near(person)], "kec": area.kecamatan_of(self.near(person))}
        return where | {"ends_on": self._soon(), "reason": "Rekan cuti", "decided_by": "Kepala Bidang"}

    def _plan(self, *_: Any) -> Json:
        return {
            "title": f"Bimtek {self.mark()}", "roles": ["psm", "candidate"], "quota": 2, "pass_share": 0,
            "days": [{"day": self.today, "venue": "Aula"}],
            "practice": {"host": "Panti", "place": "Gantung", "day": self.today},
        }  # fmt: skip

    def _nominate(self, person: Person, _: str) -> Json:
        named = {"name": f"Ani {self.mark()}", "role": "candidate", "place": self._village(person)}
        return {"volunteers": self.volunteers, "people": [named]}

    def _line(self, person: Person, _: str) -> Json:
        day = self.last_month - timedelta(days=self.lot.randrange(20))
        return {
            "day": day.isoformat(), "kind": "visit", "function": "motivator", "minutes": 30,
            "village": self._village(person), "note": self.mark(),
        }  # fmt: skip

    def _participant(self) -> str:
        return self.lot.choice(self.seated or [str(uuid4())])

    def _name(self, person: Person, _: str) -> Json:
        office = self.lot.choice([person.office, *self.world.organisations[:1]])
        role = "partner" if office.startswith("org-") else "national" if office == "00" else "dinas"
        username = f"uji.{self.mark().lower()}"
        return {"name": f"Budi {self.mark()}", "roles": [role], "office": office, "username": username}

    def _organisation(self, *_: Any) -> Json:
        return {"name": f"Yayasan {self.mark()}", "areas": list(KABUPATEN)}

    def _export(self, *_: Any) -> Json:
        purpose = self.lot.choice(("contact", "payment", None))
        return {"kind": self.lot.choice(("csv", "xlsx")), "purpose": purpose}

    def _profile(self, *_: Any) -> Json:
        return {"name": f"Dinas {self.mark()}", "city": self.mark(), "short": "DINSOS", "scheme": "{no}/{year}"}

    def _list(self, person: Person) -> str:
        village = self._village(person)
        places = (f"?village={village}", f"?kec={village[:6]}")
        return self.lot.choice(("", "?queue=mine", "?limit=200", *places, "?type=8", "?status=accepted"))


def lots(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # reason: what was drawn must be drawn again by its seed
