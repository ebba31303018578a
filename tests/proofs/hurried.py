"""Start a service whose patience with Keycloak is counted in seconds, as nothing else about it is other:
`python -m tests.proofs.hurried FRESH STALE FORCED services.cases serve`."""

import runpy
import sys

from services.kit import auth


def main() -> None:
    fresh, stale, forced, module, *words = sys.argv[1:]
    auth.FRESH, auth.STALE, auth.FORCED = int(fresh), int(stale), int(forced)
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
