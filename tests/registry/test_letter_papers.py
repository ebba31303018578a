"""What the letters say that an office gives a volunteer: read back from the PDF, without a database."""

from dataclasses import replace
from datetime import date

from services.registry import papers
from services.registry.profiles import Signatory
from services.registry.service_letters import Kind
from services.registry.standings import Status
from tests.registry.test_certifying import text_of
from tests.registry.test_honour_rules import HEAD, letter

SIGNED = replace(HEAD, signatories=(Signatory("Hasan Andai, S.Sos.", "Kepala Dinas Sosial"),))
CHECK = "http://titian.example/surat/1906.contoh"


def test_a_service_letter_says_who_serves_where_since_when_and_how_long() -> None:
    text = text_of(papers.letters.letter(SIGNED, letter(), CHECK))
    for line in (
        "SURAT KETERANGAN MASA TUGAS", "Nomor: 7/SKMT/DINSOS/XI/2026", ": Rahma Contoh", ": Lenggang",
        ": 1 Agustus 2022", ": 4 tahun 3 bulan", "Hasan Andai, S.Sos.", "Manggar, 4 November 2026",
    ):  # fmt: skip
        assert line in text, line
    assert "Pekerja Sosial Masyarakat (PSM)" in text and "DICABUT" not in text


def test_of_who_has_left_it_says_until_when() -> None:
    text = text_of(papers.letters.letter(SIGNED, letter(status=Status.ENDED, since_on=date(2025, 8, 1)), CHECK))
    assert ": 1 Agustus 2025" in text and "telah bertugas" in text and "masih bertugas" not in text


def test_thanks_say_what_for_and_what_is_revoked_says_so() -> None:
    thanks = letter(Kind.THANKS, "Mendampingi <40> warga & keluarga saat banjir.")
    text = text_of(papers.letters.letter(SIGNED, thanks, CHECK))
    assert "SURAT UCAPAN TERIMA KASIH" in text
    assert "atasjasanya:Mendampingi<40>warga&keluargasaatbanjir." in "".join(text.split()), "text, never markup"
    gone = thanks.revoke(reason="Nama keliru", was=1).now
    assert "SURAT INI SUDAH DICABUT." in text_of(papers.letters.letter(SIGNED, gone, CHECK))
