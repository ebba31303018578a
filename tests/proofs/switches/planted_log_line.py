"""One service of the street writes one value of a request into its log (proof: no leak)."""

import logging
from typing import Any

from services.kit import vault

SHORT = True


def break_it() -> None:
    seal = vault.Vault.seal

    async def talkative(self: vault.Vault, tx: Any, subject_id: Any, values: Any) -> Any:
        logging.getLogger(__name__).info("sealing %s", next(iter(values.values()), ""))
        return await seal(self, tx, subject_id, values)

    vault.Vault.seal = talkative
