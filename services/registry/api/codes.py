"""What is printed as a QR code and comes back: the code of a day of training, and the seal of a certificate's token."""

from datetime import date
from uuid import UUID

from services.kit.errors import Invalid, Words
from services.kit.vault import Vault
from services.registry.certificates import Sealing

_DAY = "attendance"


def seal(vault: Vault) -> Sealing:
    """What only this service can make over a certificate's office and id."""
    return lambda text: vault.fingerprint("certificate", text)


def letter_seal(vault: Vault) -> Sealing:
    """The same over a letter's: a certificate's token is none of a letter."""
    return lambda text: vault.fingerprint("service-letter", text)


def of_day(vault: Vault, office: str, training_id: UUID, day: date) -> str:
    """Sealed and bound to the office: good for this training on this day, for who logs in there."""
    return vault.box(_DAY, training_id.bytes + day.isoformat().encode(), office)


def read_day(vault: Vault, office: str, code: str) -> tuple[UUID, date]:
    """Training and day of a code that this office made; Invalid for any other."""
    told = vault.unbox(_DAY, code, office)
    if told is None:
        raise Invalid(
            "bad-code",
            fields={
                "code": Words(
                    "Kode ini bukan kode hadir kantor Anda. Pindai lagi kode di layar atau lembar panitia.",
                    "This is no attendance code of your office. Scan the code that the holder shows again.",
                )
            },
        )
    return UUID(bytes=told[:16]), date.fromisoformat(told[16:].decode())
