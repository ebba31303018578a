"""The whole journey in a real browser, on a phone, at a desk and without script; pictures are kept to be looked at."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from deploy.local.running import Running
from services.kit import area
from tests.journeys import browsers, newcomers
from tests.journeys.browsers import DESK, PHONE, PLAIN, STORED, Visitor, Way
from tests.journeys.newcomers import LENGGANG, OWN
from tests.journeys.steps import SECONDS, somebody

TYPED = "Zubaidah Umpama"  # whom she was about to record when she was suspended


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**browsers.chromium())
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    print(f"\npictures of the journey: {folder}")
    return folder


@pytest.mark.parametrize("way", [PHONE, DESK, PLAIN], ids=lambda way: way.name)
async def test_from_the_appointment_to_served_and_suspended(
    street: Running, passwords: dict[str, str], browser: Browser, pictures: Path, way: Way
) -> None:
    folder = pictures / way.name
    folder.mkdir()

    async def somebody_logs_in(username: str) -> Visitor:
        visitor = await Visitor.arrive(browser, way, street.url("portal"), folder, username)
        await visitor.log_in(username, passwords[username])
        return visitor

    name, person = newcomers.some_name(), somebody(LENGGANG, ages=(70, 88))

    # 1 The Dinas appoints a PSM and prints the slip.
    yusuf = await somebody_logs_in("yusuf")
    await yusuf.go("/psm")
    await yusuf.shot("psm")
    await yusuf.press("Catat pengangkatan")
    await appoint(yusuf, name)
    await yusuf.reads("Cetak lembar akun")
    await yusuf.shot("relawan")
    appointed = yusuf.page.url
    await yusuf.press("Cetak lembar akun")
    await yusuf.page.locator("#lembar").get_by_role("button").click()
    await yusuf.page.wait_for_load_state()
    await yusuf.shot("lembar")
    username, once = await yusuf.page.locator(".letter .secret").all_inner_texts()

    # She logs in with it, sets her own password, and sees her villages.
    psm = await Visitor.arrive(browser, way, street.url("portal"), folder, "psm")
    await psm.log_in(username, once)
    await psm.choose_password(OWN)
    began = time.monotonic()
    await expect(psm.text("Lenggang").first).to_be_visible(timeout=5000)
    await expect(psm.text("Batu Penyu").first).to_be_visible()
    await psm.shot("tugas")

    # 2 She records a neglected elderly person and connects the Puskesmas.
    await record(psm, person.name, person.nik, person.birth_on.strftime("%-d %-m %Y"), since=began)
    case = psm.page.url.removeprefix(psm.portal)
    [code, *_] = re.findall(r"1906-\d\d-[0-9A-Z]{6}", await psm.page.inner_text("main"))
    await psm.shot("kasus")
    await connect(psm)
    await yusuf.go("/pemberitahuan")

    # 3 The TKSK verifies; the Dinas accepts, writes a need, sends chosen fields.
    jaka = await somebody_logs_in("jaka")
    await jaka.reads(person.name)
    await jaka.shot("tugas")
    await noticed(jaka, code, person.name)
    await jaka.go(case)
    await jaka.press("Verifikasi")
    await jaka.shot("diverifikasi")
    await jaka.go("/pemberitahuan")
    await jaka.reads_not(code)

    dewi = await somebody_logs_in("dewi")
    await noticed(dewi, code, person.name)
    await dewi.go(case)
    await dewi.press("Tangani kasus")
    await dewi.shot("ditangani")
    for stage in ("Asesmen", "Rencana"):
        await dewi.press("Pindahkan tahap")
        await dewi.choose(stage)
        await dewi.press("Pindahkan tahap")
    await need(dewi, "Rujukan ke panti")
    referral = await refer(dewi)

    # 4 The partner sees that packet; answers, begins, reports.
    mariam = await somebody_logs_in("mariam")
    await noticed(mariam, referral, person.name)
    await mariam.go("/rujukan-masuk")
    await mariam.reads(referral)
    await mariam.shot("rujukan-masuk")
    await mariam.press(referral)
    assert person.name not in await mariam.page.inner_text("main"), "not before it is opened"
    await mariam.shot("rujukan-tertutup")
    await mariam.press("Buka data")
    await mariam.reads(person.name)
    await mariam.shot("rujukan-terbuka")
    await mariam.press("Sanggupi rujukan")
    await mariam.press("Mulai layanan")
    await mariam.choose("Sudah dilayani")
    await mariam.fill("Catatan", "Sudah menempati kamar 3.")
    await mariam.shot("melapor")
    await mariam.press("Laporkan layanan")
    await mariam.shot("dilaporkan")
    await mariam.go(case)
    assert await mariam.heading() in ("Tidak ditemukan", "Tidak dapat dilakukan")

    # The PSM writes down the citizen's own word; referral and case close.
    await noticed(psm, referral, person.name)
    await psm.press(referral)
    await psm.choose("Ya, sudah")
    await psm.shot("kata-warga")
    await psm.press("Konfirmasi")
    await psm.go("/pemberitahuan")
    await psm.reads_not(referral)
    await noticed(dewi, referral, person.name)
    await dewi.press(referral)
    await dewi.press("Tuntaskan rujukan")
    await dewi.shot("tuntas")
    await dewi.go(case)
    await dewi.press("Tutup kasus")
    await dewi.select("Bagaimana akhirnya?", "Kebutuhan terpenuhi")
    await dewi.press_until_done("Tutup kasus")
    await dewi.shot("ditutup")
    await expect(dewi.text("Selesai").first).to_be_visible()

    # 6 The province sees counts and no file.
    sumarni = await somebody_logs_in("sumarni")
    await sumarni.go("/angka")
    await sumarni.reads("Belitung Timur")
    await sumarni.shot("angka")
    await sumarni.go(case)
    assert await sumarni.heading() == "Tidak ditemukan"

    # 7 Suspended with an open page: it says why and keeps what she typed.
    await psm.go("/catat")
    await psm.choose("Lenggang")
    await psm.choose("Persetujuan warga")
    await psm.press("Simpan, lanjut ke warga")
    await psm.fill("Nama lengkap", TYPED)
    await suspend(yusuf, appointed)
    await told_why(psm, way)

    if way.script:
        for visitor in (psm, dewi, mariam):
            assert person.name not in await visitor.page.evaluate(STORED)


async def appoint(yusuf: Visitor, name: str) -> None:
    today = datetime.now(area.zone("1906")).date()
    await yusuf.fill("Nama lengkap", name)
    await yusuf.choose("PSM, untuk desa atau kelurahan")
    await yusuf.page.locator("summary", has_text="Gantung").click()
    await yusuf.choose("Lenggang")
    await yusuf.choose("Batu Penyu")
    await yusuf.fill("Nomor SK", "400.9/117/SK/2026")
    await yusuf.fill("Penerbit SK", "Kepala Dinas Sosial")
    for label, days in (("Tanggal SK", 3), ("Berlaku mulai", 2)):
        await yusuf.fill(label, f"{today - timedelta(days=days):%-d-%-m-%Y}")
    await yusuf.shot("pengangkatan")
    await yusuf.press("Catat pengangkatan")


async def record(psm: Visitor, name: str, nik: str, born: str, *, since: float) -> None:
    """`since`: when she came. Her villages are known everywhere within 5 s, which nobody types faster than."""
    await psm.press("Catat warga")
    await psm.choose("Lenggang")
    await psm.choose("Persetujuan warga")
    await psm.shot("catat-1")
    await psm.press("Simpan, lanjut ke warga")
    await psm.fill("Nama lengkap", name)
    await psm.fill("NIK", nik[:15])
    for label, part in zip(("Tanggal", "Bulan", "Tahun"), born.split(), strict=True):
        await psm.page.get_by_label(label, exact=True).fill(part)
    await psm.choose("Perempuan")
    await psm.press("Simpan, lanjut ke kebutuhan")
    await psm.shot("catat-2-galat")
    await expect(psm.text("NIK harus 16 angka").first).to_be_visible()
    assert await psm.page.get_by_label("Nama lengkap").input_value() == name, "what was typed stays"
    await psm.fill("NIK", nik)
    await psm.press("Simpan, lanjut ke kebutuhan")
    await psm.select("Jenis PPKS", "Lanjut Usia Terlantar")
    await psm.fill("Keadaan yang Anda lihat", "Tinggal sendiri, sering tidak makan.")
    await psm.shot("catat-3")
    await asyncio.sleep(max(0, since + SECONDS - time.monotonic()))
    await psm.press("Kirim laporan")
    await expect(psm.text("Warga dicatat.").first).to_be_visible()


async def connect(psm: Visitor) -> None:
    await psm.press("Hubungkan ke bantuan")
    await psm.page.get_by_role("radio", name=re.compile("Puskesmas Gantung")).check()
    await psm.shot("hubungkan")
    await psm.press("Hubungkan")
    await psm.press("Catat didampingi")
    await psm.choose("Sudah dilayani")
    await psm.shot("hasil")
    await psm.press("Simpan hasil")
    await expect(psm.text("Sudah dilayani").first).to_be_visible()


async def need(dewi: Visitor, kind: str) -> None:
    await dewi.press("Tambah kebutuhan")
    await dewi.select("Kebutuhan", kind)
    await dewi.press("Tambah kebutuhan")
    await dewi.shot("kebutuhan")


async def refer(dewi: Visitor) -> str:
    """The referral's code."""
    await dewi.press("Rujuk warga")
    await dewi.shot("pilih-layanan")
    await dewi.press("Pilih Perawatan lanjut usia di panti")
    for name in ("Nama", "Umur", "Jenis kelamin", "Desa/kelurahan", "Catatan keadaan"):
        await dewi.choose(name)
    await dewi.fill("Untuk keperluan apa?", "Penempatan di panti lanjut usia")
    await dewi.shot("data-dibagikan")
    await dewi.press("Kirim rujukan")
    await expect(dewi.text("Rujukan terkirim.").first).to_be_visible()
    await dewi.shot("terkirim")
    return (await dewi.heading()).split()[-1]


async def noticed(visitor: Visitor, code: str, name: str) -> None:
    """A notice with the code stands before whose move it is, and names nobody."""
    await visitor.go("/pemberitahuan")
    await visitor.reads(code)
    assert name not in await visitor.page.inner_text("main")
    await visitor.shot("pemberitahuan")


async def suspend(yusuf: Visitor, appointed: str) -> None:
    await yusuf.page.goto(appointed)
    await yusuf.press("Nonaktifkan")
    dialog = yusuf.page.locator("#nonaktifkan")
    await dialog.get_by_label("Alasan").fill("Diperiksa inspektorat.")
    await yusuf.shot("nonaktifkan")
    await dialog.get_by_role("button", name="Nonaktifkan", exact=True).click()
    await yusuf.page.wait_for_load_state()
    await yusuf.shot("nonaktif")


async def told_why(psm: Visitor, way: Way) -> None:
    """Within 60 s. Her open page says it as soon as she types on; without script, when she sends."""
    why = psm.page.get_by_text("Akun nonaktif. Hubungi Dinas Sosial.").first
    if way.script:
        for number in range(60):
            await psm.fill("Alamat", f"Jl. Contoh No. {number + 1}")
            await psm.page.get_by_label("Alamat").blur()
            await psm.page.wait_for_timeout(1000)
            if await why.count():
                break
        await expect(why).to_be_visible()
        await psm.shot("nonaktif")
        assert await psm.page.get_by_label("Nama lengkap").input_value() == TYPED
    else:
        elsewhere = await psm.page.context.new_page()
        for _ in range(60):
            await elsewhere.goto(f"{psm.portal}/tugas")
            if await elsewhere.get_by_text("Akun nonaktif").count():
                break
            await elsewhere.wait_for_timeout(1000)
    await psm.press("Simpan, lanjut ke kebutuhan")
    await psm.fill("Keadaan yang Anda lihat", f"{TYPED} tinggal sendiri.")
    await psm.press("Kirim laporan")
    await psm.shot("nonaktif-terkirim")
    await expect(why).to_be_visible()
    await expect(psm.page.get_by_text(TYPED).first).to_be_visible()
