"""The twelve stories, each as far as the street carries it today. The journeys and the first ten minutes use them."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from deploy.local.demo import people
from deploy.local.demo.doors import Caller, Doors, together
from deploy.local.demo.hiring import Offices
from deploy.local.demo.matters import Matter
from deploy.local.demo.people import Person

FLOOD: Final = 43  # people in story 8
HANDED_OVER: Final = 14  # cases in story 9
CANDIDATE: Final = "rusdi"  # who stands for village head there, and cannot log in afterwards


@dataclass(frozen=True)
class Telling:
    """What a story needs: doors, places, a draw of its own, today."""

    name: str
    doors: Doors
    offices: Offices
    today: date

    def who(self, username: str) -> Caller:
        return self.doors.person(username)

    def matter(self, mark: str = "") -> Matter:
        return Matter(f"demo.{self.name}{mark}", self.doors, self.offices)

    def person(self, village: str, ages: tuple[int, int], name: str = "", sex: str = "", mark: str = "") -> Person:
        draw = people.draw(self.name + mark)
        return people.person(draw, village, self.today, ages=ages, name=name, sex=sex)


Story = Callable[[Telling], Coroutine[Any, Any, None]]


async def elderly_woman(tell: Telling) -> None:
    """1, 1906: an elderly woman alone; TKSK, Dinas, Bina Serumpun; served; she says so herself."""
    rahma, jaka, dewi, mariam = map(tell.who, ("rahma", "jaka", "dewi", "mariam"))
    matter = tell.matter()
    person = tell.person("1906022004", (74, 79), "Salamah Contoh", "f")
    note = "Tinggal sendiri di rumah papan, sering tidak makan. Anak satu-satunya merantau dan tidak ada kabar."
    await matter.record(rahma, person, type=8, note=note)
    await matter.verify(jaka, "Sudah dikunjungi bersama PSM.")
    light = await matter.connect(rahma, "puskesmas-190602", "Periksa tekanan darah.")
    await matter.do(rahma, light, "accompaniment", note="Diantar Senin pagi.")
    await matter.accept(dewi)
    await matter.stage(dewi, "assessment", "planning")
    need = await matter.need(dewi, "care_home", "Perlu tempat tinggal dengan perawat.")
    referral = await matter.refer(
        dewi, need, "bina-serumpun", purpose="Penempatan di panti lanjut usia",
        fields=("name", "birth_on", "sex", "village", "type", "note"),
    )  # fmt: skip
    await matter.do(rahma, light, "result", result="served", note="Tekanan darah diperiksa, obat diberikan.")
    await referral.answer(mariam, "accept", note="Kamar 3, bawa pakaian dan KTP.")
    await referral.serve(mariam, "Sudah menempati kamar 3, makan dan tidur baik.")
    await referral.confirm(rahma, "yes", "Ibu Salamah mengatakan senang dan tidak sendirian lagi.")
    await referral.close(dewi)
    await matter.stage(dewi, "monitoring", "evaluation")
    await matter.close(dewi, "served", "Kebutuhan terpenuhi, dipantau panti.")


async def without_papers(tell: Telling) -> None:
    """2, 1706: a man with a mental disorder and no papers; each organisation waits for the one before."""
    ayu, iskandar, erna, mansur, rohani = map(tell.who, ("ayu", "iskandar", "erna", "mansur", "rohani"))
    matter = tell.matter()
    person = tell.person("1706102001", (34, 39), "Bahrun Misal", "m")
    note = "Tidak punya KTP dan KK. Tinggal di gubuk kebun, perlu pengobatan rutin."
    await matter.record(ayu, person, type=9, note=note, basis="vital", without=("nik", "birth_on", "phone"))
    await matter.verify(iskandar)
    await matter.accept(erna)
    await matter.stage(erna, "assessment", "planning")
    papers = await matter.need(erna, "papers")
    insurance = await matter.need(erna, "health_insurance")
    await matter.need(erna, "health_care", "Puskesmas, lalu surat ke RSKJ.")
    await matter.need(erna, "psychosocial", "RSKJ Soeprapto setelah JKN aktif.")
    await matter.need(erna, "guidance", "Sentra Dharma Guna setelah tenang.")
    first = await matter.refer(
        erna, papers, "dukcapil-1706", purpose="Perekaman KTP-el di tempat", fields=("name", "sex", "village")
    )
    await first.answer(mansur, "accept", note="Tim jemput bola hari Kamis.")
    await first.serve(mansur, "NIK terbit, KTP-el dicetak.")
    await first.confirm(ayu, "yes", "KTP sudah dipegang keluarga.")
    await first.close(erna)
    second = await matter.refer(
        erna, insurance, "bpjs-1706", purpose="Pendaftaran PBI-JK", fields=("name", "sex", "village", "address")
    )
    await second.answer(rohani, "accept", note="Menunggu pencocokan NIK.")
    await second.start(rohani)


async def injured_stranger(tell: Telling) -> None:
    """3, 3208: an injured man whom nobody knows; two hospitals are full; handed up; the need stays unmet."""
    komariah, didi, tuti, dedi = map(tell.who, ("komariah", "didi", "tuti", "dedi"))
    matter = tell.matter()
    person = tell.person("3208132006", (40, 49), "Fulan Umpama", "m")
    note = "Ditemukan terluka di tepi jalan, tidak ingat nama dan asal. Nama sementara."
    await matter.record(
        komariah, person, type=None, note=note, basis="vital", without=("nik", "birth_on", "phone", "address")
    )
    await matter.stage(komariah, "assessment", "planning")
    need = await matter.need(komariah, "health_care", "Rawat inap dan operasi tungkai.")
    for offer, partner in (("rsud-45", didi), ("rsud-linggajati", tuti)):
        referral = await matter.refer(komariah, need, offer, purpose="Rawat inap", fields=("name", "sex", "note"))
        await referral.answer(partner, "reject", reason="full", note="Semua tempat tidur bedah terisi.")
        await komariah.see(referral.url, lambda told: told["status"] in ("rejected", "closed"))
        await referral.close(komariah, "Dicari rumah sakit lain.")
    await matter.do(
        komariah, matter.case, "hand-up", reason="Dua rumah sakit penuh; rumah singgah lewat tujuh hari.",
        fields=["name", "sex", "type", "need", "note"],
    )  # fmt: skip
    handup = await _handed_up(dedi, matter.code)
    await matter.do(dedi, handup, "refusal", reason="no_place")


async def stranded_worker(tell: Telling) -> None:
    """4, 3513: a worker stranded on the north-coast road goes home by relay through the province."""
    parmi, sugeng, endang, bambang = map(tell.who, ("parmi", "sugeng", "endang", "bambang"))
    matter = tell.matter()
    person = tell.person("3513232003", (27, 33), "Rohmat Andai", "m")
    note = "Kehabisan bekal di jalan pantura, hendak pulang ke Sumbawa. KTP hilang, laporan polisi ada."
    await matter.record(parmi, person, type=None, note=note, without=("nik", "address"))
    await matter.verify(sugeng)
    await matter.accept(endang)
    await matter.stage(endang, "assessment", "planning")
    await matter.need(endang, "travel_home", "Diantar estafet lewat provinsi.")
    await matter.do(
        endang,
        matter.case,
        "hand-up",
        reason="Pemulangan antarprovinsi.",
        fields=["name", "sex", "age", "need", "note"],
    )
    handup = await _handed_up(bambang, matter.code)
    await matter.do(bambang, handup, "opening")
    await matter.stage(endang, "intervention")


async def waiting_list(tell: Telling) -> None:
    """5, 6305: the home has a waiting list; only a place for who can look after himself is free."""
    salbiah, nafisah, hamid, gani = map(tell.who, ("salbiah", "nafisah", "hamid", "gani"))
    matter = tell.matter()
    person = tell.person("6305041001", (79, 84), "Ilyas Umpama", "m")
    note = "Tidak dapat berjalan tanpa dipapah, tetangga bergantian menyuapi."
    await matter.record(salbiah, person, type=8, note=note)
    await matter.verify(nafisah, "Benar, sudah dikunjungi.")
    await matter.accept(hamid)
    await matter.stage(hamid, "assessment", "planning")
    need = await matter.need(hamid, "care_home", "Kelas penuh, tidak mandiri.")
    referral = await matter.refer(
        hamid,
        need,
        "budi-sejahtera",
        purpose="Penempatan di panti lanjut usia",
        fields=("name", "age", "sex", "village", "note"),
    )
    note = "Kelas penuh terisi; yang kosong hanya kelas mandiri. Urutan 6 di daftar tunggu."
    await referral.answer(gani, "waitlist", note=note)
    await hamid.see(referral.url, lambda told: told["status"] == "waitlisted")


async def inactive_card(tell: Telling) -> None:
    """6, 1706: dialysis, decile 7, the card is off; refused for the NIK, mended, active the next day."""
    rasyid, iskandar, erna, rohani = map(tell.who, ("rasyid", "iskandar", "erna", "rohani"))
    matter = tell.matter()
    person = tell.person("1706102002", (48, 54), "Zainal Contoh", "m")
    note = "Cuci darah dua kali seminggu. Kartu PBI nonaktif, desil 7. Surat keterangan rumah sakit ada."
    await matter.record(rasyid, person, type=None, note=note)
    await matter.verify(iskandar)
    await matter.accept(erna)
    await matter.stage(erna, "assessment", "planning")
    need = await matter.need(erna, "health_insurance", "Reaktivasi PBI-JK.")
    fields = ("name", "birth_on", "nik", "address")
    first = await matter.refer(erna, need, "bpjs-1706", purpose="Reaktivasi PBI-JK", fields=fields)
    await first.answer(rohani, "reject", reason="papers_missing", note="NIK berbeda dengan data kependudukan.")
    await erna.see(first.url, lambda told: told["status"] in ("rejected", "closed"))
    await first.close(erna, "NIK diperbaiki Disdukcapil.")
    second = await matter.refer(erna, need, "bpjs-1706", purpose="Reaktivasi PBI-JK, NIK sudah padan", fields=fields)
    await second.answer(rohani, "accept")
    await second.serve(rohani, "Aktif per hari berikutnya.")
    await second.confirm(rasyid, "yes", "Kartu sudah dipakai untuk cuci darah.")
    await second.close(erna, "Pemutakhiran DTSEN paling lambat enam bulan.")
    await matter.stage(erna, "monitoring")


async def protected_child(tell: Telling) -> None:
    """7, 3513: a child who was hurt. The protected desk has the file; the village has a receipt and no name."""
    parmi, slamet, endang, ningsih = map(tell.who, ("parmi", "slamet", "endang", "ningsih"))
    matter = tell.matter()
    person = tell.person("3513232003", (9, 12))
    note = "Luka memar berulang. Dititipkan sementara pada neneknya."
    await matter.record(parmi, person, type=6, note=note, basis="vital", without=("nik", "phone"))
    await matter.find(slamet)
    await matter.do(slamet, matter.case, "assignment", sub=(await endang.get("registry/v1/me"))["sub"])
    await matter.accept(endang)
    await matter.stage(endang, "assessment", "planning")
    need = await matter.need(endang, "psychosocial", "Pendampingan psikolog, keamanan di rumah nenek.")
    referral = await matter.refer(
        endang, need, "ppa-3513", purpose="Pendampingan anak korban", fields=("age", "sex", "note")
    )
    await referral.answer(ningsih, "accept", note="Psikolog datang besok pagi.")
    await referral.serve(ningsih, "Tiga kali pendampingan, aman di rumah nenek.")
    await referral.confirm(endang, "yes")
    await referral.close(endang)
    await matter.stage(endang, "monitoring")


async def flood(tell: Telling) -> None:
    """8, 1706: one flood, 43 people of two villages."""
    villages = (("1706102001", tell.who("ayu")), ("1706102002", tell.who("rasyid")))
    iskandar = tell.who("iskandar")

    async def one(number: int) -> None:
        village, psm = villages[number % 2]
        matter = tell.matter(f".{number:02d}")
        person = tell.person(village, (19, 72), mark=str(number))
        await matter.record(
            psm, person, type=21, note="Banjir Sungai Selagan. Rumah terendam, mengungsi di balai desa.", basis="vital"
        )
        if number < 25:
            await matter.verify(iskandar)

    await together(one(number) for number in range(FLOOD))


async def candidate(tell: Telling) -> None:
    """9, 1906: a TKSK stands for village head. Intake stops; the Dinas takes 14 cases out of his hands."""
    juriah, rusdi, hasan, yusuf = map(tell.who, ("juriah", CANDIDATE, "hasan", "yusuf"))
    taking = (await yusuf.get("registry/v1/me"))["sub"]
    post = await hasan.find("registry/v1/volunteers?role=tksk&kec=190605", lambda post: post["username"] == CANDIDATE)
    kinds = (24, 9, 24, 23, 8, 24, 9)

    async def one(number: int) -> Matter:
        matter = tell.matter(f".{number:02d}")
        village = "1906052001" if number % 2 else "1906052002"
        person = tell.person(village, (28, 58), mark=str(number))
        await matter.record(juriah, person, type=kinds[number % len(kinds)], note="Dicatat saat kunjungan rumah.")
        if post["status"] == "active":  # told before: he can no longer log in to tell it again
            await matter.verify(rusdi)
        return matter

    matters = await together(one(number) for number in range(HANDED_OVER))
    reason = "Mencalonkan diri sebagai kepala desa; penerimaan laporan berhenti sampai pemilihan selesai."
    await matters[0].do(hasan, f"registry/v1/volunteers/{post['id']}", "suspension", reason=reason)
    await together(matter.do(hasan, matter.case, "assignment", sub=taking) for matter in matters)


async def in_two_places(tell: Telling) -> None:
    """10: one person, recorded in 3513 and in 3208, with the same NIK."""
    person = tell.person("3208132006", (44, 50), "Sutinah Fiktif", "f")
    at_home = tell.matter(".3208")
    await at_home.record(tell.who("tarsih"), person, type=24, note="Bekerja di Probolinggo, pulang dua kali setahun.")
    away = tell.matter(".3513")
    there = Person(person.name, person.sex, person.birth_on, "3513232003", person.nik, person.phone, person.address)
    await away.record(tell.who("parmi"), there, type=24, note="Menumpang di rumah majikan.")


async def solved_in_the_village(tell: Telling) -> None:
    """11, 1906: Karang Taruna mends the roof; the Dinas never had to."""
    samsul, idris = map(tell.who, ("samsul", "idris"))
    matter = tell.matter()
    person = tell.person("1906042001", (63, 69), "Darman Misal", "m")
    await matter.record(samsul, person, type=24, note="Atap dapur roboh, hujan masuk ke kamar.")
    await matter.verify(idris, "Karang Taruna bersedia membantu.")
    await matter.do(
        samsul,
        matter.case,
        "solution",
        by="Karang Taruna Kecamatan Kelapa Kampit",
        note="Atap diperbaiki gotong royong.",
    )


async def birth_certificate(tell: Telling) -> None:
    """12, 3208: a volunteer goes along to the civil registry; no letter, no decision."""
    tarsih, oman = map(tell.who, ("tarsih", "oman"))
    matter = tell.matter()
    person = tell.person("3208132006", (6, 8), "Lela Misal", "f")
    note = "Belum punya akta kelahiran, hendak masuk sekolah. Tinggal dengan bibi."
    await matter.record(tarsih, person, type=None, note=note, guardian="Yati Misal", without=("nik", "phone"))
    await matter.verify(oman)
    light = await matter.connect(tarsih, "dukcapil-3208", "Akta kelahiran terlambat.")
    await matter.do(tarsih, light, "accompaniment", note="Bersama bibi, membawa surat bidan.")
    await matter.do(tarsih, light, "result", result="served", note="Akta terbit hari itu juga.")
    await matter.do(tarsih, matter.case, "solution", by="Disdukcapil Kuningan", note="Akta kelahiran sudah dipegang.")


STORIES: Final[dict[int, Story]] = {
    1: elderly_woman,
    2: without_papers,
    3: injured_stranger,
    4: stranded_worker,
    5: waiting_list,
    6: inactive_card,
    7: protected_child,
    8: flood,
    9: candidate,
    10: in_two_places,
    11: solved_in_the_village,
    12: birth_certificate,
}


async def _handed_up(province: Caller, code: str) -> str:
    """The address of what was handed up, once the office above has it."""
    found = await province.find("cases/v1/hand-ups", lambda up: up["code"] == code)
    return f"cases/v1/hand-ups/{found['id']}"
