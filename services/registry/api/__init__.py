"""The registry over HTTP: oneself, areas, people and their service, coverage, offices, trainings and certificates, who
wants to become one of them, portfolios, journals and monthly reports, certification of competency, meetings, programmes
and the shelf of practice."""

from fastapi import FastAPI

from services.kit import operations, web
from services.kit.house import House
from services.registry import policy
from services.registry.api import (
    applicants,
    applications,
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
    selections,
    shelf,
    staying,
    stipends,
    strangers,
    submissions,
    tenures,
    trainings,
    volunteers,
)

_FILES = ("/v1/imports", "/v1/applications/", "/v1/applicants/", "/v1/proposals/", "/v1/materials", "/v1/dossiers")


def app(house: House) -> FastAPI:
    rate = house.settings.rate if house.settings else 50
    made = web.app(house, title="Titian registry", rate=rate, files=_FILES)
    made.state.strangers = web.Rates(strangers.EACH)
    of_people, of_trainings = (volunteers, tenures, coverage, officers), (trainings, participants, certificates, prints)
    of_work, of_care = (portfolios, journals, meetings, programmes, shelf), (care, stipends, honours, staying)
    of_applications = (applicants, applications, selections)
    of_competency = (dossiers, submissions, coachings)
    doors = (*of_people, *of_applications, *of_trainings, *of_competency, *of_work, *of_care)
    for door in (myself, areas, offices, profiles, imports, *doors):
        made.include_router(door.router)
    operations.doors(made, policy)
    return made
