"""Markers through the pages on which an office keeps itself: profile, officers, organisations, imports, the list taken
away."""

import re
from typing import Any, Protocol

from tests.portal.readers import Page
from tests.proofs.leaks.cast import Cast

ALONE = ("/kantor", "/petugas", "/lembaga", "/psm/impor", "/psm/impor/templat.xlsx", "/psm/unduh")


class Guest(Protocol):
    """What `pages.Guest` does, as far as it is needed here."""

    cast: Cast
    carrier: Any

    def see(self, path: str, query: str = "", **ids: str) -> Page: ...
    def ask(self, route: tuple[str, str], address: str, form: dict[str, Any] | None = None) -> Page: ...
    def fill(self, page: Page, path: str, *, hidden: str = "", **typed: Any) -> Page: ...
    def until(self, path: str, words: str) -> Page: ...
    def get(self, path: str) -> Page: ...
    def bring(self, page: Page, action: str, content: bytes, **typed: str) -> Page: ...


def at(path: str, **ids: str) -> str:
    """A route as written in code and with its ids, for `fill`."""
    return f"{path}|{path.format(**ids)}"


def go(boss: Guest, sheet: bytes) -> None:
    _profile(boss)
    _organisation(boss)
    _officer(boss)
    _volunteer(boss)
    _import(boss, sheet)
    boss.fill(boss.get("/psm/unduh"), "/psm/unduh", kind="csv", purpose="contact")


def _profile(boss: Guest) -> None:
    name = boss.cast.markers.name("volunteer").value
    boss.fill(
        boss.see("/kantor/ubah"), "/kantor/ubah", name=name, city="Contoh", short="DINSOS", scheme="{no}/{year}",
        bidang_name_0=name, bidang_head_0=name, signatories_name_0=name, signatories_title_0=name,
    )  # fmt: skip


def _organisation(boss: Guest) -> None:
    boss.fill(boss.see("/lembaga/daftar"), "/lembaga/daftar", name=boss.cast.markers.name("directory").value)


def _officer(boss: Guest) -> None:
    one, markers = "/petugas/{officer_id}", boss.cast.markers
    page = boss.fill(
        boss.see("/petugas/angkat"), "/petugas/angkat", name=markers.name("volunteer").value, role="dinas",
        bidang=markers.name("volunteer").value,
    )  # fmt: skip
    officer_id = page.url.partition("/petugas/")[2].partition("?")[0]
    boss.see(one, officer_id=officer_id)
    page = boss.until(f"/petugas/{officer_id}", "/lembar")
    boss.fill(page, at(f"{one}/lembar", officer_id=officer_id))
    page = boss.see(f"{one}/kepegawaian", officer_id=officer_id)
    decree = {name: markers.name("decree").value for name in ("title", "decree")}
    boss.fill(page, at(f"{one}/kepegawaian", officer_id=officer_id), employment="pppk", **decree)
    path = at(f"{one}/{{verb}}", officer_id=officer_id, verb="nonaktifkan")
    boss.fill(boss.get(f"/petugas/{officer_id}"), path, reason=markers.text("decision").value)


def _volunteer(boss: Guest) -> None:
    found = re.search(r'href="/psm/([0-9a-f-]{36})"', boss.get("/psm?status=active").text)
    assert found
    one = "/psm/{volunteer_id}/kepegawaian"
    boss.fill(boss.see(one, volunteer_id=found[1]), at(one, volunteer_id=found[1]), employment="contract")


def _import(boss: Guest, sheet: bytes) -> None:
    route, one = ("POST", "/psm/impor"), "/psm/impor/{import_id}"
    boss.ask(route, "/psm/impor", {"csrf": boss.cast.markers.stray().word})
    page = boss.bring(boss.get("/psm/impor"), "/psm/impor", sheet)
    assert page.status == 200, page.title
    boss.carrier.carried.add(("portal", *route))
    import_id = page.url.partition("/psm/impor/")[2].partition("?")[0]
    page = boss.until(f"/psm/impor/{import_id}", "/setujui")
    boss.see(one, import_id=import_id)
    boss.see(f"{one}/belum-tercatat.xlsx", import_id=import_id)
    boss.fill(page, at(f"{one}/{{verb}}", import_id=import_id, verb="setujui"))
