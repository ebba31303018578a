"""A token is taken by every service, whichever it was made for."""

from typing import Any

from services.kit.actor import Claims
from services.kit.auth import Tokens

SHORT = True


def break_it() -> None:
    checked = Tokens._checked

    def unchecked(self: Tokens, said: dict[str, Any], token: str, now: float) -> Claims:
        return checked(self, said | {"aud": self._audience}, token, now)

    Tokens._checked = unchecked
