"""Run the portal: `all` or `serve`, and `migrate`. It hears no facts, announces none and has nothing due."""

import argparse
import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
import uvloop

from services.kit import metrics, once, settings, telemetry
from services.kit.auth import Tokens
from services.kit.db import Database
from services.kit.settings import Missing, Settings
from services.kit.vault import Vault
from services.portal.app import app
from services.portal.drafts import Drafts
from services.portal.keycloak import Keycloak
from services.portal.neighbours import Neighbours
from services.portal.sessions import Sessions

DRAIN = 8  # seconds for pages in flight after SIGTERM


@dataclass
class House:
    """The parts of the running portal; `url` is its own public address."""

    url: str
    db: Database
    vault: Vault
    tokens: Tokens
    sessions: Sessions
    drafts: Drafts
    neighbours: Neighbours
    keycloak: Keycloak


def main() -> None:
    parser = argparse.ArgumentParser(prog="services.portal")
    parser.add_argument("mode", choices=("all", "serve", "migrate"))
    asked = parser.parse_args()
    told = settings.read()
    telemetry.start("portal", otlp=told.otlp, share=told.share)
    if asked.mode == "migrate":
        once.migrate("portal", told.database("migrate"))
    else:
        uvloop.run(serve(told))


async def serve(told: Settings) -> None:
    """Serve pages until SIGTERM or Ctrl-C; then finish what is in flight."""
    url, db, vault = (
        told.urls["portal"],
        Database(told.database("app"), pool=8, name="portal-app"),
        Vault(told.keys),
    )
    house = House(
        url=url,
        db=db,
        vault=vault,
        tokens=Tokens(told.issuer, "registry", [_need("TITIAN_PORTAL_CLIENT")], told.issuer_at),
        sessions=Sessions(db, vault),
        drafts=Drafts(db, vault),
        neighbours=Neighbours(told.urls),
        keycloak=Keycloak(
            told.issuer,
            told.issuer_at,
            _need("TITIAN_PORTAL_CLIENT"),
            _need("TITIAN_PORTAL_SECRET"),
            f"{url}/masuk/kembali",
        ),
    )
    host, _, port = told.http.rpartition(":")
    web = _Web(
        uvicorn.Config(
            app(house, rate=told.rate),
            host=host,
            port=int(port),
            log_level="warning",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=DRAIN,
            server_header=False,
            date_header=False,
        )
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, web.end)
    counted = await metrics.serve(told.metrics, lambda: _gauges(house)) if told.metrics else None
    keys = asyncio.create_task(house.tokens.keep_fresh())
    await web.serve()
    keys.cancel()
    if counted:
        counted.close()
    await house.neighbours.close()
    await db.close()


async def _gauges(house: House) -> str:
    return metrics.ready(database=await house.db.ready(), login=house.tokens.ready)


class _Web(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Left to `serve`, which closes the rest as well."""
        yield

    def end(self) -> None:
        self.should_exit = True


def _need(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise Missing(name, "not set")
    return value


if __name__ == "__main__":
    main()
