"""Cases over HTTP.

answers     what all routes share
meetings    a person is met: record, complete
readings    lists, search, files, who opened them, code lists
decisions   from verification to the end
handings    hand-ups and erasure
"""

from fastapi import FastAPI

from services.cases import policy
from services.cases.api import decisions, handings, meetings, readings
from services.kit import operations, web
from services.kit.house import House


def app(house: House) -> FastAPI:
    made = web.app(house, title="Titian cases", rate=house.settings.rate if house.settings else 50)
    for room in (meetings, readings, decisions, handings):
        made.include_router(room.router)
    operations.doors(made, policy)
    return made
