"""The registry's wishes to the real Keycloak, where they are refused."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.running import Running
from services.registry.accounts import AccountRefused
from services.registry.neighbours import Accounts


@pytest.fixture
async def accounts(street: Running) -> AsyncIterator[Accounts]:
    told = street.environment("registry")
    client, secret = told["TITIAN_KEYCLOAK_CLIENT"], told["TITIAN_KEYCLOAK_SECRET"]
    made = Accounts(told["TITIAN_KEYCLOAK_URL"], "titian", client, secret)
    yield made
    await made.close()


async def test_what_keycloak_will_not_have_is_a_refusal_that_repeats_nothing(accounts: Accounts) -> None:
    """Not a fault: a fault would stop the tick, and every duty behind it."""
    with pytest.raises(AccountRefused) as refusal:
        await accounts.make_account("uji.ditolak", "<Rahma>", "1906", ["psm"])
    assert "Rahma" not in str(vars(refusal.value))


async def test_a_password_is_ones_own_only_after_the_first_log_in(accounts: Accounts, username: str) -> None:
    sub = await accounts.make_account(username, "Rahma Contoh", "1906", ["psm"])
    assert not await accounts.has_own_password(sub)
    await accounts.set_one_time_password(sub, "abcde-23456")
    assert not await accounts.has_own_password(sub)
    await accounts.disable(sub)
