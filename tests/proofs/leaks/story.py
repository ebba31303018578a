"""One round through every door of the services: people at work, people in need, referrals, hand-ups, erasure.

Every free text, number and name of it is a marker. What the round cannot do without (codes, places, dates) is what
`carrier` then types markers into.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from deploy.local.plan import WITH_FACTS
from services.kit import clock
from tests.cases.people import Worker as Writer
from tests.cases.people import known_by_now
from tests.proofs.leaks.carrier import Carrier
from tests.proofs.leaks.cast import Cast
from tests.proofs.leaks.markers import Markers
from tests.referral.conftest import _service
from tests.referral.town import Worker
from tests.registry.people import Json, Person

HIV, CHILD, ELDERLY = 16, 2, 8
BORN, YOUNG = date(1949, 3, 4), date(2016, 3, 4)
SHARED = ["name", "nik", "phone", "address", "birth_on", "age", "sex", "village", "type", "need", "note"]
CASE, REFERRAL = "/v1/cases/{case_id}", "/v1/referrals/{referral_id}"
PACKET, HANDUP = "/v1/packets/{packet_id}", "/v1/hand-ups/{handup_id}"


@dataclass
class Round:
    """`protected` are the codes of the protected cases that it made."""

    cast: Cast
    carrier: Carrier
    services: dict[str, str]
    protected: list[str] = field(default_factory=list)

    @property
    def markers(self) -> Markers:
        return self.cast.markers

    def go(self) -> None:
        self.the_office()
        self.an_import()
        self.people_at_work()
        self.an_organisation()
        self.a_referral_to_its_end()
        self.a_referral_withdrawn()
        self.a_hand_up()
        self.a_connection()
        self.a_protected_case()
        self.a_child()
        self.what_waits()
        self.what_the_keeper_sees()

    # --- people at work ---

    def people_at_work(self) -> None:
        carrier, dinas, supervisor = self.carrier, self.cast.dinas, self.cast.supervisor
        carrier.get(self.cast.psm, "registry", "/v1/me")
        carrier.get(dinas, "registry", "/v1/areas", {"q": "Manggar"})
        carrier.get(dinas, "registry", "/v1/areas/{code}", code=self.cast.villages[0])
        psm = carrier.post(dinas, "registry", "/v1/volunteers", self.cast.appointment("psm"))
        carrier.get(dinas, "registry", "/v1/volunteers", {"limit": "1"})
        one = "/v1/volunteers/{volunteer_id}"
        carrier.post(dinas, "registry", f"{one}/particulars", {"purpose": "contact"}, volunteer_id=psm["id"])
        self._service(dinas, one, psm["id"])
        self._standing(dinas, one, "volunteer_id", psm["id"])
        carrier.get(dinas, "registry", "/v1/coverage", {"area": self.cast.kabupaten.code})
        carrier.get(dinas, "registry", "/v1/coverage/forecast", {"area": self.cast.kabupaten.code})
        named = {
            "name": self.markers.name("volunteer").value,
            "roles": ["dinas"],
            "bidang": self.markers.name("volunteer").value,
        }
        officer = carrier.post(supervisor, "registry", "/v1/officers", named)
        carrier.get(supervisor, "registry", "/v1/officers", {"limit": "1"})
        self._standing(supervisor, "/v1/officers/{officer_id}", "officer_id", officer["id"])

    def _service(self, by: Person, one: str, volunteer_id: str) -> None:
        """A further SK and another; cover and leave, begun and ended."""
        markers, village = self.markers, self.cast.kabupaten.villages()[2]
        soon = str((clock.now() + timedelta(days=30)).date())

        def step(verb: str, body: Json | None = None) -> Json:
            was = self.carrier.get(by, "registry", one, volunteer_id=volunteer_id)["version"]
            return self.carrier.post(by, "registry", f"{one}/{verb}", body, was=was, volunteer_id=volunteer_id)

        def decree() -> Json:
            said = {name: markers.name("decree").value for name in ("number", "issuer")}
            return {"sk": said | {"issued_on": "2026-01-05", "starts_on": "2026-01-05"}}

        path = one.format(volunteer_id=volunteer_id)
        self.carrier.until(by, "registry", path, lambda answer: answer.body.get("account") == "ready")
        step("renewal", decree())
        step("move", decree() | {"villages": self.cast.villages[:1]})
        cover = {"villages": [village], "ends_on": soon, "decided_by": markers.name("volunteer").value}
        told = step("cover", cover | {"reason": markers.text("decision").value})
        step("cover-end", {"cover_id": told["covers"][0]["id"]})
        step("leave", {"reason": markers.text("decision").value, "returns_on": soon})
        step("leave-end")

    def _standing(self, by: Person, one: str, name: str, noun_id: str) -> None:
        """From the slip to the end."""
        path = one.format(**{name: noun_id})
        self.carrier.until(by, "registry", path, lambda answer: answer.body.get("account") == "ready")
        self.carrier.post(by, "registry", f"{one}/slip", **{name: noun_id})
        for verb in ("suspension", "reinstatement", "end"):
            was = self.carrier.get(by, "registry", one, **{name: noun_id})["version"]
            self.carrier.post(
                by,
                "registry",
                f"{one}/{verb}",
                {"reason": self.markers.text("decision").value},
                was=was,
                **{name: noun_id},
            )

    def the_office(self) -> None:
        """What it says of itself, how its people are employed, the list taken away."""
        carrier, dinas, supervisor = self.carrier, self.cast.dinas, self.cast.supervisor
        mine = "/v1/offices/mine/profile"
        said = {name: self.markers.name("directory").value for name in ("name", "address")}
        people = {
            "bidang": [{"name": self.markers.name("volunteer").value, "head": self.markers.name("volunteer").value}],
            "signatories": [{"name": self.markers.name("volunteer").value, "title": "Kepala", "nip": ""}],
        }  # fmt: skip
        lines = {"city": "Contoh", "short": "DINSOS", "scheme": "{no}/{year}"}
        carrier.post(supervisor, "registry", mine, said | lines | people, was=1)
        carrier.get(dinas, "registry", mine)
        carrier.get(dinas, "registry", "/v1/engagement-codes")
        volunteer = carrier.get(dinas, "registry", "/v1/volunteers", {"limit": "1", "status": "active"})["items"][0]
        officer = carrier.get(supervisor, "registry", "/v1/officers", {"limit": "1"})["items"][0]
        carrier.post(
            dinas, "registry", "/v1/volunteers/{volunteer_id}/engagement", {"employment": "pppk"},
            was=volunteer["version"], volunteer_id=volunteer["id"],
        )  # fmt: skip
        mended = {name: self.cast.appointment("psm")[name] for name in ("name", "nik", "phone", "address")}
        carrier.post(
            dinas, "registry", "/v1/volunteers/{volunteer_id}/correction", mended, was=volunteer["version"] + 1,
            volunteer_id=volunteer["id"],
        )  # fmt: skip
        decree = {name: self.markers.name("decree").value for name in ("title", "decree")}
        carrier.post(
            supervisor, "registry", "/v1/officers/{officer_id}/engagement", {"employment": "pppk"} | decree,
            was=officer["version"], officer_id=officer["id"],
        )  # fmt: skip
        carrier.post(dinas, "registry", "/v1/volunteers/export", {"kind": "csv", "purpose": "contact"})

    def an_import(self) -> None:
        """One that is recorded to its end, and one that is withdrawn."""
        carrier, dinas, one = self.carrier, self.cast.dinas, "/v1/imports/{import_id}"
        carrier.get(dinas, "registry", "/v1/imports/template")
        for verb in ("confirmation", "withdrawal"):
            import_id = carrier.bring(dinas, "registry", "/v1/imports", self.sheet())["id"]
            path = one.format(import_id=import_id)
            checked = carrier.until(dinas, "registry", path, lambda answer: answer.body.get("waiting") and answer.body)
            carrier.get(dinas, "registry", "/v1/imports", {"limit": "1"})
            carrier.get(dinas, "registry", one, import_id=import_id)
            carrier.get(dinas, "registry", f"{one}/rows", {"limit": "1"}, import_id=import_id)
            carrier.get(dinas, "registry", f"{one}/left-out", import_id=import_id)
            carrier.post(dinas, "registry", f"{one}/{verb}", was=checked["version"], import_id=import_id)
            carrier.until(dinas, "registry", path, lambda answer: answer.body["status"] in ("applied", "withdrawn"))

    def sheet(self) -> bytes:
        """A good row, a warned one, and one that is wrong in every column."""
        headings = "Nama;NIK;Telepon;Alamat;Nomor SK;Penerbit SK;Tanggal SK;Desa"
        good = [self.cast.appointment("psm") for _ in range(2)]
        lines = [
            f"{one['name']};{nik};{one['phone']};{one['address']};{one['sk']['number']};{one['sk']['issuer']};5-1-2026"
            f";{self.cast.villages[0]}"
            for one, nik in zip(good, (good[0]["nik"], ""), strict=True)
        ]
        wrong = ";".join(self.markers.stray().value for _ in headings.split(";"))
        return "\n".join([headings, *lines, wrong, ""]).encode()

    def an_organisation(self) -> None:
        carrier, here = self.carrier, self.cast.kabupaten.code
        said = {name: self.markers.name("directory").value for name in ("name", "phone", "address")}
        named = said | {"areas": [here], "phone": said["phone"][:30]}
        office = carrier.post(self.cast.supervisor, "registry", "/v1/offices", named)
        carrier.get(self.cast.supervisor, "registry", "/v1/offices", {"q": "Yayasan"})
        carrier.get(self.cast.supervisor, "registry", "/v1/offices/{office}", office=office["office"])
        offer = self.offer()
        service = carrier.post(self.cast.supervisor, "referral", "/v1/services", offer)
        carrier.get(self.cast.psm, "referral", "/v1/services", {"need": "care_home", "limit": "1"})
        carrier.get(self.cast.psm, "referral", "/v1/services/{service_id}", service_id=service["id"])
        carrier.get(self.cast.psm, "referral", "/v1/code-lists/{name}", name="needs")
        carrier.get(self.cast.psm, "cases", "/v1/code-lists/{name}", name="types")

    def offer(self, **other: Any) -> Json:
        said = {name: self.markers.name("directory").value for name in ("name", "eligibility", "hours")}
        offered = {"office": self.cast.home, "kinds": ["care_home"], "areas": [self.cast.kabupaten.code]}
        return said | offered | {"checked_on": "2026-01-05"} | other

    # --- people in need ---

    def met(self, kind: int | None = ELDERLY, **other: Any) -> Json:
        """A person as a volunteer writes her down: everything that the form asks for."""
        markers, born = self.markers, YOUNG if kind == CHILD else BORN
        person = {
            "name": markers.name().value, "village": self.cast.villages[0], "birth_on": born.isoformat(), "sex": "f",
            "nik": markers.nik(born).value, "kk": markers.kk().value, "phone": markers.phone().value,
            "address": markers.address().value,
        }  # fmt: skip
        consent = {
            "basis": "consent",
            "witness": markers.name("witness").value,
            "guardian": markers.name("guardian").value,
        }
        return {"person": person, "type": kind, "note": markers.text().value, "consent": consent, **other}

    def recorded(self, **other: Any) -> Json:
        return self.carrier.post(self.cast.psm, "cases", "/v1/cases", self.met(**other))

    def verb(self, by: Person, case: Json, word: str, body: Json | None = None, *, versioned: bool = True) -> Json:
        was = self.version(by, case) if versioned else None
        return self.carrier.post(by, "cases", f"{CASE}/{word}", body or self.noted(), was=was, case_id=case["id"])

    def version(self, by: Person, case: Json) -> int:
        return self.carrier.until(by, "cases", f"/v1/cases/{case['id']}", lambda answer: answer.body.get("version"))

    def noted(self, **other: Any) -> Json:
        return {"note": self.markers.text().value, **other}

    def in_care(self) -> tuple[Json, str]:
        """A case that the Dinas took on, and a need of it."""
        case = self.recorded()
        self.verb(self.cast.tksk, case, "verification")
        self.verb(self.cast.dinas, case, "acceptance")
        need = self.verb(self.cast.dinas, case, "needs", self.noted(kind="care_home"), versioned=False)
        return case, need["id"]

    def a_referral_to_its_end(self) -> None:
        carrier, dinas, partner = self.carrier, self.cast.dinas, self.cast.partner
        case = self.recorded()
        self.verb(self.cast.tksk, case, "return", self.noted(reason="incomplete"))
        again = {"person": {"phone": self.markers.phone().value, "address": self.markers.address().value}}
        self.verb(self.cast.psm, case, "completion", self.noted(**again))
        self.verb(self.cast.tksk, case, "verification")
        self.verb(dinas, case, "acceptance")
        self.verb(dinas, case, "stage", self.noted(to="assessment"))
        need = self.verb(dinas, case, "needs", self.noted(kind="care_home"), versioned=False)
        self._read(case)
        referral, packet = self._sent(case, need["id"])
        packet = carrier.post(partner, "referral", f"{PACKET}/opening", packet_id=packet["id"])
        answer = self.noted(answer="accept")
        packet = carrier.post(
            partner, "referral", f"{PACKET}/answer", answer, was=packet["version"], packet_id=packet["id"]
        )
        packet = carrier.post(partner, "referral", f"{PACKET}/start", was=packet["version"], packet_id=packet["id"])
        report = self.noted(result="served")
        carrier.post(partner, "referral", f"{PACKET}/report", report, was=packet["version"], packet_id=packet["id"])
        told = self._until(referral, "served")
        told = carrier.post(
            self.cast.psm,
            "referral",
            f"{REFERRAL}/confirmation",
            self.noted(word="yes"),
            was=told["version"],
            referral_id=told["id"],
        )
        carrier.get(dinas, "referral", REFERRAL, referral_id=told["id"])
        carrier.post(
            dinas, "referral", f"{REFERRAL}/closure", self.noted(), was=told["version"], referral_id=told["id"]
        )
        carrier.until(dinas, "cases", f"/v1/cases/{case['id']}", lambda answer: not answer.body["open_referrals"])
        self.verb(dinas, case, "closure", self.noted(reason="served"))
        self.verb(dinas, case, "reopening", {"reason": self.markers.text("reason").value})
        person_id = carrier.get(dinas, "cases", CASE, case_id=case["id"])["person"]["id"]
        erasure = self.noted(basis="request")
        carrier.post(self.cast.supervisor, "cases", "/v1/persons/{person_id}/erasure", erasure, person_id=person_id)

    def _read(self, case: Json) -> None:
        """Everything that shows a file."""
        carrier, dinas = self.carrier, self.cast.dinas
        carrier.get(dinas, "cases", "/v1/cases", {"limit": "1"})
        carrier.get(dinas, "cases", CASE, case_id=case["id"])
        carrier.get(dinas, "cases", f"{CASE}/timeline", case_id=case["id"])
        carrier.get(dinas, "cases", f"{CASE}/openings", case_id=case["id"])
        carrier.post(dinas, "cases", f"{CASE}/nik", {"purpose": "identity"}, case_id=case["id"])
        carrier.post(dinas, "cases", "/v1/cases/search", {"name": self.markers.name("search").value})

    def _sent(self, case: Json, need_id: str) -> tuple[Json, Json]:
        """A referral, and its packet once it lies at the home."""
        carrier, markers = self.carrier, self.markers
        sending = {
            "case_id": case["id"], "need_id": need_id, "service_id": self.services["care"], "fields": SHARED,
            "purpose": markers.text("purpose").value, "note": markers.text().value,
        }  # fmt: skip
        referral = carrier.post(self.cast.dinas, "referral", "/v1/referrals", sending)
        carrier.get(self.cast.dinas, "referral", "/v1/referrals", {"limit": "1"})

        def lies(answer: Any) -> Json | None:
            return next((one for one in answer.body["items"] if one["code"] == referral["code"]), None)

        packet = carrier.until(self.cast.partner, "referral", "/v1/packets?limit=200", lies)
        carrier.get(self.cast.partner, "referral", "/v1/packets", {"limit": "1"})
        carrier.get(self.cast.partner, "referral", PACKET, packet_id=packet["id"])
        return referral, packet

    def _until(self, referral: Json, status: str) -> Json:
        def stands(answer: Any) -> Json | None:
            return answer.body if answer.body.get("status") == status else None

        return dict(self.carrier.until(self.cast.dinas, "referral", f"/v1/referrals/{referral['id']}", stands))

    def a_referral_withdrawn(self) -> None:
        case, need_id = self.in_care()
        referral, _ = self._sent(case, need_id)
        was = self.carrier.get(self.cast.dinas, "referral", REFERRAL, referral_id=referral["id"])["version"]
        withdrawn = self.noted(reason="wrong_service")
        self.carrier.post(
            self.cast.dinas, "referral", f"{REFERRAL}/revocation", withdrawn, was=was, referral_id=referral["id"]
        )
        another = self.recorded()
        self.verb(self.cast.tksk, another, "verification")
        self.verb(self.cast.dinas, another, "refusal", self.noted(reason="no_funds"))

    def a_hand_up(self) -> None:
        """Two: one is opened by the province, one is refused."""
        carrier, province = self.carrier, self.cast.province
        for verb, body in (("opening", None), ("refusal", {"reason": "no_place"})):
            case, _ = self.in_care()
            up = {"reason": self.markers.text("reason").value, "fields": [name for name in SHARED if name != "age"]}
            self.verb(self.cast.dinas, case, "hand-up", up)

            def lies(answer: Any, code: str = case["code"]) -> Json | None:
                return next((one for one in answer.body["items"] if one["code"] == code), None)

            packet = carrier.until(province, "cases", "/v1/hand-ups?limit=200", lies)
            carrier.get(province, "cases", "/v1/hand-ups", {"limit": "1"})
            carrier.get(province, "cases", HANDUP, handup_id=packet["id"])
            carrier.post(province, "cases", f"{HANDUP}/{verb}", body, was=packet["version"], handup_id=packet["id"])

    def a_connection(self) -> None:
        carrier, psm = self.carrier, self.cast.psm
        case = self.recorded()
        begun = self.noted(case_id=case["id"], service_id=self.services["light"])
        connection = carrier.post(psm, "referral", "/v1/connections", begun)
        one = "/v1/connections/{connection_id}"
        carrier.get(psm, "referral", "/v1/connections", {"limit": "1"})
        was = carrier.get(psm, "referral", one, connection_id=connection["id"])["version"]
        told = carrier.post(
            psm, "referral", f"{one}/accompaniment", self.noted(), was=was, connection_id=connection["id"]
        )
        result = self.noted(result="not_served", reason="other")
        carrier.post(psm, "referral", f"{one}/result", result, was=told["version"], connection_id=connection["id"])
        solved = {"by": self.markers.name("solver").value, "note": self.markers.text().value}
        self.verb(psm, case, "solution", solved)

    def a_protected_case(self) -> None:
        """A person with HIV: the writer gets a receipt, the desk assigns."""
        carrier, supervisor = self.carrier, self.cast.supervisor
        code = carrier.post(self.cast.psm, "cases", "/v1/cases", self.met(HIV))["code"]
        self.protected.append(code)

        def lies(answer: Any) -> Json | None:
            return next((one for one in answer.body["items"] if one["code"] == code), None)

        case = carrier.until(supervisor, "cases", "/v1/cases?limit=200", lies)
        officers = carrier.until(supervisor, "registry", "/v1/officers?limit=200", lambda answer: answer.body["items"])
        sub = next(
            one["sub"] for one in officers if one["status"] == "active" and one.get("sub") and "dinas" in one["roles"]
        )
        self.verb(supervisor, case, "acceptance")
        self.verb(supervisor, case, "assignment", {"sub": sub})
        carrier.post(self.cast.psm, "cases", "/v1/cases", self.met(protected=True))

    def a_child(self) -> None:
        case = self.recorded(kind=CHILD)
        self.carrier.get(self.cast.psm, "cases", CASE, case_id=case["id"])

    # --- what waits, and what is counted ---

    def what_waits(self) -> None:
        carrier, tksk, supervisor = self.carrier, self.cast.tksk, self.cast.supervisor
        items = carrier.until(tksk, "notify", "/v1/notices?limit=1", lambda answer: answer.body["items"])
        carrier.get(tksk, "notify", "/v1/notices", {"limit": "1"})
        carrier.get(tksk, "notify", "/v1/notices/count")
        carrier.post(tksk, "notify", "/v1/notices/{notice_id}/reading", notice_id=items[0]["id"])
        carrier.get(supervisor, "oversight", "/v1/figures", {"kind": "cases", "limit": "1"})
        carrier.get(supervisor, "oversight", "/v1/heads", {"limit": "1"})

    def what_the_keeper_sees(self) -> None:
        carrier, keeper, doors = self.carrier, self.cast.administrator, "/v1/operations"
        for service in WITH_FACTS:
            carrier.get(keeper, service, doors)
            carrier.get(keeper, service, f"{doors}/dead-letters")
            carrier.post(keeper, service, f"{doors}/replay", {"owner": "cases"})
            carrier.post(keeper, service, f"{doors}/ledger-check")


def begin(cast: Cast, carrier: Carrier) -> Round:
    """Once cases knows the volunteer, and with two services of the home, listed once referral knows the home."""
    made, supervisor = Round(cast, carrier, {}), Worker(cast.supervisor)
    known_by_now(Writer(cast.psm, tuple(cast.villages)))
    for name in ("care", "light"):
        made.services[name] = _service(supervisor, **made.offer(light=name == "light"))["id"]
    return made
