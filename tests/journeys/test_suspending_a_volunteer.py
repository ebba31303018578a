"""The Dinas suspends a PSM: refused within a minute with a token that is still valid, let in again when reinstated."""

import asyncio
import time

import pytest

from deploy.local.demo.doors import Caller, Doors, Refused
from tests.journeys.newcomers import LENGGANG, OWN, Newcomer
from tests.journeys.steps import fresh, record, refused, somebody

ADDRESSES = (
    "registry/v1/me",
    "cases/v1/cases",
    "referral/v1/referrals",
    "notify/v1/notices",
)


async def test_a_suspended_psm_is_refused_within_60_s_with_a_valid_token(doors: Doors, newcomer: Newcomer) -> None:
    yusuf, psm = doors.person("yusuf"), newcomer.caller
    await record(psm, somebody(LENGGANG), 24)
    for address in ADDRESSES:
        await psm.get(address)
    token = await psm.log_in()
    await yusuf.change(newcomer.volunteer, "suspension", {"reason": "Diperiksa inspektorat."}, key=fresh())
    began = time.monotonic()
    for address in ADDRESSES:
        while (code := await answer(psm, address)) == "granted":
            assert time.monotonic() - began < 60
            await asyncio.sleep(0.5)
        assert code == "suspended"
    assert await psm.log_in() == token, "it was the same token, and it had not ended"
    with pytest.raises(Refused, match="Account disabled"):
        await doors.token(newcomer.slip["username"], OWN)


async def test_a_reinstated_psm_works_again_with_a_new_token(doors: Doors, newcomer: Newcomer) -> None:
    yusuf, psm = doors.person("yusuf"), newcomer.caller
    assert (await refused(psm, "cases/v1/cases")).code == "suspended"
    await yusuf.change(newcomer.volunteer, "reinstatement", {"reason": "Tidak terbukti."}, key=fresh())
    psm.forget_token()
    began = time.monotonic()
    while await answer(psm, "cases/v1/cases") != "granted":
        assert time.monotonic() - began < 60
        await asyncio.sleep(1)
        psm.forget_token()
    await record(psm, somebody(LENGGANG), 24)


async def answer(who: Caller, url: str) -> str:
    """`granted`, or the code of the refusal."""
    try:
        await who.get(url)
    except Refused as refusal:
        return refusal.code
    return "granted"
