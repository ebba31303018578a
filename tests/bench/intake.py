"""Intake over HTTP beside the limit of the machine: pgbench with the service's own transaction, on the same street.

Each round measures the limit, the one kabupaten and five hundred in turn, so that whatever else the machine does meets
all three; what counts is the quotient within a round, and of the rounds the median. Cases are counted in the database.
"""

import json
import statistics
import time
from dataclasses import dataclass, field
from typing import Any, Final

from deploy.local.running import Running
from tests.bench import limit, officers
from tests.bench.load import Wish, loaded
from tests.bench.officers import IN_ONE, Officer
from tests.bench.street import count, until_idle

ROUNDS: Final = 5
SECONDS: Final = 5


@dataclass
class Figures:
    """Of one number of connections, a value for each round."""

    limit: list[float] = field(default_factory=list)
    one: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)
    tail: list[float] = field(default_factory=list)  # p99 by p50

    def share(self) -> float:
        return statistics.median(one / top for one, top in zip(self.one, self.limit, strict=True))

    def one_by_many(self) -> float:
        return statistics.median(one / many for one, many in zip(self.one, self.many, strict=True))


async def measure(street: Running, people: list[Officer], connections: int, rounds: int = ROUNDS) -> Figures:
    found = Figures()
    here, all_ = people[:IN_ONE], [one for one in people[IN_ONE:] if one.role == "dinas"]
    script = await limit.statements(street, here[0], json.loads(form(here[0].office) % {"n": 0}))
    for _ in range(rounds):
        await until_idle(street)
        first = time.time_ns() // 1_000_000 - limit.FIRST
        before = await count(street)
        told = await limit.rate(street, script, clients=connections, seconds=SECONDS, first=first)
        written = await count(street) - before
        assert abs(written / SECONDS - told) < 0.1 * told, (written, told)
        found.limit.append(told)
        for rates, who in ((found.one, here), (found.many, all_)):
            await until_idle(street)
            await officers.log_in(street, who)
            before = await count(street)
            wish = Wish(
                street.plan.port("cases"), "/v1/cases", [one.token for one in who], connections, SECONDS,
                [form(one.office) for one in who], first=time.time_ns() // 1_000_000 % 10**10,
            )  # fmt: skip
            done = await loaded(wish)
            written = await count(street) - before
            assert set(done.statuses) == {"201"}, done.statuses
            assert written == len(done.took), (written, len(done.took))
            rates.append(written / done.seconds)
            found.tail.append(done.quantile(0.99) / done.quantile(0.5))
    return found


def form(office: str) -> str:
    """Every field that the door takes; `%(n)010d` makes a NIK of its own of each."""
    said: dict[str, Any] = {
        "person": {
            "name": "Aminah Contoh Binti Umpama", "village": officers.villages(office)[0], "birth_on": "2015-03-12",
            "sex": "f", "nik": f"{office}01%(n)010d", "kk": f"{office}010312480001", "phone": "081200001234",
            "address": "Jalan Contoh 17, RT 03 RW 02, dekat balai desa",
        },
        "type": 2, "note": "Tinggal sendiri di rumah yang bocor; makan sekali sehari; tetangga membantu.",
        "protected": False,
        "consent": {"basis": "consent", "witness": "Ketua RT 03", "guardian": "Siti Contoh", "language": "id"},
    }  # fmt: skip
    return json.dumps(said)
