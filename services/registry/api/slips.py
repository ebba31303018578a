"""The door that prints: the one answer in which a password stands."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.responses import Response

from services.kit import web
from services.kit.db import Tx
from services.registry import accounts, views
from services.registry.letters import Letter
from services.registry.officers import Officer
from services.registry.volunteers import Volunteer


async def printed(
    request: Request, call: web.Call, allow: Callable[[Tx], Awaitable[Volunteer | Officer | Letter]]
) -> Response:
    """Record the print, commit, then give Keycloak the password, which stands in this answer alone. The key is used up
    even where Keycloak fails: whoever prints again gets another password, never the same one twice."""
    password, subs = accounts.one_time_password(), list[str]()
    login_url = request.app.state.house.settings.urls.get("portal", "")

    async def act(tx: Tx) -> web.Answer:
        noun = await allow(tx)
        subs.append(noun.account.require_opened())
        return web.Answer(views.slip(noun, password=password, login_url=login_url), 201)

    async def again(tx: Tx, resource: str) -> web.Answer:
        raise accounts.SlipPrinted()

    answer = await web.change(call, act, again)
    await call.house.neighbours.set_one_time_password(subs[-1], password)
    return answer
