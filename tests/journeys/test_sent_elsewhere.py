"""The second path: an organisation says no and why, and the same need goes to another."""

import pytest

from deploy.local.demo.doors import Doors, Refused
from tests.journeys.newcomers import LENGGANG, Newcomer
from tests.journeys.steps import becomes, fresh, notice, packet_of, planned, refer, somebody


async def test_what_one_organisation_declines_another_serves(doors: Doors, newcomer: Newcomer) -> None:
    psm, dewi, mariam, zubaidah = newcomer.caller, *map(doors.person, ("dewi", "mariam", "zubaidah"))
    case = await planned(doors, psm, somebody(LENGGANG, ages=(66, 80)), "daily_living")

    declined, code = await refer(dewi, case, "Perawatan lanjut usia", "Penempatan di panti")
    packet = await packet_of(mariam, code)
    opened = await mariam.post(f"{packet}/opening", {}, key=fresh())
    with pytest.raises(Refused) as without_a_reason:
        await mariam.post(f"{packet}/answer", {"answer": "reject"}, key=fresh(), version=opened["version"])
    assert without_a_reason.value.status == 422
    await mariam.change(packet, "answer", {"answer": "reject", "reason": "full", "note": "Penuh."}, key=fresh())
    with pytest.raises(Refused) as emptied:
        await mariam.post(f"{packet}/opening", {}, key=fresh())
    assert emptied.value.code == "packet-empty", "what is not needed is not kept"

    told = await becomes(dewi, declined, "rejected")
    assert (told["reason"], told["turn"]) == ("full", "sender")
    await notice(dewi, code)
    elsewhere, code = await refer(dewi, case, "Asuhan lanjut usia di rumah", "Asuhan di rumah")
    await dewi.change(declined, "closure", {"note": "Dikirim ke yayasan."}, key=fresh())

    packet = await packet_of(zubaidah, code)
    await zubaidah.post(f"{packet}/opening", {}, key=fresh())
    await zubaidah.change(packet, "answer", {"answer": "accept"}, key=fresh())
    await zubaidah.change(packet, "report", {"result": "served", "note": "Dua kali seminggu."}, key=fresh())
    await becomes(psm, elsewhere, "served")
    await psm.change(elsewhere, "confirmation", {"word": "yes"}, key=fresh())
    await dewi.change(elsewhere, "closure", {}, key=fresh())
    told = await dewi.change(case.url, "closure", {"reason": "served"}, key=fresh())
    assert told["status"] == "closed"


async def test_a_case_is_not_closed_while_a_referral_runs(doors: Doors, newcomer: Newcomer) -> None:
    dewi = doors.person("dewi")
    case = await planned(doors, newcomer.caller, somebody(LENGGANG, ages=(66, 80)), "daily_living")
    await refer(dewi, case, "Asuhan lanjut usia di rumah", "Asuhan di rumah")
    told = await becomes(dewi, case.url, "intervention")
    with pytest.raises(Refused) as running:
        await dewi.post(f"{case.url}/closure", {"reason": "served"}, key=fresh(), version=told["version"])
    assert running.value.code == "open-referrals"


async def test_where_the_words_differ_the_dinas_must_say_what_it_found(doors: Doors, newcomer: Newcomer) -> None:
    psm, dewi, zubaidah = newcomer.caller, *map(doors.person, ("dewi", "zubaidah"))
    case = await planned(doors, psm, somebody(LENGGANG, ages=(66, 80)), "daily_living")
    referral, code = await refer(dewi, case, "Asuhan lanjut usia di rumah", "Asuhan di rumah")
    packet = await packet_of(zubaidah, code)
    await zubaidah.post(f"{packet}/opening", {}, key=fresh())
    await zubaidah.change(packet, "answer", {"answer": "accept"}, key=fresh())
    await zubaidah.change(packet, "report", {"result": "served"}, key=fresh())
    await becomes(psm, referral, "served")
    told = await psm.change(referral, "confirmation", {"word": "no", "note": "Belum ada yang datang."}, key=fresh())
    assert (told["status"], told["turn"]) == ("disputed", "sender")
    with pytest.raises(Refused) as silent:
        await dewi.post(f"{referral}/closure", {}, key=fresh(), version=told["version"])
    assert silent.value.status == 422
    await dewi.change(referral, "closure", {"note": "Petugas yayasan salah alamat."}, key=fresh())
