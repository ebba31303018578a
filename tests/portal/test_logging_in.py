"""Who logs in does so at Keycloak's own page; the browser holds a name, the portal the tokens."""

import urllib.parse

import pytest

from deploy.local.running import Running
from tests.portal.conftest import Office
from tests.portal.readers import Reader


def test_a_page_for_somebody_leads_a_passerby_to_keycloak(passerby: Reader, street: Running) -> None:
    page = passerby.get("/tugas")
    assert page.url.startswith(street.plan.issuer)
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]


def test_after_the_log_in_one_is_where_one_wanted_to_be(passerby: Reader, office: Office) -> None:
    assert passerby.log_in(office.rahma, to="/kasus").url == f"{passerby.portal}/kasus"


@pytest.mark.parametrize("elsewhere", ["//example.org/", "https://example.org/", "/\\example.org", "/masuk?ke=/masuk"])
def test_nobody_is_sent_elsewhere_after_a_log_in(passerby: Reader, office: Office, elsewhere: str) -> None:
    assert passerby.log_in(office.rahma, to=elsewhere).url == f"{passerby.portal}/tugas"


def test_the_cookie_is_for_the_server_alone_and_holds_no_token(rahma: Reader) -> None:
    cookie = next(cookie for cookie in rahma.jar if cookie.name == "titian")
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    assert cookie.value and "." not in cookie.value and len(cookie.value) < 60
    assert "eyJ" not in rahma.get("/tugas").text


def test_a_log_in_that_was_not_begun_here_is_refused(passerby: Reader) -> None:
    page = passerby.get("/masuk/kembali?code=x&state=y")
    assert (page.status, page.title) == (401, "Masuk belum selesai - Titian")


def test_logging_out_ends_the_log_in_at_keycloak_too(passerby: Reader, street: Running, office: Office) -> None:
    page = passerby.log_in(office.rahma, to="/tugas")
    assert passerby.send(page, "/keluar").title == "Titian - Titian"
    assert passerby.get("/tugas").url.startswith(street.plan.issuer), "a password must be asked for again"


def test_an_unknown_session_is_no_session(passerby: Reader, street: Running) -> None:
    passerby.get("/bahasa?ke=en")
    assert passerby.get("/kasus").url.startswith(street.plan.issuer)


def test_the_language_is_kept(rahma: Reader) -> None:
    assert rahma.get("/bahasa?ke=en&dari=/kasus").title == "Cases - Titian"
    assert '<html lang="en">' in rahma.get("/tugas").text
    assert rahma.get("/bahasa?ke=id&dari=/kasus").title == "Kasus - Titian"
