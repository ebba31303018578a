"""Oversight's process: `python -m services.oversight all | serve | relay | consume | tick | migrate | openapi`."""

from services.kit import modes
from services.kit.house import Plan
from services.oversight import api, inbox, rpc, tables, ticks

if __name__ == "__main__":
    modes.main(
        Plan(
            service="oversight",
            app=api.app,
            rpc=rpc.serve,
            hears=inbox.hears,
            loops=ticks.loops,
            tables=tables.metadata,
        )
    )
