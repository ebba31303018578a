"""What cases told of who recorded: one statement a fact, and the villages are counted anew only where it matters."""

from datetime import datetime

import sqlalchemy as sa

from services.kit import area
from services.kit.db import Tx
from services.registry import tables as t
from services.registry import thresholds
from services.registry.store import coverage
from services.registry.volunteers import Role
from services.registry.workloads import Step

_WHO = "SELECT volunteer_id FROM volunteers WHERE office = $ AND sub = $"
_ACTIVE = """INSERT INTO activity (office, sub, active_on) SELECT $, $, $::date FROM who WHERE $::bool
  ON CONFLICT (office, sub) DO UPDATE SET active_on = excluded.active_on
    WHERE activity.active_on < excluded.active_on RETURNING sub"""
_TAKEN = """INSERT INTO caseloads (office, case_id, sub) SELECT $, $::uuid, $ FROM who
  ON CONFLICT DO NOTHING RETURNING case_id"""
_GONE = "DELETE FROM caseloads WHERE office = $ AND case_id = $ RETURNING sub"
# `before` is the load as it was, which is all that this statement sees of it.
_MORE = """SELECT volunteer_id, (SELECT count(*) FROM caseloads WHERE office = $ AND sub = $) AS before,
    EXISTS (SELECT FROM taken) AS taken, EXISTS (SELECT FROM active) AS active FROM who"""
_LESS = """SELECT v.volunteer_id,
    (SELECT count(*) FROM caseloads l WHERE l.office = v.office AND l.sub = v.sub) AS before
  FROM gone JOIN volunteers v ON v.office = $ AND v.sub = gone.sub"""


async def note_case(tx: Tx, step: Step, *, at: datetime) -> None:
    """A case is in her load from now on, or no longer; one that begins is activity of its recorder."""
    office, most = tx.office, thresholds.of(tx.office, at.date()).open_cases
    day = at.astimezone(area.zone(office)).date()
    if step.in_hand:
        who = (office, step.recorded_by)
        await tx.put("who", _WHO, *who)
        await tx.put("active", _ACTIVE, *who, day, step.begins)
        await tx.put("taken", _TAKEN, office, step.case_id, step.recorded_by)
        rows = await tx.fetch(_MORE, *who)
        moved = [row for row in rows if row["active"] or (row["taken"] and row["before"] == most)]
    else:
        await tx.put("gone", _GONE, office, step.case_id)
        moved = [row for row in await tx.fetch(_LESS, office) if row["before"] == most + 1]
    for row in moved:
        a = t.assignments.c
        hers = sa.select(a.village).where(a.office == office, a.volunteer_id == row["volunteer_id"])
        await coverage.recount(tx, Role.PSM, set((await tx.execute(hers)).scalars()), at=at)
