"""Who is behind a browser. The cookie is a random name; tokens stay here, sealed, and never reach the page.

A session whose log-in ended (`ended`) is kept until it expires: it opens nothing any more, but what its form still
sends becomes a draft of the person it belonged to.
"""

import json
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit import clock
from services.kit.db import Database
from services.kit.vault import Vault
from services.portal.tables import sessions

LIFE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Grant:
    """What Keycloak gave: `until` is when the access token ends (seconds since 1970)."""

    access: str
    refresh: str
    until: float

    def fresh(self, at: datetime) -> bool:
        """Good for at least another half minute, so that it does not end on its way to a service."""
        return self.until - at.timestamp() > 30


@dataclass(frozen=True, slots=True)
class Session:
    """`me` is what the registry says about the person (GET /v1/me), `csrf` the secret that each form proves to know."""

    id: bytes
    sub: str
    office: str
    name: str
    roles: frozenset[str]
    grant: Grant
    me: dict[str, Any]
    csrf: str
    ended: bool
    expires_at: datetime


class Sessions:
    def __init__(self, db: Database, vault: Vault) -> None:
        self._db, self._vault = db, vault

    async def open(
        self, sub: str, office: str, name: str, roles: frozenset[str], grant: Grant, me: dict[str, Any]
    ) -> str:
        """A new session; answers the cookie. Sessions that expired go."""
        cookie, at = secrets.token_urlsafe(32), clock.now()
        session = Session(
            self._id(cookie), sub, office, name, roles, grant, me, secrets.token_hex(16), False, at + LIFE
        )
        async with self._db.begin() as tx:
            await tx.execute(sa.delete(sessions).where(sessions.c.expires_at < at))
            await tx.execute(insert(sessions).values(**self._row(session)))
        return cookie

    async def find(self, cookie: str) -> Session | None:
        """The session of a cookie; None when there is none or it has expired."""
        return await self.get(self._id(cookie))

    async def get(self, session_id: bytes) -> Session | None:
        async with self._db.begin() as tx:
            row = (await tx.execute(sa.select(sessions).where(sessions.c.id == session_id))).first()
        if row is None or row.expires_at < clock.now():
            return None
        content = self._vault.unbox("session", row.content, row.id.hex())
        if content is None:
            return None
        said = json.loads(content)
        return Session(
            row.id,
            row.sub,
            row.office,
            said["name"],
            frozenset(said["roles"]),
            Grant(**said["grant"]),
            said["me"],
            said["csrf"],
            row.ended,
            row.expires_at.astimezone(UTC),
        )

    async def renew(self, session: Session, grant: Grant, me: dict[str, Any]) -> Session:
        """The same session with what Keycloak and the registry say now."""
        return await self._save(replace(session, grant=grant, me=me))

    async def end(self, session: Session) -> Session:
        """The log-in is over: the tokens go, the name stays so that what is still typed is kept."""
        return await self._save(replace(session, grant=Grant("", "", 0), ended=True))

    async def forget(self, session: Session) -> None:
        async with self._db.begin() as tx:
            await tx.execute(sa.delete(sessions).where(sessions.c.id == session.id))

    async def _save(self, session: Session) -> Session:
        row = self._row(session)
        async with self._db.begin() as tx:
            await tx.execute(
                sa.update(sessions)
                .where(sessions.c.id == session.id)
                .values(content=row["content"], ended=row["ended"])
            )
        return session

    def _id(self, cookie: str) -> bytes:
        return self._vault.fingerprint("session", cookie)

    def _row(self, session: Session) -> dict[str, Any]:
        content = {
            "name": session.name,
            "roles": sorted(session.roles),
            "grant": asdict(session.grant),
            "me": session.me,
            "csrf": session.csrf,
        }
        boxed = self._vault.box("session", json.dumps(content).encode(), session.id.hex())
        return {
            "id": session.id,
            "sub": session.sub,
            "office": session.office,
            "content": boxed,
            "ended": session.ended,
            "expires_at": session.expires_at,
        }
