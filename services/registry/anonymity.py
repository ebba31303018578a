"""Anonymity: what many may read carries nothing that finds a person in need.

A program knows numbers: NIK and KK, telephone, the code of a case. Whether a name or a story gives somebody away is for
the person who releases the text.
"""

import re
from collections.abc import Mapping

from services.kit.errors import Words

_CITIZEN = re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}(?!\d)", re.ASCII)
_TELEPHONE = re.compile(r"(?<!\d)(?:\+?62|0)[ .-]?8(?:[ .-]?\d){7,11}(?!\d)", re.ASCII)
_CASE = re.compile(r"(?<!\d)\d{2,4}-\d{2}-[2-9A-HJKMNP-Z]{6}(?![0-9A-Z])", re.ASCII | re.IGNORECASE)

TRACES: dict[re.Pattern[str], Words] = {
    _CITIZEN: Words(
        "Ada yang menyerupai NIK atau nomor KK. Hapus nomornya.", "Something looks like a NIK or KK. Remove the number."
    ),
    _TELEPHONE: Words(
        "Ada yang menyerupai nomor telepon. Hapus nomornya.", "Something looks like a telephone number. Remove it."
    ),
    _CASE: Words(
        "Ada yang menyerupai kode kasus. Hapus kodenya.", "Something looks like the code of a case. Remove it."
    ),
}  # fmt: skip


def traces(texts: Mapping[str, str]) -> dict[str, Words]:
    """The fields whose text finds a person, each with what was found; never the number itself."""
    return {
        field: next(words for pattern, words in TRACES.items() if pattern.search(text))
        for field, text in texts.items()
        if any(pattern.search(text) for pattern in TRACES)
    }
