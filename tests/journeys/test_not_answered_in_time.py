"""The third path: nobody answers, and what is due is done by the clock."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta

import pytest

from deploy.local.demo.doors import Doors, Refused
from deploy.local.plan import ROOT
from deploy.local.running import Running
from tests.journeys.newcomers import LENGGANG, Newcomer
from tests.journeys.steps import becomes, fresh, no_notice, notice, packet_of, planned, refer, somebody


async def test_a_referral_that_nobody_answers_expires_and_goes_back_to_the_dinas(
    street: Running, doors: Doors, newcomer: Newcomer
) -> None:
    dewi, mariam = map(doors.person, ("dewi", "mariam"))
    case = await planned(doors, newcomer.caller, somebody(LENGGANG, ages=(66, 80)), "care_home")
    referral, code = await refer(dewi, case, "Perawatan lanjut usia", "Penempatan di panti", answer_days=1)
    packet = await packet_of(mariam, code)
    await notice(mariam, code)

    await tick(street, "referral", datetime.now(UTC) + timedelta(hours=12))
    assert (await dewi.get(referral))["status"] == "sent", "the last day is not over"
    await tick(street, "referral", datetime.now(UTC) + timedelta(days=3))
    told = await becomes(dewi, referral, "expired")
    assert told["turn"] == "sender"
    await notice(dewi, code)
    await no_notice(mariam, code)
    await becomes(mariam, packet, "expired")
    with pytest.raises(Refused) as emptied:
        await mariam.post(f"{packet}/opening", {}, key=fresh())
    assert emptied.value.code == "packet-empty"


async def tick(street: Running, service: str, at: datetime) -> None:
    """Do what is due as of an instant, as `python -m deploy.local tick` does."""
    words = ["-m", "deploy.local", "--folder", str(street.folder), "tick", service, "--at", at.isoformat()]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT)
    assert await process.wait() == 0
