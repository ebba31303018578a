"""A service beside the street that may be killed: the same databases and keys, ports of its own."""

import asyncio
import os
import subprocess
import sys
from typing import Any

from deploy.local.running import Running, is_up
from tests.kit.parts import until
from tests.proofs.beside import free_port


class Killable:
    """`async with Killable(street, "cases") as cases: cases.url`. What was killed may be started again at its place."""

    def __init__(self, street: Running, service: str, switch: str | None = None, **settings: str) -> None:
        self.service, self._port = service, free_port()
        ports = {"TITIAN_HTTP": f"127.0.0.1:{self._port}", "TITIAN_GRPC": f"127.0.0.1:{free_port()}"}
        self._env = os.environ | street.environment(service) | ports | settings
        through = ("tests.proofs.broken", switch) if switch else ()
        self._argv = [sys.executable, "-m", *through, f"services.{service}", "serve"]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        self._process = await asyncio.to_thread(subprocess.Popen, self._argv, env=self._env, stderr=subprocess.DEVNULL)
        await until(lambda: asyncio.to_thread(is_up, f"{self.url}/readyz"), 90)

    async def kill(self) -> None:
        if self._process:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)

    async def __aenter__(self) -> "Killable":
        await self.start()
        return self

    async def __aexit__(self, *why: Any) -> None:
        await self.kill()
