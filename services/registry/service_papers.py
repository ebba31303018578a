"""The letters that an office gives a volunteer, as PDF: what they say, in the office's format."""

from services.registry import days, papers, profiles, service_letters, tenures
from services.registry.profiles import Profile
from services.registry.service_letters import Kind, Letter

ROLES = {"psm": "Pekerja Sosial Masyarakat (PSM)", "tksk": "Tenaga Kesejahteraan Sosial Kecamatan (TKSK)"}


def letter(head: Profile, one: Letter, check_url: str) -> bytes:
    facts = [("Nama", one.name), ("Tugas", ROLES[one.role]), ("Wilayah", one.place)]
    signs = profiles.signatory(head)
    if one.kind is Kind.SERVICE:
        before = f"{signs.title} menerangkan bahwa:"
        facts += [("Bertugas sejak", days.written(one.since_on))]
        facts += [("Sampai", days.written(one.until_on))] if one.until_on else []
        facts += [("Masa tugas", tenures.written(one.months))]
        state = "telah bertugas" if one.until_on else "masih bertugas"
        after = [
            f"adalah benar {state} sebagai relawan kesejahteraan sosial di wilayah tersebut.",
            "Surat keterangan ini dibuat untuk dipergunakan sebagaimana mestinya.",
        ]
    else:
        before = f"{signs.title} menyampaikan terima kasih dan penghargaan kepada:"
        after = [f"atas jasanya: {one.text}", "Semoga pengabdian ini menjadi teladan bagi sesama."]
    after += ["SURAT INI SUDAH DICABUT."] if one.revoked else []
    return papers.letter(
        head, service_letters.KINDS[one.kind].id, one.number, before, facts, after, one.issued_on, check_url
    )  # fmt: skip
