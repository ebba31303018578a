"""Start a service with something broken on purpose: `python -m tests.proofs.broken SWITCH services.cases all`.

A switch is a module of `switches/`; its `break_it()`, where it has one, changes the running code before the service
starts. The services themselves know nothing of it: what is broken here cannot be broken by a setting elsewhere.
"""

import importlib
import runpy
import sys


def main() -> None:
    switch, module, *words = sys.argv[1:]
    broken = importlib.import_module(f"tests.proofs.switches.{switch}")
    getattr(broken, "break_it", lambda: None)()
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
