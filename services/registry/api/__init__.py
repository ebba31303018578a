"""The registry over HTTP: oneself, areas, volunteers (also many at once), officers, offices and one's own profile."""

from fastapi import FastAPI

from services.kit import operations, web
from services.kit.house import House
from services.registry import policy
from services.registry.api import areas, imports, myself, officers, offices, profiles, volunteers


def app(house: House) -> FastAPI:
    rate = house.settings.rate if house.settings else 50
    made = web.app(house, title="Titian registry", rate=rate, files=("/v1/imports",))
    for door in (myself, areas, volunteers, officers, offices, profiles, imports):
        made.include_router(door.router)
    operations.doors(made, policy)
    return made
