"""Notify's process: `python -m services.notify all | serve | relay | consume | tick | migrate | openapi`."""

from services.kit import modes
from services.kit.house import Plan
from services.notify import api, inbox, tables

if __name__ == "__main__":
    modes.main(Plan(service="notify", app=api.app, hears=inbox.hears, tables=tables.metadata))
