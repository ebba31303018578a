"""The registry over HTTP: oneself, areas, people and their service, coverage, offices, trainings and certificates,
certification of competency."""

from fastapi import FastAPI

from services.kit import operations, web
from services.kit.house import House
from services.registry import policy
from services.registry.api import (
    areas,
    certificates,
    coachings,
    coverage,
    dossiers,
    imports,
    myself,
    officers,
    offices,
    participants,
    prints,
    profiles,
    submissions,
    tenures,
    trainings,
    volunteers,
)


def app(house: House) -> FastAPI:
    rate = house.settings.rate if house.settings else 50
    made = web.app(house, title="Titian registry", rate=rate, files=("/v1/imports", "/v1/dossiers"))
    made.state.strangers = web.Rates(certificates.EACH)
    of_people, of_trainings = (volunteers, tenures, coverage, officers), (trainings, participants, certificates, prints)
    of_competency = (dossiers, submissions, coachings)
    for door in (myself, areas, *of_people, offices, profiles, imports, *of_trainings, *of_competency):
        made.include_router(door.router)
    operations.doors(made, policy)
    return made
