"""The registry over HTTP: oneself, areas, volunteers, officers, offices, trainings and certificates."""

from fastapi import FastAPI

from services.kit import operations, web
from services.kit.house import House
from services.registry import policy
from services.registry.api import (
    areas,
    certificates,
    myself,
    officers,
    offices,
    participants,
    prints,
    trainings,
    volunteers,
)


def app(house: House) -> FastAPI:
    made = web.app(house, title="Titian registry", rate=house.settings.rate if house.settings else 50)
    made.state.strangers = web.Rates(certificates.EACH)
    for door in (myself, areas, volunteers, officers, offices, trainings, participants, certificates, prints):
        made.include_router(door.router)
    operations.doors(made, policy)
    return made
