"""The registry over HTTP: oneself, areas, people and their service, coverage, offices, trainings and certificates,
portfolios, journals and monthly reports, certification of competency, meetings, programmes and the shelf of
practice."""

from fastapi import FastAPI

from services.kit import operations, web
from services.kit.house import House
from services.registry import policy
from services.registry.api import (
    areas,
    care,
    certificates,
    coachings,
    coverage,
    dossiers,
    honours,
    imports,
    journals,
    meetings,
    myself,
    officers,
    offices,
    participants,
    portfolios,
    prints,
    profiles,
    programmes,
    shelf,
    staying,
    stipends,
    submissions,
    tenures,
    trainings,
    volunteers,
)


def app(house: House) -> FastAPI:
    rate = house.settings.rate if house.settings else 50
    made = web.app(house, title="Titian registry", rate=rate, files=("/v1/imports", "/v1/materials", "/v1/dossiers"))
    made.state.strangers = web.Rates(certificates.EACH)
    of_people, of_trainings = (volunteers, tenures, coverage, officers), (trainings, participants, certificates, prints)
    of_work, of_care = (portfolios, journals, meetings, programmes, shelf), (care, stipends, honours, staying)
    of_competency = (dossiers, submissions, coachings)
    doors = (*of_people, *of_trainings, *of_competency, *of_work, *of_care)
    for door in (myself, areas, offices, profiles, imports, *doors):
        made.include_router(door.router)
    operations.doors(made, policy)
    return made
