"""Proof 4: no leak. Unmistakable markers go through every operation, error, time-out and page; then everything that a
platform leaves behind is searched for them in every coat. None is found outside vault and `identities`."""

import asyncio
import base64
import gzip
import hashlib
import json
import random
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest

from deploy.local.running import Running
from tests.collector import Collector
from tests.proofs.leaks import (
    browser,
    candidates,
    cared,
    cast,
    certifying,
    channels,
    kecamatan,
    pages,
    rpcs,
    story,
    training,
    work,
)
from tests.proofs.leaks.allowed import may_be_told, may_stand
from tests.proofs.leaks.carrier import Carrier, doors
from tests.proofs.leaks.faults import Faults
from tests.proofs.leaks.finder import Finder, Hit
from tests.proofs.leaks.markers import Markers
from tests.proofs.recorded import Told

WHOLE = 1000  # markers at full size, strays not counted; the short one is a single round
CHANNELS = {
    "table", "log", "nats", "folder", "metrics", "trace", "headers", "problem", "cursor", "addresses", "activity",
    "browser's",
}  # fmt: skip
PATIENCE = 60.0  # seconds until the last span of every service has come


@pytest.mark.long
@pytest.mark.breaks_with("planted_log_line", "planted_span")
def test_no_marker_is_found_outside_vault_and_identities(
    street: Running, traces: Collector, full: bool, dice: random.Random, told: Told, tmp_path: Path
) -> None:
    people = cast.gather(street, dice)
    carrier = Carrier(street, people.markers)
    made = story.begin(people, carrier)
    while True:
        made.go()
        training.through_the_doors(made)
        work.through_the_doors(made)
        kecamatan.through_the_doors(made)
        cared.through_the_doors(made)
        certifying.through_the_doors(made)
        candidates.through_the_doors(made)
        rooms = pages.Rooms(made)
        training.through_the_rooms(rooms)
        work.through_the_rooms(rooms)
        kecamatan.through_the_rooms(rooms)
        cared.through_the_rooms(rooms)
        certifying.through_the_rooms(rooms)
        candidates.through_the_rooms(rooms)
        rooms.go()
        if not full or sum(marker.kind != "stray" for marker in people.markers.made) >= WHOLE:
            break
    asker, faults = asyncio.run(_reads_and_faults(made))
    left = list(browser.left_behind(made, tmp_path / "profile"))
    told.tried(
        f"{len(people.markers.made):,} markers in {carrier.requests:,} requests through {len(carrier.carried)} routes"
    )
    told.tried(", ".join(f"{count} {kind}" for kind, count in faults.hit.items()) + " in flight")

    every = set(doors()) | {("portal", *room) for room in pages.rooms()}
    assert every - carrier.carried == set(), "routes that no marker was carried through"
    assert every - carrier.refused == set(), "routes that were never asked in a wrong way"
    assert rpcs.methods() == asker.answered == asker.refused
    assert all(faults.hit.values()), faults.hit

    finder = Finder(people.markers.made)
    hits = asyncio.run(_in_tables(street, finder))
    rows, telling = asyncio.run(channels.placed(street, made.protected))
    hits += [hit for place, file in channels.files(street) for hit in finder.find_in(place, file)]
    for place, content in (*left, *channels.metrics(street)):
        hits += finder.find(place, content)
    for place, content, spared in (*carrier.heard, *asker.heard, *faults.heard):
        hits += [hit for hit in finder.find(place, content) if hit.marker.word not in spared]
    _await_traces(street, traces)
    for file in sorted(traces.folder.iterdir()):
        hits += finder.find_in("trace", file)

    searched = {kind: size for kind, size in finder.searched.items() if size}
    assert searched.keys() >= CHANNELS
    found = Counter(str(hit) for hit in hits if not may_be_told(hit.place, hit.marker))
    assert not found, "\n".join(f"{times} times {what}" for what, times in found.items())
    told.found(f"{sum(found.values())} hits in {sum(searched.values()) / 1e6:,.0f} MB: {', '.join(sorted(searched))}")
    assert rows, "other services hear of protected cases"
    assert not telling, "where somebody protected lives, or who wrote it down"
    told.found(f"{rows} rows elsewhere about protected cases, {len(telling)} with village or writer")


async def _reads_and_faults(made: story.Round) -> tuple[rpcs.Asker, Faults]:
    asker = rpcs.Asker(made.cast)
    case, need_id = await asyncio.to_thread(made.in_care)
    await asker.ask_all(case, need_id)
    faults = Faults(made.cast, made.carrier, made, case["id"])
    await faults.all()
    return asker, faults


async def _in_tables(street: Running, finder: Finder) -> list[Hit]:
    await channels.told(street)
    hits = []
    async for (database, table, column), content in channels.tables(street):
        for hit in finder.find(f"table {database}.{table}.{column}", content):
            if not may_stand(database, table, column, hit.marker):
                hits.append(hit)
    return hits


def _await_traces(street: Running, traces: Collector) -> None:
    before, end = traces.number, time.monotonic() + PATIENCE
    waiting = channels.mark_traces(street)
    while waiting := [trace for trace in waiting if not traces.heard(trace, before)]:
        assert time.monotonic() < end, f"{len(waiting)} services sent no trace"
        time.sleep(0.2)


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_marker_is_known_in_every_coat(dice: random.Random, before: str) -> None:
    """Made here without the finder's help; a search that knew no coat would find nothing, and prove nothing."""
    markers = Markers(dice, ["190602"])
    for marker in (markers.nik(), markers.kk(), markers.phone(), markers.name(), markers.address(), markers.text()):
        finder, text = Finder(markers.made), before + marker.value + before
        coats = {
            "plain": text.lower().encode(),
            "utf-16": text.encode("utf-16-le"),
            "hex": text.encode().hex().encode(),
            "json": json.dumps(text).encode(),
            "percent": quote(text).encode(),
            "base64": base64.b64encode(text.encode()),
            "base64 for addresses": base64.urlsafe_b64encode(text.encode()),
            "gzip": gzip.compress(text.encode()),
            "sha256": hashlib.sha256(marker.value.encode()).hexdigest().encode(),
            "sha256, raw": hashlib.sha256(marker.word.encode()).digest(),
            "md5": hashlib.md5(marker.word.encode(), usedforsecurity=False).hexdigest().upper().encode(),
            "md5 in base64": base64.b64encode(hashlib.md5(marker.value.encode(), usedforsecurity=False).digest()),
        }
        missed = {how for how, coat in coats.items() if marker not in {hit.marker for hit in finder.find("here", coat)}}
        assert not missed, marker.kind
        assert not list(finder.find("here", b"nothing of it" + bytes(range(256)) * 100))
