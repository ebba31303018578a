"""The process of cases: `python -m services.cases all | serve | relay | consume | tick | migrate | restored`."""

from services.cases import api, inbox, rpc, tables, ticks
from services.kit import modes
from services.kit.house import Plan

if __name__ == "__main__":
    modes.main(
        Plan(
            service="cases",
            app=api.app,
            rpc=rpc.serve,
            hears=inbox.hears,
            doers=ticks.doers,
            erases=ticks.erases,
            tables=tables.metadata,
        )
    )
