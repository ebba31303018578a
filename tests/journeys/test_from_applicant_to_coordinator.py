"""One selection of a TKSK in a real browser: she applies on her phone, the Dinas checks and selects, the province
forwards, and the SK makes her the coordinator of a kecamatan that had none."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, async_playwright

from deploy.local.demo import people
from deploy.local.demo.doors import Doors
from deploy.local.running import Running
from services.kit import area
from services.kit.area import Level
from tests.journeys import browsers
from tests.journeys.browsers import DESK, PHONE, Visitor
from tests.journeys.steps import fresh

PAPER = FilePayload(name="kertas.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 contoh")
BROUGHT = ("ktp", "school", "independent", "active", "healthy")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**browsers.chromium())
        yield browser
        await browser.close()


async def test_from_an_application_on_a_phone_to_the_sk_of_a_tksk(
    street: Running, passwords: dict[str, str], doors: Doors, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder: Path = tmp_path_factory.mktemp("selection")
    print(f"\npictures of the selection: {folder}")

    async def somebody_logs_in(username: str) -> Visitor:
        visitor = await Visitor.arrive(browser, DESK, street.url("portal"), folder, username)
        await visitor.log_in(username, passwords[username])
        return visitor

    kec = await vacant(doors)
    name = people.staff(people.draw(fresh()))

    # 1 On her phone, without an account: who she is, and the papers.
    she = await Visitor.arrive(browser, PHONE, street.url("portal"), folder, "pelamar")
    await she.go("/")
    await she.press("Ingin menjadi PSM, TKSK, atau relawan lain? Mendaftar di sini")
    await she.select("Kabupaten atau kota", "Kabupaten Belitung Timur")
    await she.choose("Tenaga Kesejahteraan Sosial Kecamatan (TKSK)")
    await she.shot("daftar")
    await she.press("Lanjut")
    await she.fill("Nama", name)
    await she.select("Kecamatan tempat bertugas", area.name(kec))
    await she.fill("Tanggal lahir", "4 Maret 1998")
    await she.fill("NIK", f"{kec}440398{9001 + int(fresh(), 16) % 999:04d}")
    await she.shot("isi")
    await she.press("Kirim permohonan")
    await she.reads("Simpan kode ini")
    code = she.page.url.rpartition("/")[2].partition("?")[0]
    for item in BROUGHT:
        await attach(she, item)
    await she.shot("kode")

    # 2 The Dinas checks item by item; the file is complete.
    yusuf = await somebody_logs_in("yusuf")
    await yusuf.go("/psm/permohonan?peran=tksk")
    await yusuf.shot("daftar-permohonan")
    await yusuf.press(name)
    for item in (*BROUGHT, "computer"):
        await met(yusuf, item)
    await yusuf.shot("syarat")
    await yusuf.press("Berkas lengkap, ikutkan seleksi")
    await yusuf.press("Lihat seleksi dan peringkat")
    await yusuf.fill("Tes tertulis", "82")
    await yusuf.fill("Wawancara", "76")
    await yusuf.press("Simpan nilai")
    await yusuf.reads("79")
    await yusuf.shot("nilai")

    # 3 The head decides, with the reason; she reads it by her code, without a name on the page.
    hasan = await somebody_logs_in("hasan")
    await hasan.page.goto(yusuf.page.url.partition("?")[0])
    await hasan.choose(name)
    await hasan.fill("Alasan keputusan", "Nilai akhir tertinggi")
    await hasan.fill("Keberatan", "Tertulis kepada Kepala Dinas, 7 hari")
    await hasan.press("Putuskan seleksi")
    await hasan.reads("Diputuskan Hasan Andai")
    await hasan.shot("keputusan")
    await she.go(f"/daftar/{code}")
    await she.reads("Terpilih, menunggu SK")
    assert name not in await she.page.content()
    await she.shot("terpilih")

    # 4 The camat recommends, the Dinas proposes, the province forwards.
    await yusuf.go("/psm/permohonan?peran=tksk&status=chosen")
    await yusuf.press(name)
    for step, number in (("camat", "460/7/Kec"), ("proposal", "460/9/Dinsos")):
        await take(yusuf, step, number)
    await yusuf.reads("giliran provinsi")
    await yusuf.shot("diusulkan")
    sumarni = await somebody_logs_in("sumarni")
    await sumarni.go("/usulan?status=waiting")
    await sumarni.shot("usulan")
    await sumarni.press(name)
    await sumarni.fill("Nomor surat", "460/19/2026")
    await sumarni.fill("Tanggal surat", "20-1-2026")
    await sumarni.page.locator("#file").set_input_files(PAPER)
    await sumarni.press("Teruskan")
    await sumarni.reads("Diteruskan ke kementerian")
    await sumarni.shot("diteruskan")

    # 5 The SK arrives: the appointment and the account come of it.
    await yusuf.page.reload()
    await yusuf.reads("460/19/2026")
    await yusuf.select("Penerbit SK", "Kementerian Sosial")
    await yusuf.fill("Nomor SK", "77/SK/2026")
    await yusuf.fill("Tanggal SK", "2-2-2026")
    await yusuf.fill("Berlaku mulai", "2-2-2026")
    await yusuf.shot("sk")
    await yusuf.press("Catat SK")
    await yusuf.reads("SK sudah terbit")
    await yusuf.press("Ke halaman relawan")
    await yusuf.reads("Cetak lembar akun")
    await yusuf.shot("tksk")
    await she.go(f"/daftar/{code}")
    await she.reads("SK sudah terbit")
    assert kec in [one["kec"] for one in await seated(doors) if one["name"] == name]


async def seated(doors: Doors) -> list[dict[str, str]]:
    found = doors.person("hasan").items("registry/v1/volunteers?role=tksk")
    return [one async for one in found if one["status"] != "ended"]


async def vacant(doors: Doors) -> str:
    taken = {one["kec"] for one in await seated(doors)}
    return next(kec for kec in area.codes("1906", Level.KECAMATAN) if kec not in taken)


async def attach(visitor: Visitor, item: str) -> None:
    """Behind its fold, one paper at a time."""
    fold = visitor.page.locator("details", has=visitor.page.locator(f"#file-{item}"))
    await fold.locator("summary").click()
    await visitor.page.locator(f"#file-{item}").set_input_files(PAPER)
    await fold.get_by_role("button", name="Lampirkan").click()
    await visitor.reads("Kertas terlampir.")


async def met(visitor: Visitor, item: str) -> None:
    fold = visitor.page.locator(f"#item-{item} details")
    await fold.locator("summary").click()
    await fold.get_by_role("button", name=re.compile("^Terpenuhi$")).click()
    await visitor.reads("Hasil pemeriksaan tersimpan.")


async def take(visitor: Visitor, step: str, number: str) -> None:
    await visitor.fill("Nomor surat", number)
    await visitor.fill("Tanggal surat", "5-1-2026")
    await visitor.page.locator(f"#file-{step}").set_input_files(PAPER)
    await visitor.press("Catat langkah ini")
    await visitor.reads(number)
