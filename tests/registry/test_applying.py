"""Who wants to become a volunteer applies without a log-in, and follows it by a code; the office checks: over HTTP."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from deploy.local.running import Running
from tests.registry import applied, courses
from tests.registry.applied import PDF, admitted, attached, done, entered, form, path, stranger
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person


def sent(street: Running, kabupaten: Kabupaten, **other: Any) -> str:
    """The code of an application from the public page."""
    answer = stranger(street, "POST", "/v1/applicants", form(kabupaten.villages()[0], **other))
    assert answer.status == 201, answer.body
    return str(answer.body["code"])


def of_code(kabupaten: Kabupaten, code: str) -> Json:
    """The same, as the office has it."""
    for one in kabupaten.dinas.get("/v1/applications?limit=200").body["items"]:
        if (found := kabupaten.dinas.get(path(one)).body)["code"] == code:
            return found
    raise AssertionError(code)


def test_what_is_asked_of_whom_is_read_without_a_log_in_with_its_source(street: Running, kabupaten: Kabupaten) -> None:
    told = stranger(street, "GET", f"/v1/requirements?place={kabupaten.code}").body["items"]
    psm, tksk = (next(one for one in told if one["role"] == role) for role in ("psm", "tksk"))
    assert psm["source"].startswith("Permensos 10/2019") and psm["seat"] == "desa"
    assert (tksk["least_age"], tksk["most_age"], tksk["pass_mark"]) == (20, 35, 70)
    assert [step["by"] for step in tksk["steps"]] == ["dinas", "dinas", "province"]


def test_an_application_from_the_public_page_waits_at_the_office_and_is_followed_by_its_code(
    street: Running, kabupaten: Kabupaten
) -> None:
    code = sent(street, kabupaten, name="Melati Contoh")
    assert code.startswith(f"{kabupaten.code}-")
    state = stranger(street, "GET", f"/v1/applicants/{code.lower()}").body
    assert (state["status"], state["turn"], state["code"]) == ("received", "dinas", code)
    assert "Melati" not in str(state), "a state, and nobody's name"
    found = of_code(kabupaten, code)
    assert (found["name"], found["via"], found["edition"]) == ("Melati Contoh", "public", "psm-2019")
    assert "nik" not in found


def test_sent_twice_under_its_key_it_is_one_application(street: Running, kabupaten: Kabupaten) -> None:
    key, body = str(uuid4()), form(kabupaten.villages()[0])
    first, again = (stranger(street, "POST", "/v1/applicants", body, key=key) for _ in range(2))
    assert (first.status, again.status, first.body) == (201, 201, again.body)
    other = stranger(street, "POST", "/v1/applicants", body | {"name": "Lain Contoh"}, key=key)
    assert (other.status, other.code) == (422, "key-reused")


@pytest.mark.parametrize(("wrong", "code", "field"), [
    ({"role": "dinas"}, "unknown-role", "role"),
    ({"place": "99"}, "unknown-area", "place"),
    ({"birth_on": "2020-01-01"}, "too-young", "birth_on"),
    ({"birth_on": "kemarin"}, "invalid", "birth_on"),
    ({"name": "X 4"}, "invalid", "name"),
    ({"nik": "12"}, "invalid", "nik"),
    ({"nik": ""}, "invalid", "nik"),
    ({"phone": "1"}, "invalid", "phone"),
])  # fmt: skip
def test_what_is_wrong_with_it_is_named_and_never_repeated(
    street: Running, kabupaten: Kabupaten, wrong: Json, code: str, field: str
) -> None:
    refused = stranger(street, "POST", "/v1/applicants", form(kabupaten.villages()[0]) | wrong)
    assert (refused.status, refused.code, set(refused.body["fields"])) == (422, code, {field})


@pytest.mark.parametrize("code", ["x", "1906", "1906-AAAA-AAAA-AAAA", "9999-AAAA-AAAA-AAAA"])
def test_a_code_that_nobody_was_given_is_unknown(street: Running, code: str) -> None:
    told = stranger(street, "GET", f"/v1/applicants/{code}")
    assert (told.status, told.code) == (404, "unknown-code")


async def test_the_log_in_of_the_public_reads_no_name_and_nothing_sealed(street: Running, kabupaten: Kabupaten) -> None:
    sent(street, kabupaten)
    public = await asyncpg.connect(street.dsn("registry", "public"))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await public.fetch("SELECT status FROM applications")  # no office is set
        for wrong in (
            "SELECT name FROM applications", "SELECT nik FROM applications", "SELECT nik_print FROM applications",
            "SELECT content FROM documents", "SELECT wrapped FROM subject_keys", "SELECT * FROM proposals",
            "UPDATE applications SET name = 'x'", "UPDATE applications SET scores = '{}'",
            "DELETE FROM applications", "DELETE FROM documents", "UPDATE documents SET item = 'x'",
            "SELECT decided_by FROM selections", "UPDATE selections SET status = 'open'", "SELECT * FROM volunteers",
        ):  # fmt: skip
            async with public.transaction():
                await public.execute(f"SET LOCAL titian.office = '{kabupaten.code}'")
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    async with public.transaction():
                        await public.execute(wrong)
        async with public.transaction():
            await public.execute("SET LOCAL titian.office = '1906'")
            rows = await public.fetch("SELECT office FROM applications")
            assert {row["office"] for row in rows} <= {"1906"}, "behind the wall of the office that it names"
    finally:
        await public.close()


async def test_what_she_said_of_herself_and_her_papers_lie_sealed(
    street: Running, kabupaten: Kabupaten, admin: Any
) -> None:
    nik = kabupaten.nik()
    code = sent(street, kabupaten, nik=nik, phone="082000009876", address="Gang Melati")
    assert stranger(street, "POST", f"/v1/applicants/{code}/documents?item=ktp", PDF).status == 201
    found = of_code(kabupaten, code)
    row = dict(await admin.fetchrow("SELECT * FROM applications WHERE application_id = $1", found["id"]))
    paper = dict(await admin.fetchrow("SELECT * FROM documents WHERE subject_id = $1", found["id"]))
    for secret in (nik, "082000009876", "Gang Melati", "1998-03-04", code, "contoh"):
        assert secret not in repr(row) and secret not in repr(paper)
    before = await admin.fetchval("SELECT count(*) FROM ledger WHERE noun_id = $1", found["id"])
    opened = kabupaten.dinas.post(f"{path(found)}/particulars", {"purpose": "appointment"}).body
    assert (opened["nik"], opened["birth_on"], opened["address"]) == (nik, "1998-03-04", "Gang Melati")
    content, told = kabupaten.dinas.take(f"{path(found)}/documents/{found['documents'][0]['id']}")
    assert (content, told["content-type"]) == (PDF, "application/pdf")
    after = await admin.fetchval("SELECT count(*) FROM ledger WHERE noun_id = $1", found["id"])
    assert after == before + 2, "both openings are on record"


@pytest.mark.parametrize(("content", "item", "code"), [
    (b"<html>", "ktp", "unreadable-file"), (PDF, "paspor", "unknown-requirement"),
])  # fmt: skip
def test_what_is_no_paper_or_for_nothing_asked_is_refused(
    street: Running, kabupaten: Kabupaten, content: bytes, item: str, code: str
) -> None:
    one = sent(street, kabupaten)
    refused = stranger(street, "POST", f"/v1/applicants/{one}/documents?item={item}", content)
    assert (refused.status, refused.code) == (422, code)
    refused = kabupaten.dinas.bring(f"{path(of_code(kabupaten, one))}/documents?item={item}", content)
    assert (refused.status, refused.code) == (422, code)


def test_a_paper_brought_twice_under_its_key_is_one(street: Running, kabupaten: Kabupaten) -> None:
    code, key = sent(street, kabupaten), str(uuid4())
    for _ in range(2):
        brought = stranger(street, "POST", f"/v1/applicants/{code}/documents?item=ktp", PDF, key=key)
        assert brought.status == 201
    assert len(of_code(kabupaten, code)["documents"]) == 1


def test_returned_with_a_reason_she_completes_it_and_sends_it_again(street: Running, kabupaten: Kabupaten) -> None:
    code = sent(street, kabupaten)
    done(kabupaten.dinas, of_code(kabupaten, code), "return", {"reason": "Foto KTP buram"})
    state = stranger(street, "GET", f"/v1/applicants/{code}").body
    assert (state["status"], state["turn"], state["reason"]) == ("returned", "applicant", "Foto KTP buram")
    again = f"/v1/applicants/{code}/resubmission"
    assert stranger(street, "POST", again, {"version": 7}).code == "stale"
    for _ in range(2):  # told again nothing more happens
        told = stranger(street, "POST", again, {"version": state["version"]})
        assert (told.status, told.body["status"], told.body["reason"]) == (200, "received", "")
    assert stranger(street, "POST", again, {"version": told.body["version"]}).code == "not-at-this-step"


def test_she_withdraws_it_and_that_is_the_end(street: Running, kabupaten: Kabupaten) -> None:
    code = sent(street, kabupaten)
    out = f"/v1/applicants/{code}/withdrawal"
    assert stranger(street, "POST", out, {"version": 7}).code == "stale"
    for _ in range(2):
        assert stranger(street, "POST", out, {"version": 1}).body["status"] == "withdrawn"
    late = kabupaten.dinas.post(f"{path(of_code(kabupaten, code))}/return", {"reason": "lagi"}, was=2)
    assert late.code == "not-at-this-step"


def test_volunteers_and_other_offices_see_no_application(
    kabupaten: Kabupaten, elsewhere: Kabupaten, rahma: tuple[Json, Person]
) -> None:
    one = entered(kabupaten.dinas, kabupaten.villages()[0])
    assert rahma[1].get("/v1/applications").status == 403
    assert elsewhere.dinas.get(path(one)).status == 404
    assert one["id"] not in str(elsewhere.dinas.get("/v1/applications?limit=200").body)
    assert elsewhere.dinas.post(f"{path(one)}/return", {"reason": "x x"}, was=1).status == 404


def test_the_list_is_narrowed_by_status_role_and_kecamatan(kabupaten: Kabupaten) -> None:
    one = entered(kabupaten.dinas, kabupaten.villages(1)[0])
    tksk = entered(kabupaten.dinas, kabupaten.kecamatan(1))

    def ids(query: str) -> set[str]:
        listed = kabupaten.dinas.get(f"/v1/applications?limit=200&{query}").body["items"]
        return {item["id"] for item in listed} & {one["id"], tksk["id"]}

    assert ids(f"kec={kabupaten.kecamatan(1)}") == {one["id"], tksk["id"]}
    assert ids("role=tksk") == {tksk["id"]}
    assert ids("status=appointed") == set()


def test_a_page_that_is_behind_or_names_no_version_changes_nothing(kabupaten: Kabupaten) -> None:
    one = entered(kabupaten.dinas, kabupaten.villages()[0])
    assert kabupaten.dinas.post(f"{path(one)}/return", {"reason": "Kurang"}).status == 428
    assert kabupaten.dinas.post(f"{path(one)}/return", {"reason": "Kurang"}, was=9).code == "stale"


def test_what_is_not_complete_is_not_admitted(kabupaten: Kabupaten) -> None:
    one = entered(kabupaten.dinas, kabupaten.villages()[0])
    assert kabupaten.dinas.post(f"{path(one)}/admission", was=1).code == "not-complete"
    mark = {"item": "ktp", "met": True}
    assert kabupaten.dinas.post(f"{path(one)}/marks", mark, was=1).code == "paper-missing"
    attached(kabupaten.dinas, one, "ktp")
    told = done(kabupaten.dinas, one, "marks", mark | {"note": "Sesuai"})
    assert [(row["met"], row["note"], row["by"]) for row in told["checklist"] if row["item"] == "ktp"] == [
        (True, "Sesuai", "Budi Misal"),
    ]  # fmt: skip


def test_who_was_trained_as_a_candidate_brings_the_certificate_along(kabupaten: Kabupaten) -> None:
    """Before she held an SK or an account; revoked, it fills nothing any more."""
    nik = kabupaten.nik()
    training = courses.certified(kabupaten, people=[courses.candidate(kabupaten, nik=nik)], roles=["candidate"])
    certificate = training["participants"][0]["certificate"]
    one = entered(kabupaten.dinas, kabupaten.villages()[0], nik=nik)

    def bimtek() -> Json:
        told = kabupaten.dinas.get(path(one)).body["checklist"]
        return next(dict(row) for row in told if row["item"] == "bimtek")

    assert (bimtek()["met"], bimtek()["certificate"]) == (True, certificate["number"])
    why = {"reason": "Nama keliru di sertifikat"}
    revoked = kabupaten.dinas.post(f"/v1/certificates/{certificate['id']}/revocation", why, was=1)
    assert revoked.status == 200
    assert (bimtek()["met"], bimtek()["certificate"]) == (None, None)


def test_one_nik_is_let_in_once_for_a_role(kabupaten: Kabupaten) -> None:
    nik, village = kabupaten.nik(), kabupaten.villages(2)[0]
    admitted(kabupaten.dinas, village, nik=nik)
    twin = entered(kabupaten.dinas, village, nik=nik)
    for item in ("ktp", "literate", "conduct", "able", "bimtek", "ipsm", "kades"):
        attached(kabupaten.dinas, twin, item)
        done(kabupaten.dinas, twin, "marks", {"item": item, "met": True})
    version = kabupaten.dinas.get(path(twin)).body["version"]
    assert kabupaten.dinas.post(f"{path(twin)}/admission", was=version).code == "already-applied"
    declined = done(kabupaten.dinas, twin, "refusal", {"reason": "Terdaftar dua kali", "appeal": applied.APPEAL})
    assert (declined["status"], declined["decided_by"], declined["appeal"]) == (
        "declined", "Budi Misal", applied.APPEAL,
    )  # fmt: skip
