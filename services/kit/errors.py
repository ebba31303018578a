"""One family of refusals that crosses HTTP (RFC 9457), gRPC and inbox unchanged.

A refusal says what happened, what is kept and what to do, in Bahasa Indonesia and in English; it never repeats a
value that somebody typed. Everything else that is raised is a fault: the caller is told nothing about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence for people: Bahasa Indonesia first, English second."""

    id: str
    en: str

    def of(self, language: str) -> str:
        return self.en if language == "en" else self.id


class Refusal(Exception):
    """A stated answer to something that will not be done. `code` is stable and for programs, `words` for people."""

    status = 400
    code = "refused"
    words = Words("Permintaan tidak dapat dikerjakan.", "The request cannot be carried out.")

    def __init__(
        self,
        code: str | None = None,
        id: str | None = None,
        en: str | None = None,
        *,
        fields: Mapping[str, Words] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.code = code or type(self).code
        self.words = Words(id, en or id) if id else type(self).words
        self.fields = dict(fields or {})
        self.retry_after = retry_after
        super().__init__(self.code)


class Invalid(Refusal):
    """What was sent has the wrong form (400) or breaks a rule about its content (422, the usual case)."""

    status = 422
    code = "invalid"
    words = Words("Ada isian yang perlu diperbaiki.", "Some of what was sent needs mending.")


class Malformed(Invalid):
    """Not even readable: broken JSON, broken protobuf, an unknown header form."""

    status = 400
    code = "malformed"
    words = Words("Permintaan tidak dapat dibaca.", "The request cannot be read.")


class Unauthenticated(Refusal):
    status = 401
    code = "unauthenticated"
    words = Words("Sesi berakhir. Masuk lagi, isian Anda masih ada.", "The session has ended. Log in again.")


class Suspended(Unauthenticated):
    """The account was suspended or ended by its office; the token itself may still be valid."""

    code = "suspended"
    words = Words("Akun nonaktif. Hubungi Dinas Sosial.", "This account is not active. Ask the social office.")


class Forbidden(Refusal):
    status = 403
    code = "forbidden"
    words = Words("Peran Anda tidak dapat melakukan ini.", "Your role cannot do this.")


class NotFound(Refusal):
    """Also the answer to whatever lies outside one's sight: the two are never told apart."""

    status = 404
    code = "not-found"
    words = Words("Tidak ditemukan, atau di luar wilayah tugas Anda.", "Not found, or outside the area you serve.")


class Conflict(Refusal):
    """The matter is not in a state that allows this."""

    status = 409
    code = "conflict"
    words = Words("Keadaannya sudah berubah. Muat ulang, lalu periksa.", "Its state has changed. Reload and check.")


class Stale(Refusal):
    """The version that the caller read is no longer the stored one; nothing was overwritten."""

    status = 412
    code = "stale"
    words = Words(
        "Data ini diubah orang lain. Bandingkan dulu; isian Anda tidak hilang.",
        "Somebody else changed this. Compare first; what you typed is not lost.",
    )


class Unversioned(Refusal):
    """A stored field is to be changed but the version it was read at was not named."""

    status = 428
    code = "unversioned"
    words = Words("Sebutkan versi data yang Anda baca (If-Match).", "Name the version that you read (If-Match).")


class TooLarge(Refusal):
    status = 413
    code = "too-large"
    words = Words("Kiriman terlalu besar. Kecilkan, lalu kirim lagi.", "Too large. Make it smaller and send again.")


class TooMany(Refusal):
    status = 429
    code = "too-many"
    words = Words("Terlalu sering mencoba. Tunggu sebentar.", "Too many attempts. Wait a little.")

    def __init__(self, retry_after: int = 60) -> None:
        super().__init__(retry_after=retry_after)


class Unavailable(Refusal):
    """A part that this needs cannot be reached now; nothing was half done."""

    status = 503
    code = "unavailable"
    words = Words(
        "Layanan lain sedang terganggu. Isian Anda masih ada; coba lagi sebentar lagi.",
        "Another service is disturbed. What you typed is kept; try again shortly.",
    )

    def __init__(self, part: str = "", retry_after: int = 5) -> None:
        super().__init__(f"unavailable-{part}" if part else None, retry_after=retry_after)


FAMILY: tuple[type[Refusal], ...] = (
    Invalid, Malformed, Unauthenticated, Suspended, Forbidden, NotFound, Conflict, Stale, Unversioned, TooLarge,
    TooMany, Unavailable,
)  # fmt: skip


def by_status(
    status: int, code: str, words: Words, fields: Mapping[str, Words] | None = None, retry_after: int | None = None
) -> Refusal:
    """One of the family again, from what was told of it elsewhere."""
    of_status = {kind.status: kind for kind in FAMILY if kind is not Suspended}
    kind = of_status.get(status, Refusal)
    refusal = kind.__new__(kind)
    Refusal.__init__(refusal, code, words.id, words.en, fields=fields, retry_after=retry_after)
    return refusal
