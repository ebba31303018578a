"""Alembic's environment for every service: one transaction per migration, a lock waits at most 1 s (DESIGN law 8)."""

import asyncio

import sqlalchemy as sa
from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine

from services.kit import baseline


def upgrade(connection: sa.Connection) -> None:
    connection.execute(sa.text("SET lock_timeout = '1s'"))
    connection.execute(sa.text("SET statement_timeout = 0"))
    connection.commit()
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
    baseline.ahead(connection)
    connection.commit()


async def run() -> None:
    dsn = sa.make_url(context.config.attributes["dsn"]).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(dsn, poolclass=sa.NullPool, hide_parameters=True)
    async with engine.connect() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()


asyncio.run(run())
