"""The registry's process: `python -m services.registry all | serve | relay | consume | tick | migrate | openapi`."""

from services.kit import modes
from services.kit.house import Plan
from services.registry import api, inbox, neighbours, rpc, tables, ticks

if __name__ == "__main__":
    modes.main(
        Plan(
            service="registry",
            app=api.app,
            rpc=rpc.serve,
            hears=inbox.hears,
            doers=ticks.doers,
            errands=ticks.errands,
            neighbours=neighbours.accounts,
            tables=tables.metadata,
        )
    )
