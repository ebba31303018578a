"""Proof 7: nobody is let in but by a token that is right in everything, whatever befalls Keycloak, broker and registry.

Where minutes and days must pass, a service stands beside the street whose patience is counted in seconds (`hurried`),
with a realm of its own and a road to Keycloak that can be shut (`beside`).
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import aiohttp
import grpc.aio
import pytest

from deploy.local.plan import CannotStart
from deploy.local.running import Running
from proto.cases.v1 import reads_pb2, reads_pb2_grpc
from proto.kit.v1 import facts_pb2, facts_pb2_grpc
from services.kit import area, rpc
from services.kit.area import Level
from services.kit.auth import Seal
from services.kit.errors import Refusal
from tests.kit.parts import until
from tests.proofs import forged
from tests.proofs.beside import street_of_ones_own
from tests.proofs.counted import heard, held, known_as, rows, swept_since
from tests.proofs.hurry import Hurry, Patience, Tally, hurried_cases, knock, met
from tests.proofs.recorded import Told
from tests.proofs.town import DOORS, Town, town_of
from tests.registry.conftest import STORIES
from tests.registry.people import Person

OFFICER = {"name": "Budi Misal", "roles": ["dinas"], "bidang": "Pemberdayaan Sosial"}


@pytest.fixture(scope="module")
def offices(dice: random.Random) -> tuple[str, str]:
    """A kabupaten that no other test knows, and one of another province."""
    codes = sorted(set(area.codes(level=Level.KABUPATEN)) - STORIES)
    first = dice.choice(codes)
    return first, dice.choice([code for code in codes if code[:2] != first[:2]])


async def packet(street: Running, case_id: str, token: str) -> bool:
    """Whether cases hands the packet of a case out to referral, for the user of the token."""
    peer = rpc.Peer(Seal("referral", street.plan.keys("referral")), "cases", street.plan.address("cases-grpc"))
    try:
        asked = reads_pb2.PacketRequest(case_id=case_id, fields=["name"], purpose="referral")
        await peer.ask(reads_pb2_grpc.ReadsStub(peer.channel).Packet, asked, user=token, deadline=20)
    except Refusal:
        return False
    finally:
        await peer.close()
    return True


@pytest.mark.breaks_with("audience_unchecked")
async def test_a_token_that_is_wrong_in_one_thing_opens_no_door(
    street: Running, offices: tuple[str, str], told: Told
) -> None:
    mint, (office, elsewhere) = await forged.mint(street), offices
    right = mint.token(mint.right(office, "dinas_supervisor"))
    accepted: Counter[str] = Counter()
    presented: Counter[str] = Counter()
    async with aiohttp.ClientSession() as web:
        status, case = await knock(web, f"{street.url('cases')}/v1/cases", right, met(office))
        assert status == 201, case
        case_id = str(case["id"])
        assert await packet(street, case_id, right)
        assert (await knock(web, f"{street.url('registry')}/v1/officers", right, OFFICER))[0] == 201
        await until(lambda: heard(street, {UUID(case_id)}, by="notify"), 30)
        before = await rows(street)
        doors: dict[str, list[tuple[str, Any]]] = {
            "registry": [("/v1/officers", OFFICER), ("/v1/me", None)],
            "cases": [("/v1/cases", met(office)), (f"/v1/cases/{case_id}", None)],
            "referral": [("/v1/services", {"name": "Uji", "kind": "food"}), ("/v1/referrals", None)],
            "notify": [("/v1/notices", None)],
            "oversight": [("/v1/heads", None)],
        }
        few = asyncio.Semaphore(8)

        async def try_(what: str, token: str, url: str, body: Any) -> None:
            async with few:
                status, _ = await knock(web, url, token, body)
            presented[what] += 1
            accepted[what] += status not in (401, 403)

        async def ask(what: str, token: str) -> None:
            async with few:
                opened = await packet(street, case_id, token)
            presented[what] += 1
            accepted[what] += opened

        wrong = {service: [*forged.wrong_claims(mint, service, office, elsewhere)] for service in doors}
        for service, paths in doors.items():
            wrong[service] += forged.wrong_signatures(mint, office)
            attempts = [
                try_(what, token, street.url(service) + path, body)
                for what, token in wrong[service] for path, body in paths
            ]  # fmt: skip
            if service == "cases":
                attempts += [ask(what, token) for what, token in wrong[service]]
            await asyncio.gather(*attempts)
        after = await rows(street)
        assert (await knock(web, f"{street.url('cases')}/v1/cases/{case_id}", right))[0] == 200
    told.tried(f"{presented.total()} requests with tokens wrong in one thing, at doors of five services and over gRPC")
    told.found(f"{sum(accepted.values())} let in, {sum(after.values()) - sum(before.values())} rows written")
    assert after == before
    assert +accepted == Counter()


async def test_a_service_answers_another_only_with_a_token_of_that_ones_key(
    street: Running, offices: tuple[str, str], told: Told
) -> None:
    """Where no user is needed: the owner's numbered facts."""
    mint, address = await forged.mint(street), street.plan.address("cases-grpc")
    peer = rpc.Peer(Seal("notify", street.plan.keys("notify")), "cases", address)
    after, asked = facts_pb2_grpc.FactsStub(peer.channel).After, facts_pb2.AfterRequest(until=1, nouns=["case"])
    assert (await peer.ask(after, asked, deadline=20)).head > 0
    user = mint.token(mint.right(offices[0], "dinas_supervisor"))
    tokens = [*forged.wrong_services(street.plan.keys("notify"), street.plan.keys("referral")), user, ""]
    answered = 0
    for token in tokens:
        try:
            await after(asked, metadata=[("authorization", f"Bearer {token}")], timeout=20)
            answered += 1
        except grpc.aio.AioRpcError as refusal:
            answered += refusal.code() != grpc.StatusCode.UNAUTHENTICATED
    await peer.close()
    told.tried(f"{len(tokens)} questions over gRPC with a service's token wrong in one thing")
    told.found(f"{answered} answered")
    assert answered == 0


@pytest.fixture(scope="module")
def patience(full: bool) -> Patience:
    """In seconds, where the platform has 5 min, a day, 30 s, 5 min, an hour."""
    return Patience(fresh=3, stale=90 if full else 15, forced=30 if full else 2, life=3, down=60 if full else 9)


@pytest.fixture(scope="module")
async def hurry(street: Running, patience: Patience, offices: tuple[str, str]) -> AsyncIterator[Hurry]:
    async with hurried_cases(street, patience, offices) as made:
        yield made


async def test_two_offices_no_office_and_another_realm_are_no_way_in(
    hurry: Hurry, street: Running, offices: tuple[str, str], told: Told
) -> None:
    """Real accounts, given by hand what registry never gives."""
    here, there = offices
    tokens = {}
    for name in ("both", "none"):
        username, sub = await hurry.realm.person(here, "dinas_supervisor")
        if name == "both":
            other = await hurry.realm.admin.get(f"group-by-path/00/{there[:2]}/{there}")
            await hurry.realm.admin.put(f"users/{sub}/groups/{other['id']}")
        else:
            for group in await hurry.realm.admin.get(f"users/{sub}/groups"):
                await hurry.realm.admin.delete(f"users/{sub}/groups/{group['id']}")
        tokens[name] = await hurry.realm.token(username)
    username, _ = await hurry.realm.person(here, "dinas_supervisor")
    right = await hurry.realm.log_in(username)
    machine = await hurry.realm.grant(
        grant_type="client_credentials", client_id="registry-accounts", client_secret=hurry.realm.wish.accounts_secret
    )
    tokens |= {
        "identity": right["id_token"], "refresh": right["refresh_token"], "machine": machine["access_token"],
        "the street's realm": street.token("pengelola"),
    }  # fmt: skip
    before = await rows(street)
    let_in = [name for name, token in tokens.items() if (await hurry.intake(here, token))[0] != 401]
    at_the_street, _ = await knock(hurry.web, f"{street.url('cases')}/v1/cases", right["access_token"], met(here))
    after = await rows(street)
    assert (await hurry.intake(here, right["access_token"]))[0] == 201
    told.tried(f"{len(tokens) + 1} real tokens: two offices, none, identity, refresh, a client's own, another realm's")
    told.found(f"{len(let_in)} let in, {sum(after.values()) - sum(before.values())} rows written")
    assert (let_in, at_the_street) == ([], 401)
    assert after == before


async def test_who_edits_her_own_profile_gains_nothing(
    hurry: Hurry, street: Running, offices: tuple[str, str], told: Told
) -> None:
    here, there = offices
    username, sub = await hurry.realm.person(here, "dinas")
    group = await hurry.realm.admin.get(f"group-by-path/00/{there[:2]}/{there}")
    begun = hurry.claims(await hurry.realm.token(username))
    gained, done, tries = [], 0, 0
    async for what, status in hurry.edits(username, sub, group["id"], there):
        tries, done = tries + 1, done + (status < 300)
        now = hurry.claims(await hurry.realm.token(username))
        gained += [what] if now != begun else []
    token = await hurry.realm.token(username)
    before = await held(street, there)
    assert (await hurry.intake(there, token))[0] == 422
    at_home = await held(street, here)
    assert (await hurry.intake(here, token))[0] == 201
    assert await held(street, here) == at_home + 1
    told.tried(f"{tries} edits of one's own account, by its pages, Keycloak's doors and what is asked at log-in")
    told.found(f"{len(gained)} gained anything, {await held(street, there) - before} rows in another office")
    assert gained == []
    assert await held(street, there) == before


async def test_with_keycloak_away_valid_tokens_are_good_and_expired_ones_are_not(
    hurry: Hurry, street: Running, offices: tuple[str, str], told: Told
) -> None:
    """Away: its door is shut for half of the time, then it takes what is sent and never answers. After the last resort
    of a day the keys at hand are good for nothing, whoever signed."""
    here, patience = offices[0], hurry.patience
    username, _ = await hurry.realm.person(here, "dinas")
    await hurry.set_life(patience.life)
    peer = rpc.Peer(Seal("notify", street.plan.keys("notify")), "cases", hurry.aside.grpc)
    ask = rpc.facts_after({"cases": peer})
    _, head, _, _ = await ask("cases", 0, 0, ["case"])
    grant, tally, tokens, written = await hurry.realm.log_in(username), Tally(), list[str](), set[UUID]()
    await hurry.road.shut()
    shut, walked = time.monotonic(), hurry.road.walked
    while (since := time.monotonic() - shut) < patience.down:
        if since > patience.down / 2 and not hurry.road.silent:
            hurry.road.silent = True
            await hurry.road.open()
            asks = {"access_token": forged.unknown_key(tokens[-1])}  # has the keys fetched anew, and waits for that
            waiting = asyncio.create_task(hurry.opens(asks))
        grant = await hurry.renewed(grant)
        tokens.append(grant["access_token"])
        await asyncio.gather(*(hurry.present(tally, token) for token in tokens[-1:-40:-4]))  # young and old
        await asyncio.sleep(0.1)
        status, case = await hurry.intake(here, tokens[-1])
        written |= {UUID(case["id"])} if status == 201 else set()
    seen = hurry.road.walked - walked
    over_grpc = set[UUID]()

    async def told_over_grpc() -> bool:
        _, _, facts, _ = await ask("cases", head, 1 << 60, ["case"])
        over_grpc.update(written & {fact.subject_id for fact in facts})
        return over_grpc == written

    await until(told_over_grpc, 30)
    await until(lambda: heard(street, written), 30)
    await hurry.road.shut()
    hurry.road.silent = False
    while await hurry.opens(grant := await hurry.renewed(grant)):
        assert time.monotonic() - shut < patience.stale + 10
    lasted = time.monotonic() - shut
    after_all = sum([await hurry.opens(grant := await hurry.renewed(grant)) for _ in range(5)])
    await hurry.road.open()
    await until(lambda: hurry.opens_anew(username), 20)
    await peer.close()
    told.tried(
        f"Keycloak away for {patience.down / patience.life:.0f} lives of a token: {tally.valid} valid and"
        f" {tally.expired} expired ones presented, {len(written)} intakes"
    )
    told.found(
        f"{tally.valid_refused} valid refused, {tally.expired_accepted} expired accepted,"
        f" {len(written) - len(over_grpc)} facts missing, slowest answer {tally.slowest:.1f} s, {seen} vain fetches of"
        f" keys; keys out after {lasted:.0f} s"
    )
    assert tally.valid and tally.expired and written and over_grpc == written
    assert (tally.valid_refused, tally.expired_accepted, after_all) == (0, 0, 0)
    assert seen and not await waiting
    assert tally.slowest < 5, "nobody waits for an issuer that hangs"
    assert patience.stale - patience.fresh <= lasted


async def test_a_new_key_is_taken_at_once_and_one_that_was_taken_away_no_more(
    hurry: Hurry, offices: tuple[str, str], told: Told
) -> None:
    here, patience = offices[0], hurry.patience
    username, _ = await hurry.realm.person(here, "dinas")
    await hurry.set_life(300)
    await asyncio.sleep(patience.forced)  # what was asked for before this test counts no more
    old, (first, *_) = await hurry.realm.log_in(username), await hurry.keys()
    await hurry.add_key()
    new = await hurry.realm.log_in(username)
    signed_by = {hurry.said(one["access_token"], 0)["kid"] for one in (old, new)}
    at_once = await asyncio.gather(*(hurry.opens(one) for one in (new, old) * 4))
    walked, began, spam, let_in, refused = hurry.road.walked, time.monotonic(), 0, 0, 0
    while (took := time.monotonic() - began) < patience.forced * 2.2:
        unknown = [forged.unknown_key(new["access_token"]) for _ in range(10)]
        let_in += sum(await asyncio.gather(*(hurry.opens({"access_token": one}) for one in unknown)))
        refused += not await hurry.opens(new)
        spam += 10
    fetched = hurry.road.walked - walked
    await hurry.realm.admin.delete(f"components/{first['id']}")
    gone = time.monotonic()
    while await hurry.opens(old):
        assert time.monotonic() - gone < patience.fresh + 10
    lasted = time.monotonic() - gone
    after_all = sum([await hurry.opens(old) for _ in range(10)])
    told.tried(f"a new key, {spam} tokens of unknown keys in {took:.0f} s, the old key taken away")
    told.found(
        f"{at_once.count(False)} of old and new refused, {fetched} fetches of keys, {let_in} unknown let in;"
        f" the old key out after {lasted:.1f} s (keys are fresh for {patience.fresh}), {after_all} accepted then"
    )
    assert len(signed_by) == 2 and all(at_once) and await hurry.opens(new)
    assert (let_in, refused, after_all) == (0, 0, 0)
    assert fetched <= took / patience.forced + took / (patience.fresh * 0.8) + 2
    assert lasted <= patience.fresh + 2


# --- what only a street of one's own bears ---


@pytest.fixture(scope="module")
def own_street() -> Iterator[Running]:
    with street_of_ones_own() as running:
        yield running


@pytest.fixture(scope="module")
async def town(own_street: Running) -> AsyncIterator[Town]:
    async with town_of(own_street) as made:
        yield made


@pytest.mark.whole
async def test_who_is_suspended_is_out_in_a_minute_and_at_the_latest_with_her_token(town: Town, told: Told) -> None:
    """First without the broker, then without broker and registry."""
    await town.ask("down", "nats")
    volunteer, she = await town.newcomer()
    token = await town.token(she)
    await town.suspend(volunteer)
    since, out, again = time.monotonic(), dict[str, float](), 0
    while (now := time.monotonic() - since) < 75:
        for name, opened in (await town.knocks(token)).items():
            again += opened and name in out
            if not opened:
                out.setdefault(name, now)
        await asyncio.sleep(0.2)

    await town.set_life(60)
    status = {""}
    while status != {"active"}:  # else the sweep was quicker: somebody else then
        await town.ask("up", "registry")
        volunteer, she = await town.newcomer()
        token = await town.token(she)
        await town.suspend(volunteer)
        await town.is_disabled(Hurry.said(token)["sub"])
        await town.ask("down", "registry")
        status = set((await known_as(town.street, Hurry.said(token)["sub"])).values())
    good, late, ends = 0, 0, float(Hurry.said(token)["exp"])
    while (sent := time.time()) < ends + 10:
        opened_by = sum((await town.knocks(token)).values())
        good, late = good + (opened_by if sent < ends else 0), late + (opened_by if sent >= ends else 0)
        await asyncio.sleep(0.2)
    with pytest.raises(CannotStart, match="Account disabled"):
        await asyncio.to_thread(she.renew)
    await town.ask("up", "nats", "registry")
    told.tried("a suspension with the broker down, another with broker and registry down")
    told.found(
        f"out at {len(out)} services within {max(out.values()):.0f} s, {again} let in again; without registry {good}"
        f" let in until the token's end, {late} after it, no new token"
    )
    assert set(out) == set(DOORS) and max(out.values()) <= 60
    assert good > 0 and (again, late) == (0, 0)


@pytest.mark.whole
async def test_an_hour_without_keycloak_costs_no_valid_token(town: Town, offices: tuple[str, str], told: Told) -> None:
    """The street as it is by default. A token lives for a twelfth of its time, Keycloak is away for more than twelve
    lives, longer than keys are fresh; what it would have issued meanwhile its own key signs."""
    life, away, here = 25, 330, offices[0]
    mint, tally, tokens, written = await forged.mint(town.street), Tally(), list[str](), set[UUID]()
    await town.ask("down", "keycloak")
    began, cases = time.monotonic(), town.street.url("cases")
    while time.monotonic() - began < away:
        tokens.append(mint.token(mint.right(here, "dinas", life=life)))
        some = [tokens[-1], *tokens[-1:-40:-5]]
        urls = [town.street.url(name) + path for name, path in DOORS.items()]
        await asyncio.gather(*(tally.present(town.web, url, token) for url in urls for token in some))
        status, case = await knock(town.web, f"{cases}/v1/cases", tokens[-1], met(here))
        written |= {UUID(case["id"])} if status == 201 else set()
        await asyncio.sleep(1)
    await until(lambda: heard(town.street, written), 30)
    swept = await swept_since(town.street, "oversight", 30)
    await town.ask("up", "keycloak")
    anew = await asyncio.to_thread(Person(town.street, "pengelola").renew)
    assert (await knock(town.web, f"{town.street.url('registry')}/v1/me", anew))[0] == 200
    told.tried(
        f"Keycloak killed for {away} s, {away // life} lives of a token: {tally.valid} valid and {tally.expired}"
        f" expired ones presented at three services, {len(written)} intakes"
    )
    told.found(
        f"{tally.valid_refused} valid refused, {tally.expired_accepted} expired accepted, slowest answer"
        f" {tally.slowest:.1f} s; all facts heard, {len(swept)} owners swept over gRPC"
    )
    assert tally.valid and tally.expired and written
    assert (tally.valid_refused, tally.expired_accepted) == (0, 0)
    assert swept == {"registry", "cases", "referral"}
