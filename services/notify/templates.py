"""What a notice says: one sentence for each way in which a move can be somebody's. Data, no names, nothing to fill in.

A sentence says what happened and what to do next; the code beside it says which matter. Of a protected matter it says
no more than that something waits: a telephone lies open on a table.
"""

from dataclasses import dataclass

from services.kit.errors import Words


@dataclass(frozen=True, slots=True)
class Template:
    """`link` is the portal's page, with the subject in place of {id}; `urgent` stands first and is marked."""

    words: Words
    link: str
    urgent: bool = False


_CASE, _REFERRAL, _PACKET = "/kasus/{id}", "/rujukan/{id}", "/rujukan-masuk/{id}"
_CONNECTION, _HANDUP = "/hubungan/{id}", "/dinaikkan/{id}"

# (kind, status); the statuses are those of the services that own the matters.
TEMPLATES: dict[tuple[str, str], Template] = {
    ("case", "awaiting"): Template(
        Words("Kasus baru menunggu verifikasi Anda.", "A new case awaits your verification."), _CASE
    ),
    ("case", "returned"): Template(
        Words("Kasus dikembalikan: lengkapi, lalu kirim lagi.", "A case was returned: complete it and send it again."),
        _CASE,
    ),
    ("case", "verified"): Template(
        Words("Kasus terverifikasi, menunggu keputusan Dinas.", "A verified case awaits the decision of the Dinas."),
        _CASE,
    ),
    ("case", "accepted"): Template(
        Words("Kasus ditangani Dinas: mulai asesmen.", "The Dinas took on a case: begin the assessment."), _CASE
    ),
    ("case", "assessment"): Template(Words("Kasus dalam asesmen.", "A case is being assessed."), _CASE),
    ("case", "planning"): Template(Words("Kasus menunggu rencana.", "A case awaits its plan."), _CASE),
    ("case", "intervention"): Template(Words("Kasus dalam intervensi.", "A case is in intervention."), _CASE),
    ("case", "monitoring"): Template(Words("Kasus dalam pemantauan.", "A case is being monitored."), _CASE),
    ("case", "evaluation"): Template(
        Words("Kasus menunggu evaluasi, lalu ditutup.", "A case awaits evaluation and its end."), _CASE
    ),
    ("case", "reopened"): Template(
        Words("Kasus dibuka kembali: periksa apa yang kurang.", "A case was reopened: see what is missing."), _CASE
    ),
    ("referral", "served"): Template(
        Words(
            "Sudah dilayani menurut lembaga: tanyakan kepada warga.", "Served, says the organisation: ask the citizen."
        ),
        _REFERRAL,
    ),
    ("referral", "partly"): Template(
        Words(
            "Dilayani sebagian menurut lembaga: tanyakan kepada warga.",
            "Partly served, says the organisation: ask the citizen.",
        ),
        _REFERRAL,
    ),
    ("referral", "not_served"): Template(
        Words("Rujukan tidak terlayani: cari jalan lain.", "A referral was not served: find another way."),
        _REFERRAL,
        urgent=True,
    ),
    ("referral", "rejected"): Template(
        Words(
            "Rujukan ditolak: baca alasannya, lalu rujuk ke tempat lain.",
            "A referral was rejected: read why and refer elsewhere.",
        ),
        _REFERRAL,
        urgent=True,
    ),
    ("referral", "expired"): Template(
        Words(
            "Rujukan tidak dijawab sampai batas waktu: rujuk ke tempat lain.",
            "A referral was not answered in time: refer elsewhere.",
        ),
        _REFERRAL,
        urgent=True,
    ),
    ("referral", "confirmed"): Template(
        Words("Warga membenarkan: tutup rujukan.", "The citizen confirms: close the referral."), _REFERRAL
    ),
    ("referral", "disputed"): Template(
        Words(
            "Keterangan warga dan lembaga berbeda: periksa.", "Citizen and organisation say different things: check."
        ),
        _REFERRAL,
        urgent=True,
    ),
    ("packet", "sent"): Template(
        Words("Rujukan baru: buka, lalu sanggupi atau tolak.", "A new referral: open it, then accept or reject."),
        _PACKET,
    ),
    ("packet", "received"): Template(
        Words("Rujukan menunggu jawaban Anda.", "A referral awaits your answer."), _PACKET
    ),
    ("packet", "accepted"): Template(
        Words("Rujukan disanggupi: mulai layanan.", "A referral was accepted: begin the service."), _PACKET
    ),
    ("packet", "waitlisted"): Template(
        Words("Rujukan dalam daftar tunggu Anda.", "A referral stands on your waiting list."), _PACKET
    ),
    ("packet", "in_service"): Template(
        Words("Rujukan sedang dilayani: laporkan hasilnya.", "A referral is in service: report the result."), _PACKET
    ),
    ("connection", "suggested"): Template(
        Words("Bantuan disarankan: dampingi warga ke sana.", "Help was suggested: go there with the citizen."),
        _CONNECTION,
    ),
    ("connection", "accompanied"): Template(
        Words("Warga sudah didampingi: catat hasilnya.", "The citizen was accompanied: record the result."), _CONNECTION
    ),
    ("handup", "sent"): Template(
        Words("Kasus dinaikkan kepada Anda: ambil atau tolak.", "A case was handed up to you: take it or refuse it."),
        _HANDUP,
    ),
}
_OTHER = Words("Ada yang menunggu langkah Anda.", "Something awaits your move.")
_PROTECTED = Words("Laporan terlindungi menunggu langkah Anda.", "A protected report awaits your move.")
_LINKS = {
    "case": _CASE, "referral": _REFERRAL, "packet": _PACKET, "connection": _CONNECTION, "handup": _HANDUP,
}  # fmt: skip


def template(kind: str, status: str, *, protected: bool) -> Template:
    """The sentence for a matter in this status; one for all where the status is newer than this list."""
    if protected:
        return Template(_PROTECTED, _LINKS[kind], urgent=True)
    return TEMPLATES.get((kind, status)) or Template(_OTHER, _LINKS[kind])
