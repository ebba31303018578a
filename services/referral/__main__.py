"""The process of referral: `python -m services.referral all | serve | relay | consume | tick | migrate | openapi`."""

from services.kit import modes
from services.kit.house import Plan
from services.referral import api, inbox, neighbours, tables, ticks

if __name__ == "__main__":
    modes.main(
        Plan(
            service="referral",
            app=api.app,
            hears=inbox.hears,
            doers=ticks.doers,
            neighbours=neighbours.cases,
            tables=tables.metadata,
        )
    )
