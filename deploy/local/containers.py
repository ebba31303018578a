"""A part of the street in a container, where `BACKING=containers` asks for it: another program, all else the same.

The container has this machine's network, sees the folders it works on under their own names, and runs as the user who
would run the process. So a street takes no notice: ports, data and logs lie where they always do, and a part can be
ended, killed (by the number that its process has here) or robbed of its disk like any other. The engine must therefore
run on this very machine, not in a virtual one. Images: `deploy/images`.
"""

import hashlib
import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import images
from deploy.local.plan import CannotStart
from deploy.local.processes import Process, began, kill_group

if TYPE_CHECKING:
    from testcontainers.core.container import DockerContainer


@dataclass
class Contained(Process):
    """`argv` are the words after the image's name, `user` is uid:gid."""

    image: str = ""  # the variable that names it
    sees: tuple[Path, ...] = ()  # folders it may write to
    reads: tuple[Path, ...] = ()
    container: "DockerContainer | None" = None
    since: tuple[int, int | None] = (0, None)  # number and begin of its process, as this machine sees it

    def start(self) -> None:
        from docker.errors import DockerException
        from testcontainers.core.config import testcontainers_config
        from testcontainers.core.container import DockerContainer

        testcontainers_config.ryuk_disabled = True  # the street ends what it starts, and whatever was left of it
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.asked_to_end = False
        try:
            known = images.image(self.image)
            images.docker("rm", "--force", "--volumes", self._called)  # of a street that was killed
            self.container = DockerContainer(known, env=dict(self.env), name=self._called)
        except images.NoEngine as reason:
            raise CannotStart(str(reason)) from reason
        self.container.with_command(list(self.argv)).with_kwargs(network="host", user=self.user, shm_size="256m")
        for mode, folders in (("rw", self.sees), ("ro", self.reads)):
            for folder in folders:
                self.container.with_volume_mapping(folder, str(folder), mode)
        try:
            self.container.start()
        except DockerException as trouble:
            raise CannotStart(f"{self.name}: the engine does not start {known}: {trouble}") from trouble
        wrapped = self.container.get_wrapped_container()
        wrapped.reload()
        pid = int(wrapped.attrs["State"]["Pid"])
        self.since = pid, began(pid) if pid else None
        said = wrapped.logs(stream=True, follow=True)
        threading.Thread(target=self._write_down, args=(said,), name=f"log of {self.name}", daemon=True).start()

    @property
    def pid(self) -> int | None:
        return self.since[0] or None

    def runs(self) -> bool:
        pid, since = self.since
        return since is not None and began(pid) == since

    def died(self) -> bool:
        return self.container is not None and not self.asked_to_end and not self.runs()

    def stop(self) -> None:
        self.asked_to_end = True
        if self.container is None:
            return
        if self.runs():
            os.kill(self.since[0], self.ends_on)
            end = time.monotonic() + self.patience
            while self.runs() and time.monotonic() < end:
                time.sleep(0.05)
            if self.runs():
                kill_group(self.since[0])
        self.container.stop()
        self.container = None

    @property
    def _called(self) -> str:
        return f"titian-{self.name}-{hashlib.sha256(str(self.log).encode()).hexdigest()[:12]}"

    def _write_down(self, said: Iterable[bytes]) -> None:
        with self.log.open("ab", buffering=0) as log:
            for piece in said:
                log.write(piece)
