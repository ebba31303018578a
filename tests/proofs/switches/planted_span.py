"""A span carries a value of the request as an attribute (proof: no leak)."""

from typing import Any

from opentelemetry.trace import get_current_span

from services.kit import vault

SHORT = True


def break_it() -> None:
    seal = vault.Vault.seal

    async def talkative(self: vault.Vault, tx: Any, subject_id: Any, values: Any) -> Any:
        get_current_span().set_attribute("sealed", next(iter(values.values()), ""))
        return await seal(self, tx, subject_id, values)

    vault.Vault.seal = talkative
