"""What cases told of who recorded: villages are counted anew only where it matters."""

from datetime import datetime

import sqlalchemy as sa

from services.kit.db import Tx
from services.registry import tables as t
from services.registry import thresholds
from services.registry.days import today
from services.registry.store import coverage
from services.registry.volunteers import Role
from services.registry.workloads import Step

# The volunteer is locked before her load is counted: of two cases at once the second is counted with the first.
_RECORDER = "SELECT volunteer_id, sub FROM volunteers WHERE office = $ AND sub = $ FOR NO KEY UPDATE"
_HOLDER = """SELECT v.volunteer_id, v.sub FROM caseloads l JOIN volunteers v ON v.office = l.office AND v.sub = l.sub
  WHERE l.office = $ AND l.case_id = $ FOR NO KEY UPDATE OF v"""
_ACTIVE = """INSERT INTO activity (office, sub, active_on) SELECT $::text, $::text, $::date WHERE $::bool
  ON CONFLICT (office, sub) DO UPDATE SET active_on = excluded.active_on
    WHERE activity.active_on < excluded.active_on RETURNING sub"""
_TAKEN = "INSERT INTO caseloads (office, case_id, sub) VALUES ($, $, $) ON CONFLICT DO NOTHING RETURNING sub"
_GONE = "DELETE FROM caseloads WHERE office = $ AND case_id = $ RETURNING sub"
# `before` is the load as it was, which is all that the statement sees of it.
_MORE = """SELECT (SELECT count(*) FROM caseloads WHERE office = $ AND sub = $) AS before,
  EXISTS (SELECT FROM taken) AS changed, EXISTS (SELECT FROM active) AS active"""
_LESS = """SELECT (SELECT count(*) FROM caseloads WHERE office = $ AND sub = $) AS before,
  EXISTS (SELECT FROM gone) AS changed, false AS active"""


async def note_case(tx: Tx, step: Step, *, at: datetime) -> None:
    """A case is in her load from now on, or no longer; one that begins is activity of its recorder. What an officer
    recorded is nobody's here."""
    office, day = tx.office, today(tx.office, at)
    most = thresholds.of(office, day).open_cases
    asked = (_RECORDER, office, step.recorded_by) if step.in_hand else (_HOLDER, office, step.case_id)
    for who in await tx.fetch(*asked):
        hers = (office, who["sub"])
        if step.in_hand:
            await tx.put("active", _ACTIVE, *hers, day, step.begins)
            await tx.put("taken", _TAKEN, office, step.case_id, who["sub"])
            [load] = await tx.fetch(_MORE, *hers)
        else:
            await tx.put("gone", _GONE, office, step.case_id)
            [load] = await tx.fetch(_LESS, *hers)
        turning = most if step.in_hand else most + 1
        if load["active"] or (load["changed"] and load["before"] == turning):
            a = t.assignments.c
            served = sa.select(a.village).where(a.office == office, a.volunteer_id == who["volunteer_id"])
            await coverage.recount(tx, Role.PSM, set((await tx.execute(served)).scalars()), at=at)
