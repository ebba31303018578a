"""Every page has a reader, every form a seal; nothing of a person stays in a browser."""

import re
import socket
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute

from deploy.local.running import Running
from services.portal import app
from tests.portal.readers import Reader

# Pages for whom nobody knows yet; the badge of the bell counts nothing for them.
FOR_ALL = {
    "/", "/masuk", "/masuk/kembali", "/bahasa", "/komponen", "/tanpa-peran", "/pemberitahuan/jumlah",
    "/sertifikat/{token}", "/keterangan/{token}", "/surat/{token}",
    "/daftar", "/daftar/isi/{kab}/{role}", "/daftar/{code}",
}  # fmt: skip


def routes(method: str) -> list[str]:
    """The addresses of all rooms that answer to a method."""
    found = [route for room in app.ROOMS for route in room.router.routes if isinstance(route, APIRoute)]
    return sorted({route.path for route in found if method in route.methods})


def filled(path: str) -> str:
    """The path with some id, verb or step in each place."""
    places = {"{name}": "catat-tempat", "{step}": "warga", "{word}": "tutup", "{page}": "jam"}
    for place, word in places.items():
        path = path.replace(place, word)
    return re.sub(r"\{\w+\}", str(uuid4()), path.replace("{verb}", "tarik"))


@pytest.mark.parametrize("path", [path for path in routes("GET") if path not in FOR_ALL])
def test_a_page_shows_a_passerby_nothing(passerby: Reader, street: Running, path: str) -> None:
    assert passerby.get(filled(path)).url.startswith(street.plan.issuer)


@pytest.mark.parametrize("path", routes("POST"))
def test_a_form_without_its_seal_is_refused(rahma: Reader, path: str) -> None:
    page = rahma.post(filled(path), {"name": "Siti Fiktif"})
    assert page.status in (403, 404), page.text
    assert page.status == 403 or "{verb}" in path or path.startswith("/daftar/")  # of whom no session is known


def test_the_seal_of_another_session_is_refused(rahma: Reader, jaka: Reader) -> None:
    theirs = jaka.get("/catat").hidden("/catat/tempat")
    assert rahma.post("/catat/tempat", theirs).status == 403


def test_a_seal_looks_different_each_time_and_is_good_each_time(rahma: Reader) -> None:
    first, second = (rahma.get("/catat").hidden("/catat/tempat") for _ in range(2))
    assert first["csrf"] != second["csrf"]
    assert rahma.post("/catat/tempat", first).status == 422
    assert rahma.post("/catat/tempat", second).status == 422


@pytest.mark.parametrize("path", ["/tugas", "/kasus", "/catat", "/pemberitahuan", "/bantuan", "/apa-ini"])
def test_a_page_is_not_stored_and_runs_nothing_inline(rahma: Reader, path: str) -> None:
    page = rahma.get(path)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Content-Security-Policy"] == app.POLICY
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"\sstyle=|\son\w+=\"|<style|<script(?![^>]*\ssrc=)", page.text)


def test_what_is_out_of_sight_looks_like_what_is_not_there(rahma: Reader) -> None:
    pages = [rahma.get(path) for path in (f"/kasus/{uuid4()}", "/kasus/bukan-id", "/tidak-ada")]
    assert {page.status for page in pages} == {404}
    assert {page.title for page in pages} == {"Tidak ditemukan - Titian"}


def test_static_parts_may_be_kept_for_a_year(passerby: Reader) -> None:
    page = passerby.get("/")
    style = re.search(r'href="(/static/titian.css\?v=\w+)"', page.text)
    assert style
    assert "immutable" in passerby.get(style[1]).headers["Cache-Control"]
    assert passerby.get("/static/..%2fapp.py").status == 404


def test_what_is_refused_before_any_room_is_a_page_too(rahma: Reader) -> None:
    page = rahma.post("/catat/warga", {"name": "x" * 1_100_000})
    assert (page.status, page.title) == (413, "Terlalu besar - Titian")
    assert page.headers["Content-Security-Policy"] == app.POLICY


def test_a_form_without_end_is_refused(street: Running) -> None:
    """Sent in pieces, so that nobody said beforehand how long it is."""
    with socket.create_connection(("127.0.0.1", street.plan.port("portal")), timeout=20) as wire:
        wire.sendall(
            b"POST /isian/catat-warga HTTP/1.1\r\nHost: titian\r\nTransfer-Encoding: chunked\r\n"
            b"Cookie: titian=nobody\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        for _ in range(12):
            wire.sendall(b"186a0\r\n" + b"x" * 100_000 + b"\r\n")
        assert wire.recv(12) == b"HTTP/1.1 413"


def test_pages_are_for_people_and_nothing_is_listed_for_programs(passerby: Reader) -> None:
    assert passerby.get("/v1/openapi.json").status == 404
    assert passerby.get("/docs").status == 404
