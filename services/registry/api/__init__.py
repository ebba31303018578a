"""The registry over HTTP: oneself, areas, people and their service, coverage, offices, trainings and certificates, who
wants to become one of them."""

from fastapi import FastAPI

from services.kit import operations, web
from services.kit.house import House
from services.registry import policy
from services.registry.api import (
    applicants,
    applications,
    areas,
    certificates,
    coverage,
    imports,
    myself,
    officers,
    offices,
    participants,
    prints,
    profiles,
    selections,
    strangers,
    tenures,
    trainings,
    volunteers,
)

_FILES = ("/v1/imports", "/v1/applications/", "/v1/applicants/", "/v1/proposals/")


def app(house: House) -> FastAPI:
    rate = house.settings.rate if house.settings else 50
    made = web.app(house, title="Titian registry", rate=rate, files=_FILES)
    made.state.strangers = web.Rates(strangers.EACH)
    of_people, of_trainings = (volunteers, tenures, coverage, officers), (trainings, participants, certificates, prints)
    of_applications = (applicants, applications, selections)
    for door in (myself, areas, *of_people, offices, profiles, imports, *of_trainings, *of_applications):
        made.include_router(door.router)
    operations.doors(made, policy)
    return made
