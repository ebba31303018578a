"""Accounts: the name under which a person logs in, and the one-time password on a printed slip.

A volunteer has no e-mail, often a shared phone and little time: the user name is short, made of her name or given by
the office, never the NIK. The registry is the truth about accounts; a due row (`ticks`) brings Keycloak in line.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from services.kit.errors import Conflict, Invalid, Words

USERNAME = re.compile(r"[a-z][a-z0-9.]{2,23}")
TRIES = 20  # random proposals before the office is asked to choose
# Read aloud and typed on an old phone: no letters or digits that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"


class UsernameTaken(Conflict):
    code = "username-taken"
    words = Words(
        "Nama pengguna sudah dipakai. Pilih yang lain.",
        "That user name is taken. Choose another.",
    )


class AccountNotReady(Conflict):
    code = "account-not-ready"
    words = Words(
        "Akun sedang dibuat. Coba cetak lagi sebentar lagi.",
        "The account is being made. Print again in a moment.",
    )


class AccountRefused(Conflict):
    code = "account-refused"
    words = Words(
        "Keycloak menolak akun ini. Hubungi pengelola.", "Keycloak refuses this account. Ask the administrator."
    )


class SlipPrinted(Conflict):
    code = "slip-printed"
    words = Words(
        "Slip ini sudah dicetak; kata sandinya tidak disimpan. Cetak slip baru bila hilang.",
        "This slip was printed; its password is not kept. Print a new slip if it is lost.",
    )


@dataclass(frozen=True, slots=True)
class Account:
    """`sub` is Keycloak's name for the person; None until the account was made."""

    username: str
    sub: str | None = None

    def opened(self, sub: str) -> "Account":
        return replace(self, sub=sub)

    def require_opened(self) -> str:
        if self.sub is None:
            raise AccountNotReady()
        return self.sub


def require_username(text: str) -> str:
    """`text` if it may be a user name: 3-24 small letters, digits and points. Long numbers are refused: more often than
    not they are a NIK or a telephone number."""
    if not USERNAME.fullmatch(text) or re.search(r"\d{5}", text):
        raise Invalid(
            fields={
                "username": Words(
                    "Nama pengguna 3-24 huruf kecil, angka atau titik; bukan NIK atau nomor telepon.",
                    "A user name has 3-24 small letters, digits or points; not a NIK or a telephone number.",
                )
            }
        )
    return text


def proposals(name: str) -> Iterator[str]:
    """User names for this person, best first: "Dra. Rahma Contoh, M.Si." → rahma.contoh, rahma.contoh2 ... 9, then with
    four random digits. The first free one is taken: a country has many of one name, and none waits to be asked."""
    plain = unicodedata.normalize("NFKD", name.partition(",")[0].lower()).encode("ascii", "ignore").decode()
    words = [re.sub("[^a-z]", "", word) for word in plain.split() if not word.endswith(".")]
    stem = ".".join([word for word in words if word][:2])[:20].rstrip(".") or "petugas"
    if len(stem) < 3:
        stem = f"{stem}.psks"
    yield stem
    yield from (f"{stem}{number}" for number in range(2, 10))
    yield from (f"{stem}{secrets.randbelow(9000) + 1000}" for _ in range(TRIES))


def one_time_password() -> str:
    """Five letters, a hyphen, five digits, 37 random bits: enough for one log-in behind Keycloak's brute-force lock and
    easy to copy from paper. It is made when a slip is printed and kept nowhere."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(5))
    digits = "".join(secrets.choice(_DIGITS) for _ in range(5))
    return f"{letters}-{digits}"
