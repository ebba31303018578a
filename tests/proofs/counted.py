"""What a proof of log-in counts in the databases, as their superuser sees it."""

from uuid import UUID

import asyncpg
import sqlalchemy as sa

from deploy.local.running import Running

# What a request with a good token would leave behind.
WRITTEN = {
    "cases": ("cases", "identities", "consents", "needs", "steps", "keys", "ledger"),
    "registry": ("officers", "volunteers", "letters", "usernames", "keys"),
    "referral": ("referrals", "services", "connections", "keys", "ledger"),
    "notify": ("notices", "readings", "keys"),
}


async def rows(street: Running) -> dict[str, int]:
    counted = {}
    for service, tables in WRITTEN.items():
        connection = await asyncpg.connect(street.admin_dsn(service))
        for table in tables:
            asked = sa.select(sa.func.count()).select_from(sa.table(table))
            counted[f"{service}.{table}"] = await connection.fetchval(str(asked))
        await connection.close()
    return counted


async def held(street: Running, office: str) -> int:
    """Cases of an office."""
    connection = await asyncpg.connect(street.admin_dsn("cases"))
    try:
        return int(await connection.fetchval("SELECT count(*) FROM cases WHERE office = $1", office))
    finally:
        await connection.close()


async def heard(street: Running, cases: set[UUID], *, by: str = "oversight") -> bool:
    """Whether a service heard of all these cases, by what it keeps of each."""
    connection = await asyncpg.connect(street.admin_dsn(by))
    try:
        wanted = "SELECT count(*) FROM inbox_order WHERE owner = 'cases' AND subject_id = ANY($1)"
        return int(await connection.fetchval(wanted, cases)) == len(cases)
    finally:
        await connection.close()


async def known_as(street: Running, sub: str) -> dict[str, str]:
    """What services that were told by the registry think a person is."""
    said = {}
    for service in ("cases", "referral", "notify"):
        connection = await asyncpg.connect(street.admin_dsn(service))
        said[service] = await connection.fetchval("SELECT status FROM actors WHERE sub = $1", sub)
        await connection.close()
    return said


async def swept_since(street: Running, service: str, seconds: float) -> set[str]:
    """Owners whose facts a service swept, over gRPC, in the last seconds."""
    connection = await asyncpg.connect(street.admin_dsn(service))
    try:
        asked = "SELECT owner FROM marks WHERE swept_at > clock_timestamp() - make_interval(secs => $1)"
        return {row["owner"] for row in await connection.fetch(asked, seconds)}
    finally:
        await connection.close()
