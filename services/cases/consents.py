"""Consents: on what ground a person's data are kept (law 27/2022): what was asked, in which language, who witnessed it.

Consent is provable or it is none: text, witness and, for a child, guardian are on record. Statutory duty and vital
interest are grounds of their own; nobody's need waits for a signature.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.cases import codes
from services.kit.errors import Invalid, Words

CONSENT = "consent"
_LANGUAGE = re.compile(r"[a-z]{2,3}")  # ISO 639: a code, as it stands unsealed


@dataclass(frozen=True, slots=True)
class Consent:
    """`witness` and `guardian` are names, sealed where they are kept. `language` is what the text was told in."""

    consent_id: UUID
    person_id: UUID
    basis: str
    text_edition: str
    language: str
    given_at: datetime
    witness: str | None = field(default=None, repr=False)
    guardian: str | None = field(default=None, repr=False)


def give(
    *, consent_id: UUID, person_id: UUID, basis: str, witness: str | None, guardian: str | None, language: str,
    child: bool, today: date, at: datetime,
) -> Consent:  # fmt: skip
    """A ground to keep a person's data; Invalid where a child's consent names no guardian."""
    codes.require("consent-bases", basis, today, field="consent.basis")
    witness, guardian = (" ".join((name or "").split())[:100] or None for name in (witness, guardian))
    if basis == CONSENT and child and guardian is None:
        raise Invalid(
            "no-guardian",
            "Untuk anak, tulis wali yang menyetujui, atau pilih dasar lain.",
            "For a child name the guardian who consents, or choose another ground.",
            fields={"consent.guardian": Words("Tulis nama wali.", "Write the guardian's name.")},
        )
    if not _LANGUAGE.fullmatch(language):
        raise Invalid(fields={"consent.language": Words("Kode bahasa tidak dikenal.", "Unknown code of a language.")})
    edition = codes.current("consent-texts", today).edition
    return Consent(consent_id, person_id, basis, edition, language, at, witness, guardian)
