"""Tables as Python declares them are the tables that migrations make, and each has its kind (DESIGN law 3)."""

import asyncio
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine

import services.kit
from deploy.local import databases
from deploy.local.running import Running
from services.kit import once, walls
from tests.street.sources import ROOT, SERVICES, module

KINDS = ("held", "posted", "open", "plumbing")
STORED = [service for service in SERVICES if (ROOT / "services" / service / "tables.py").exists()]


def metadata(service: str) -> list[sa.MetaData]:
    """A service's tables and kit's own."""
    for part in pkgutil.iter_modules(services.kit.__path__):
        importlib.import_module(f"services.kit.{part.name}")
    told = vars(module(f"services.{service}.tables")).values()
    own = next(part for part in told if isinstance(part, sa.MetaData))
    steps = "".join(file.read_text() for file in (ROOT / "services" / service / "migrations").glob("*.py"))
    return [own, walls.KIT] if "baseline.first(" in steps else [own]


def tables(service: str) -> Iterator[sa.Table]:
    for told in metadata(service):
        yield from told.tables.values()


@pytest.mark.parametrize("service", STORED)
def test_every_table_has_a_kind(service: str) -> None:
    for table in tables(service):
        assert table.info.get("kind") in KINDS, table.name


@pytest.mark.parametrize("service", STORED)
def test_the_office_comes_first_in_whatever_is_held(service: str) -> None:
    """So that a distributed database can spread tables by office, and every index begins with the wall."""
    for table in tables(service):
        if table.info["kind"] in ("held", "posted"):
            assert next(iter(table.primary_key.columns)).name == "office", table.name


@pytest.mark.parametrize("service", STORED)
def test_nothing_refers_across_tables_by_a_foreign_key(service: str) -> None:
    """A foreign key is checked behind the wall and would tell what another office holds."""
    for table in tables(service):
        assert not table.foreign_keys, table.name


@pytest.mark.parametrize("service", STORED)
def test_migrations_make_the_tables_that_python_declares(street: Running, service: str) -> None:
    name = f"scratch_{service}_{uuid4().hex[:8]}"
    databases.create_scratch(street.plan, street.passwords, service, name)
    try:
        once.migrate(service, street.dsn(service, "migrate", name))
        differences = asyncio.run(_differences(street.dsn(service, "migrate", name), metadata(service)))
    finally:
        databases.drop_scratch(street.plan, street.passwords, name)
    assert differences == []


async def _differences(dsn: str, told: list[sa.MetaData]) -> list[Any]:
    engine = create_async_engine(sa.make_url(dsn).set(drivername="postgresql+asyncpg"), poolclass=sa.NullPool)
    async with engine.connect() as connection:
        found = await connection.run_sync(_compare, told)
    await engine.dispose()
    return found


def _compare(connection: sa.Connection, told: list[sa.MetaData]) -> list[Any]:
    parts = {
        name
        for (name,) in connection.execute(
            sa.text("SELECT relname FROM pg_class WHERE relispartition AND relkind IN ('r', 'p')")
        )
    }

    def ours(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        """Indexes, checks and unique constraints stand in migrations only: Python asks nothing of them."""
        return kind in ("table", "column") and not (kind == "table" and (name in parts or name == "alembic_version"))

    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": ours})
    return list(compare_metadata(context, told))  # type: ignore[arg-type]  # -- reason: alembic takes several, its types say one
