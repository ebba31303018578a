"""Each row of the ledger is hashed by itself: what makes a chain of them, the hash of the one before, is left out."""

from typing import Any

from services.kit import ledger

SHORT = True


def break_it() -> None:
    link = ledger.link

    def alone(previous: bytes, row: Any, seq: int) -> bytes:
        return link(b"", row, seq)

    ledger.link = alone
