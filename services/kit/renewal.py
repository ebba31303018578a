"""Office keys live a month (DESIGN §7): what earlier months wrapped is wrapped anew by this one's, and a version is
destroyed when the last back-up that needs it has gone. From then on an older back-up opens for nobody.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

import sqlalchemy as sa

from services.kit import clock, vault
from services.kit.db import Database
from services.kit.errors import Refusal
from services.kit.vault import Vault

log = logging.getLogger(__name__)

BATCH = 200  # keys a transaction


class Renewal:
    """Of the subjects' keys and of the packets among `tables` (posted, with a `wrapped` key)."""

    def __init__(self, db: Database, kept: Vault, tables: sa.MetaData, *, every: float = 3600.0) -> None:
        self._db, self._vault, self._every = db, kept, every
        self._packets = [t for t in tables.sorted_tables if t.info["kind"] == "posted" and "wrapped" in t.c]

    async def run(self) -> None:
        while True:
            for office in self._vault.offices():
                try:
                    await self.step(office, clock.now())
                except Refusal as trouble:
                    log.info("renewal of keys waits: %s", trouble.code)
            await asyncio.sleep(self._every)

    async def step(self, office: str, at: datetime) -> int:
        """Bring one office to the month of `at`; how many keys were wrapped anew."""
        current = vault.version(at)
        old = [version for version in self._vault.versions(office) if version < current]
        if not old:
            return 0
        renewed = await self._all(office, lambda tx: self._vault.renew_subjects(tx, current, BATCH))
        for table in self._packets:
            renewed += await self._all(office, lambda tx, t=table: self._vault.renew_packets(tx, t, current, BATCH))
        for version in old:
            if at > vault.end_of(version) + vault.LIFE:
                self._vault.destroy(office, version)
                log.info("the key of %s of %s has lived: destroyed", version, office)
        return renewed

    async def _all(self, office: str, batch: Callable[..., Awaitable[int]]) -> int:
        """Batch by batch, each a transaction of its own, until nothing is left."""
        renewed = 0
        while True:
            async with self._db.begin(office) as tx:
                done = await batch(tx)
            renewed += done
            if done < BATCH:
                return renewed
