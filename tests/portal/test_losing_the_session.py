"""Logged out in another tab, or the cookie is gone: what is still sent from an open page is kept for who typed it."""

from uuid import uuid4

import pytest

from tests.portal.conftest import Office
from tests.portal.readers import Page, Reader


@pytest.fixture
def left(passerby: Reader, office: Office) -> tuple[Reader, Page, str]:
    """A browser whose session is gone while its form is open, the form, and what was typed into it."""
    page = passerby.log_in(office.rahma, to="/catat/warga")
    passerby.jar.clear()
    return passerby, page, f"Siti Fiktif {uuid4().hex[:8]}"


def test_a_form_that_was_sent_too_late_is_kept_and_leads_back(left: tuple[Reader, Page, str], rahma: Reader) -> None:
    reader, page, name = left
    late = reader.send(page, "/catat/warga", name=name)
    assert (late.status, late.title) == (401, "Sesi berakhir - Titian")
    assert name in late.text
    assert "Tersimpan di server pukul" in late.text
    assert 'href="/masuk?ke=/catat/warga"' in late.text
    assert f'value="{name}"' in rahma.get("/catat/warga").text


def test_a_keeping_that_comes_too_late_keeps_and_says_so(left: tuple[Reader, Page, str], rahma: Reader) -> None:
    reader, page, name = left
    late = reader.post("/isian/catat-warga", page.hidden("/catat/warga") | {"name": name})
    assert late.status == 401
    assert "Sesi berakhir. Masuk lagi, isian Anda masih ada." in late.text
    assert f'value="{name}"' in rahma.get("/catat/warga").text


def test_what_is_typed_after_a_log_in_elsewhere_is_kept_for_the_same_person_only(
    left: tuple[Reader, Page, str], rahma: Reader, jaka: Reader
) -> None:
    _, page, name = left
    other = jaka.send(page, "/catat/warga", name=name)
    assert other.status == 403
    assert name not in other.text
    same = rahma.send(page, "/catat/warga", name=name)
    assert same.status == 403
    assert f'value="{name}"' in rahma.get("/catat/warga").text


@pytest.mark.parametrize("seal", ["", "QUJD", "x" * 300])
def test_a_form_of_nobody_is_kept_for_nobody(passerby: Reader, seal: str) -> None:
    late = passerby.post("/catat/warga", {"form": "catat-warga", "whose": seal, "csrf": "", "name": "Siti Fiktif"})
    assert late.status == 401
    assert "Siti Fiktif" not in late.text


def test_leaving_twice_is_leaving(left: tuple[Reader, Page, str]) -> None:
    reader, page, _ = left
    assert reader.send(page, "/keluar").title == "Titian - Titian"


def test_what_only_takes_a_form_is_read_at_the_page_above_it(rahma: Reader) -> None:
    assert rahma.get(f"/rujukan/{uuid4()}/konfirmasi").url.count("/") == 4
