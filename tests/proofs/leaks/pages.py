"""Markers through every page of the portal, as somebody without JavaScript fills it in: forms, drafts, refusals,
search, lists. What is searched afterwards: where the reader is sent on to, headers, every address and title of a page.
"""

import html
import re
import time
import urllib.request
from datetime import timedelta
from functools import cache
from typing import Any

from services.kit import clock
from services.portal.app import ROOMS
from tests.portal.readers import Page, Reader
from tests.proofs.leaks import office_pages
from tests.proofs.leaks.carrier import PATIENCE, Carrier
from tests.proofs.leaks.cast import Cast
from tests.proofs.leaks.office_pages import at
from tests.proofs.leaks.story import SHARED, Round
from tests.registry.people import Person

_ADDRESSES = re.compile(r'\b(?:href|src|action|content|hx-\w+)="([^"]*)"')
_FOUND = re.compile(r'href="/kasus/([0-9a-f-]{36})"')


@cache
def rooms() -> dict[tuple[str, str], list[str]]:
    """Every route of the portal with the names of its query."""
    return {
        (method, route.path): [str(one.alias) for one in route.dependant.query_params]
        for room in ROOMS
        for route in room.router.routes
        for method in route.methods
    }


class Guest(Reader):
    """Somebody before the portal's pages. `carried` and `refused` are routes, all guests' together."""

    def __init__(self, cast: Cast, carrier: Carrier) -> None:
        super().__init__(cast.street.url("portal"))
        self.cast, self.carrier = cast, carrier
        self.said: list[str] = []
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _Hops(self.said)).open

    def see(self, path: str, query: str = "", **ids: str) -> Page:
        """A page that must be there; before it, markers in its address."""
        route, markers = ("GET", path), self.cast.markers
        for name in ids:
            self.ask(route, path.format(**ids | {name: markers.nik().word}))
            self.ask(route, path.format(**ids | {name: markers.name().word}))
        for name in (*rooms()[route], "x"):
            self.ask(route, f"{path.format(**ids)}?{name}={markers.nik().word}")
        page = self.get(path.format(**ids) + query)
        assert page.status == 200, (path, page.status, page.title)
        self.carrier.carried.add(("portal", *route))
        return page

    def ask(self, route: tuple[str, str], address: str, form: dict[str, Any] | None = None) -> Page:
        page = self.get(address) if form is None else self.post(address, form)
        self.carrier.refused.add(("portal", *route))
        return page

    def fill(self, page: Page, path: str, *, hidden: str = "", **typed: Any) -> Page:
        """Fill in the form of a page and send it; before it, as nobody's form, and under another name and version.
        `path` is the route's, or what `at` makes of a route with ids."""
        template, action = path.split("|") if "|" in path else (path, path)
        route, stray = ("POST", template), self.cast.markers.stray()
        sent = page.hidden(hidden or action) | typed
        self.ask(route, action, sent | {"csrf": stray.word})
        wrong = {"csrf": sent["csrf"], "version": stray.word, "key": stray.value, "form": stray.word.lower()}
        self.ask(route, action, wrong | {stray.word: stray.value})
        answer = self.post(action, sent)
        assert answer.status == 200, (path, answer.status, answer.title)
        self.carrier.carried.add(("portal", *route))
        return answer

    def until(self, path: str, words: str) -> Page:
        """The page, once it says so."""
        end = time.monotonic() + PATIENCE
        while words not in (page := self.get(path)).text:
            assert time.monotonic() < end, (path, page.status, page.title)
            time.sleep(0.2)
        return page

    def _read(self, address: str, form: dict[str, Any] | None = None) -> Page:
        self.said.clear()
        page = super()._read(address, form)
        for _ in range(100):
            if page.status != 429:
                break
            time.sleep(0.2)
            page = super()._read(address, form)
        self.carrier.requests += 1
        spared = frozenset(marker.word for marker in self.cast.markers.made if marker.word in address)
        place = f"portal {'GET' if form is None else 'POST'} {address.removeprefix(self.portal)[:60]}"
        heard = [*self.said, *(f"{name}: {value}" for name, value in page.headers.items())]
        heard += [html.unescape(found) for found in _ADDRESSES.findall(page.text)]
        heard += re.findall(r"<title>.*?</title>", page.text)  # what the browser's history keeps beside the address
        self.carrier.heard.append((f"addresses of {place}", "\n".join(heard).encode(), spared))
        return page


class _Hops(urllib.request.HTTPRedirectHandler):
    """Where one is sent on the way."""

    def __init__(self, said: list[str]) -> None:
        self._said = said

    def redirect_request(self, request: Any, fp: Any, code: int, message: str, headers: Any, to: str) -> Any:
        self._said.extend(f"{name}: {value}" for name, value in headers.items())
        return super().redirect_request(request, fp, code, message, headers, to)


class Rooms:
    """One walk through all rooms."""

    def __init__(self, round_: Round) -> None:
        self.round, self._cast, self._carrier = round_, round_.cast, round_.carrier
        self.markers = self._cast.markers
        self.psm, self.supervisor, self.partner, self.province, self.admin = (
            self._guest(person)
            for person in (
                self._cast.psm, self._cast.supervisor, self._cast.partner, self._cast.province, self._cast.administrator
            )
        )  # fmt: skip

    def _guest(self, person: Person) -> Guest:
        guest = Guest(self._cast, self._carrier)
        stray = self.markers.nik()
        guest.ask(("GET", "/masuk"), f"/masuk?ke=/kasus?q={stray.word}")
        assert guest.log_in(person).status == 200
        return guest

    def go(self) -> None:
        self.before_the_log_in()
        everybody = ("/", "/tugas", "/kasus", "/bantuan", "/pemberitahuan", "/pemberitahuan/jumlah", "/komponen")
        office = ("/rujukan", "/psm", "/angka", "/cakupan", "/cakupan/perkiraan", "/pelatihan", *office_pages.ALONE)
        keeper = ("/keadaan", "/tanpa-peran")
        for guest, paths in ((self.psm, everybody), (self.supervisor, office), (self.admin, keeper)):
            for path in paths:
                guest.see(path)
        self.psm.see("/bahasa", "?ke=id&dari=/kasus")
        case_id = self.a_record()
        self.a_search()
        self.a_connection(case_id)
        self.a_decision(case_id)
        self.a_referral(case_id)
        self.a_hand_up()
        self.a_volunteer()
        office_pages.go(self.supervisor, self.round.sheet())
        self.a_look_at_the_street()
        self.psm.fill(self.psm.get("/kasus"), "/keluar")

    def before_the_log_in(self) -> None:
        """Keycloak's own page, with what people type into the wrong field."""
        nobody, stray = Guest(self._cast, self._carrier), self.markers.nik()
        for name in (stray.word, self.markers.phone().word, self.markers.name().value):
            nobody.log_in(Person(self._cast.street, name, self.markers.text().value))
        nobody.ask(("GET", "/masuk/kembali"), f"/masuk/kembali?state={stray.word}&code={self.markers.nik().word}")
        nobody.see("/masuk")
        self._carrier.carried.add(("portal", "GET", "/masuk/kembali"))  # every log-in came by it
        issuer = f"{self._cast.street.plan.issuer}/protocol/openid-connect/token"
        form = {
            "grant_type": "password",
            "client_id": "curl",
            "username": stray.word,
            "password": self.markers.text().value,
        }
        nobody._read(issuer, form)
        nobody._read(issuer, form | {"client_id": stray.word})

    def a_record(self) -> str:
        """In three steps, each refused once; what is typed lies as a draft in between."""
        told, psm = self.round.met(), self.psm
        person, consent = told["person"], told["consent"]
        page = psm.see("/catat")
        words = {"witness": consent["witness"], "guardian": consent["guardian"]}
        psm.fill(page, at("/isian/{name}", name="catat-tempat"), hidden="/catat/tempat", **words)
        assert psm.post("/catat/tempat", page.hidden("/catat/tempat") | words).status == 422
        page = psm.fill(page, "/catat/tempat", **words, village=self._cast.villages[0], basis="consent")
        psm.see("/catat/{step}", step="warga")
        typed = {name: person[name] for name in ("name", "nik", "kk", "phone", "address", "sex")} | {
            "birth_on_year": "1949"
        }
        assert psm.send(page, "/catat/warga", **typed | {"nik": typed["nik"] + "0"}).status == 422
        page = psm.fill(page, "/catat/warga", **typed)
        assert psm.send(page, "/catat/kebutuhan", type=self.markers.nik().word[:4] + "9", note=told["note"]).status in (
            422,
            500,
        )
        page = psm.fill(psm.get("/catat/kebutuhan"), "/catat/kebutuhan", type="8", note=told["note"])
        self._protected()
        return page.url.partition("/kasus/")[2].partition("?")[0]

    def _protected(self) -> None:
        told, psm = self.round.met(), self.psm
        page = psm.send(
            psm.get("/catat"),
            "/catat/tempat",
            village=self._cast.villages[0],
            basis="vital",
            witness=told["consent"]["witness"],
        )
        page = psm.send(page, "/catat/warga", name=told["person"]["name"], nik=told["person"]["nik"])
        page = psm.send(page, "/catat/kebutuhan", type="16", note=told["note"])
        assert page.url.endswith("/laporan-diteruskan"), page.title
        psm.see("/laporan-diteruskan")

    def a_search(self) -> None:
        page = self.psm.get("/kasus")
        self.psm.fill(page, "/kasus/cari", nama=self.markers.name("search").value)

    def a_connection(self, case_id: str) -> None:
        psm, path = self.psm, "/kasus/{case_id}/hubungkan"
        psm.see("/kasus/{case_id}", case_id=case_id)
        page = psm.see(path, case_id=case_id)
        note = self.markers.text().value
        page = psm.fill(page, at(path, case_id=case_id), service_id=self.round.services["light"], note=note)
        connection_id = page.url.partition("/hubungan/")[2].partition("?")[0]
        page = psm.see("/hubungan/{connection_id}", connection_id=connection_id)
        path = at("/hubungan/{connection_id}/{verb}", connection_id=connection_id, verb="dampingi")
        page = psm.fill(page, path, note=self.markers.text().value)
        page = psm.send(page, f"/hubungan/{connection_id}/hasil", result="not_served", reason="other", note=note)
        assert page.status == 200, page.title

    def a_decision(self, case_id: str) -> None:
        """Sent back, completed, verified, taken on; the number is opened."""
        boss, verb, one = self.supervisor, "/kasus/{case_id}/{word}", f"/kasus/{case_id}"
        page = boss.see(verb, case_id=case_id, word="kembalikan")
        page = boss.fill(
            page, at(verb, case_id=case_id, word="kembalikan"), reason="incomplete", note=self.markers.text().value
        )
        completed = {
            "phone": self.markers.phone().value,
            "address": self.markers.address().value,
            "note": self.markers.text().value,
        }
        page = self.psm.get(f"{one}/lengkapi")
        assert self.psm.send(page, f"{one}/lengkapi", **completed | {"birth_on": self.markers.nik().word}).status == 422
        assert self.psm.send(page, f"{one}/lengkapi", **completed).status == 200
        for word in ("verifikasi", "tangani"):
            assert boss.send(boss.get(one), f"{one}/{word}").status == 200
        boss.fill(boss.get(one), at("/kasus/{case_id}/nik", case_id=case_id), purpose="identity")
        page = boss.get(f"{one}/kebutuhan")
        assert boss.send(page, f"{one}/kebutuhan", kind="care_home", note=self.markers.text().value).status == 200

    def a_referral(self, case_id: str) -> None:
        boss, path = self.supervisor, "/kasus/{case_id}/rujuk"
        boss.see(path, case_id=case_id)
        path, service = f"{path}/{{service_id}}", self.round.services["care"]
        need = re.search(r"kebutuhan=([0-9a-f-]{36})", boss.get(f"/kasus/{case_id}").text)
        assert need
        page = boss.see(path, f"?kebutuhan={need[1]}", case_id=case_id, service_id=service)
        action = f"{path}|/kasus/{case_id}/rujuk/{service}?kebutuhan={need[1]}"
        typed = {"fields": SHARED, "purpose": self.markers.text("purpose").value, "note": self.markers.text().value}
        page = boss.fill(page, action, hidden=self._action(page, "/rujuk/"), **typed)
        referral_id = page.url.partition("/rujukan/")[2].partition("?")[0]
        boss.see("/rujukan/{referral_id}", referral_id=referral_id)
        self._answered(page.title.split()[1])
        page = boss.until(f"/rujukan/{referral_id}", "/konfirmasi")
        path = at("/rujukan/{referral_id}/{verb}", referral_id=referral_id, verb="konfirmasi")
        boss.fill(page, path, word="yes", note=self.markers.text().value)

    def _action(self, page: Page, part: str) -> str:
        return next(html.unescape(found) for found in re.findall(r'action="([^"]*)"', page.text) if part in found)

    def _answered(self, code: str) -> None:
        partner, one = self.partner, "/rujukan-masuk/{packet_id}"
        page = partner.until("/rujukan-masuk", code)
        partner.see("/rujukan-masuk")
        found = re.search(
            r'href="/rujukan-masuk/([0-9a-f-]{36})"[^>]*>(?:(?!</a>).)*' + re.escape(code), page.text, re.S
        )
        found = found or re.search(r'href="/rujukan-masuk/([0-9a-f-]{36})"', page.text)
        assert found, page.title
        packet_id = found[1]
        page = partner.see(one, packet_id=packet_id)
        page = partner.fill(page, at(f"{one}/buka", packet_id=packet_id), hidden=self._action(page, "/buka"))
        page = partner.fill(
            page,
            at(f"{one}/{{verb}}", packet_id=packet_id, verb="jawab"),
            answer="accept",
            note=self.markers.text().value,
        )
        page = partner.send(page, f"/rujukan-masuk/{packet_id}/lapor", result="served", note=self.markers.text().value)
        assert page.status == 200, page.title

    def a_hand_up(self) -> None:
        one = "/dinaikkan/{handup_id}"
        self.province.see("/dinaikkan")
        for verb, typed in (("ambil", {}), ("tolak", {"reason": "no_place"})):
            case, _ = self.round.in_care()
            page = self.supervisor.get(f"/kasus/{case['id']}/naikkan")
            up = {"reason": self.markers.text("reason").value, "fields": ["name", "nik", "note"]}
            assert self.supervisor.send(page, f"/kasus/{case['id']}/naikkan", **up).status == 200
            page = self.province.until("/dinaikkan", case["code"])
            found = re.search(rf'href="/dinaikkan/([0-9a-f-]{{36}})"[^>]*>[^<]*{case["code"]}', page.text)
            assert found, page.text[-3000:]
            page = self.province.see(one, handup_id=found[1])
            self.province.fill(page, at(f"{one}/{verb}", handup_id=found[1]), **typed)

    def a_volunteer(self) -> None:
        boss, told, one = self.supervisor, self._cast.appointment("psm"), "/psm/{volunteer_id}"
        page = boss.see("/psm/angkat")
        sk = {
            "sk_number": "141/13",
            "sk_issuer": "Kepala Desa Contoh",
            "issued_on": "2026-01-05",
            "starts_on": "2026-01-05",
        }
        typed = (
            {name: told[name] for name in ("name", "nik", "phone", "address")}
            | sk
            | {"role": "psm", "villages": told["villages"]}
        )
        assert boss.send(page, "/psm/angkat", **typed | {"issued_on": self.markers.nik().word}).status == 422
        page = boss.fill(page, "/psm/angkat", **typed)
        volunteer_id = page.url.partition("/psm/")[2].partition("?")[0]
        boss.see(one, volunteer_id=volunteer_id)
        page = boss.until(f"/psm/{volunteer_id}", "/lembar")
        boss.fill(page, at(f"{one}/lembar", volunteer_id=volunteer_id))
        page = boss.see(f"{one}/tugas/{{verb}}", volunteer_id=volunteer_id, verb="cuti")
        path = at(f"{one}/tugas/{{verb}}", volunteer_id=volunteer_id, verb="cuti")
        soon = str((clock.now() + timedelta(days=30)).date())
        boss.fill(page, path, reason=self.markers.text("decision").value, returns_on=soon)
        data = f"{one}/data"
        page = boss.fill(
            boss.see(data, volunteer_id=volunteer_id), at(data, volunteer_id=volunteer_id), purpose="correction"
        )
        other = self._cast.appointment("psm")
        mended = {name: other[name] for name in ("name", "nik", "phone", "address")}
        boss.fill(page, at(f"{data}/perbaiki", volunteer_id=volunteer_id), **mended)
        path = at(f"{one}/{{verb}}", volunteer_id=volunteer_id, verb="nonaktifkan")
        boss.fill(boss.get(f"/psm/{volunteer_id}"), path, reason=self.markers.text("decision").value)

    def a_look_at_the_street(self) -> None:
        """By its keeper; dead letters are asked for with the form that is there."""
        keeper, one = self.admin, "/keadaan/{name}"
        keeper.see(one, name="cases")
        form = "/keadaan/cases/periksa"
        page = keeper.until("/keadaan/cases", form)
        keeper.fill(page, at(f"{one}/olah/{{owner}}", name="cases", owner="referral"), hidden=form)
        keeper.fill(keeper.until("/keadaan/cases", form), at(f"{one}/periksa", name="cases"))
