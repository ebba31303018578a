"""Referral over HTTP: the directory, referrals, packets, connections, code lists."""

from fastapi import FastAPI

from services.kit import operations, web
from services.kit.house import House
from services.referral import policy
from services.referral.api import connections, packets, referrals, services


def app(house: House) -> FastAPI:
    made = web.app(house, title="Titian referral", rate=house.settings.rate if house.settings else 50)
    for door in (services, referrals, packets, connections):
        made.include_router(door.router)
    operations.doors(made, policy)
    return made
