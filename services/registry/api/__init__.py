"""The registry over HTTP: oneself, areas, volunteers and their service, coverage, officers, offices."""

from fastapi import FastAPI

from services.kit import operations, web
from services.kit.house import House
from services.registry import policy
from services.registry.api import areas, coverage, myself, officers, offices, tenures, volunteers


def app(house: House) -> FastAPI:
    made = web.app(house, title="Titian registry", rate=house.settings.rate if house.settings else 50)
    for door in (myself, areas, volunteers, tenures, coverage, officers, offices):
        made.include_router(door.router)
    operations.doors(made, policy)
    return made
