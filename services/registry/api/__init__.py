"""The registry over HTTP: oneself, areas, volunteers, officers, offices."""

from fastapi import FastAPI

from services.kit import operations, web
from services.kit.house import House
from services.registry import policy
from services.registry.api import areas, myself, officers, offices, volunteers


def app(house: House) -> FastAPI:
    made = web.app(house, title="Titian registry", rate=house.settings.rate if house.settings else 50)
    for door in (myself, areas, volunteers, officers, offices):
        made.include_router(door.router)
    operations.doors(made, policy)
    return made
