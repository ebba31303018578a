"""Portfolios: evidence with the volunteer's own sealed notes, and the statements that are made of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.kit.actor import Actor
from services.kit.change import Change
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Place, Vault
from services.registry import reports
from services.registry.evidence import Entry
from services.registry.standings import Status
from services.registry.statements import Figures, Span, Statement
from services.registry.store import people
from services.registry.tables import volunteers
from services.registry.tables import work as t

_e, _j, _s, _r, _v = t.evidence.c, t.journal.c, t.statements.c, t.monthly_reports.c, volunteers.c
_NOTE = "note"


@dataclass(frozen=True, slots=True)
class Doer:
    """Of the office, who logs in as `sub`, as far as her work needs it; `sent`: whether the report of a month is out of
    her hands."""

    volunteer_id: UUID
    role: str
    sent: bool


async def find_doer(tx: Tx, sub: str, month: date) -> Doer | None:
    """The last one appointed, where somebody was appointed anew; nobody whose service has ended."""
    out = sa.exists().where(
        _r.office == _v.office, _r.volunteer_id == _v.volunteer_id, _r.month == month, _r.status.in_(reports.OUT)
    )
    mine = sa.select(_v.volunteer_id, _v.role, out.label("sent")).where(
        _v.office == tx.office, _v.sub == sub, _v.status != Status.ENDED
    )
    row = (await tx.execute(mine.order_by(_v.appointed_at.desc()).limit(1))).first()
    return Doer(row.volunteer_id, row.role, row.sent) if row else None


async def add_entry(tx: Tx, entry: Entry) -> None:
    """Once: the same deed of the same volunteer is there already, whoever tells it again."""
    row = _row(entry) | {"office": tx.office, "note": None}
    await tx.execute(insert(t.evidence).values(row).on_conflict_do_nothing())


async def save_entry(tx: Tx, vault: Vault, change: Change[Entry]) -> Entry:
    """Her note is sealed under her own key."""
    now, place = change.now, Place("evidence", _NOTE, change.now.evidence_id)
    note = (await vault.seal(tx, now.volunteer_id, {place: now.note}))[place] if now.note else None
    mine = (_e.office == tx.office) & (_e.evidence_id == now.evidence_id)
    row = {
        "note": note, "hidden": now.hidden, "attested_by": now.attested_by, "attested_name": now.attested_name,
        "attested_at": now.attested_at, "version": now.version,
    }  # fmt: skip
    await people.replace(tx, t.evidence, mine, row)
    return now


async def attest(tx: Tx, changes: Sequence[Change[Entry]]) -> None:
    """Those that were not attested before; her notes stay as they are."""
    for change in changes:
        now = change.now
        mine = (_e.office == tx.office) & (_e.evidence_id == now.evidence_id)
        row = {
            "attested_by": now.attested_by, "attested_name": now.attested_name, "attested_at": now.attested_at,
            "version": now.version,
        }  # fmt: skip
        await people.replace(tx, t.evidence, mine, row)


async def blur(tx: Tx, matters: Sequence[bytes]) -> None:
    """These cases turned out to be protected, or their person's data were erased: what stands of them here says the
    month and the kabupaten, and no more. A draft of it in the journal goes; a line that she completed points
    to no deed."""
    prints = sa.select(_e.print).where(_e.office == tx.office, _e.matter.in_(matters))
    of_them = (_j.office == tx.office) & _j.print.in_(prints)
    await tx.execute(sa.delete(t.journal).where(of_them, _j.draft))
    await tx.execute(sa.update(t.journal).where(of_them).values(print=None))
    month = sa.cast(sa.func.date_trunc("month", _e.on_day), sa.Date)
    mine = (_e.office == tx.office) & _e.matter.in_(matters) & (_e.place != tx.office)
    blurred = {"ppks": None, "place": tx.office, "on_day": month, "version": _e.version + 1}
    await tx.execute(sa.update(t.evidence).where(mine).values(blurred))


async def strike(tx: Tx, print: bytes) -> None:
    """What an entry stood on was taken back: a certificate that was revoked."""
    await tx.execute(sa.delete(t.evidence).where(_e.office == tx.office, _e.print == print))


async def entry(tx: Tx, vault: Vault, evidence_id: UUID, volunteer_id: UUID, *, by: Actor) -> Entry:
    """One of herself, whom the door has read before."""
    mine = sa.select(t.evidence).where(
        _e.office == tx.office, _e.volunteer_id == volunteer_id, _e.evidence_id == evidence_id
    )
    rows = (await tx.execute(mine)).all()
    if not rows:
        raise NotFound()
    return (await _noted(tx, vault, volunteer_id, rows, by=by, own=True))[0]


async def some_entries(tx: Tx, evidence_ids: Sequence[UUID], volunteer_id: UUID) -> list[Entry]:
    """Those named of a volunteer that was read before, without her notes; NotFound when one is missing."""
    mine = _e.evidence_id.in_(evidence_ids) & (_e.office == tx.office) & (_e.volunteer_id == volunteer_id)
    found = [_entry(row) for row in await tx.execute(sa.select(t.evidence).where(mine))]
    if len(found) < len({*evidence_ids}):
        raise NotFound()
    return found


async def entries(
    tx: Tx, vault: Vault, volunteer_id: UUID, *, by: Actor, own: bool, span: Span | None,
    after: Sequence[str] | None, limit: int,
) -> list[Entry]:  # fmt: skip
    """Of a volunteer that was read before, the latest first; `after` is the (day, id) of the last one seen. To others
    than herself (`own`) nothing of a hidden entry is opened."""
    wanted = sa.select(t.evidence).where(_e.office == tx.office, _e.volunteer_id == volunteer_id)
    if span:
        wanted = wanted.where(_e.on_day >= span.first, _e.on_day < span.end)
    if after:
        last = sa.tuple_(sa.literal(date.fromisoformat(after[0])), sa.literal(UUID(after[1])))
        wanted = wanted.where(sa.tuple_(_e.on_day, _e.evidence_id) < last)
    rows = (await tx.execute(wanted.order_by(_e.on_day.desc(), _e.evidence_id.desc()).limit(limit))).all()
    return await _noted(tx, vault, volunteer_id, rows, by=by, own=own)


async def figures(tx: Tx, volunteer_id: UUID, span: Span) -> dict[date, Figures]:
    """By month of the span, of a volunteer that was read before; a month without anything is left out."""
    month = sa.cast(sa.func.date_trunc("month", _e.on_day), sa.Date).label("month")
    counted = (
        sa.select(
            month, _e.kind, _e.hidden, sa.func.count().label("number"), sa.func.count(_e.attested_at).label("attested"),
            sa.func.sum(_e.hours).label("hours"),
        )
        .where(_e.office == tx.office, _e.volunteer_id == volunteer_id, _e.on_day >= span.first, _e.on_day < span.end)
        .group_by(month, _e.kind, _e.hidden)
    )  # fmt: skip
    found: dict[date, Figures] = {}
    for row in await tx.execute(counted):
        before = found.get(row.month, Figures({}))
        if row.hidden:
            found[row.month] = replace(before, hidden=before.hidden + row.number)
        else:
            found[row.month] = replace(
                before, kinds={**before.kinds, row.kind: row.number}, attested=before.attested + row.attested,
                lesson_hours=before.lesson_hours + row.hours,
            )  # fmt: skip
    worked = sa.select(_r.month, _r.minutes).where(
        _r.office == tx.office, _r.volunteer_id == volunteer_id, _r.month >= span.first, _r.month < span.end,
        _r.status == reports.Status.APPROVED,
    )  # fmt: skip
    for row in await tx.execute(worked):
        found[row.month] = replace(found.get(row.month, Figures({})), minutes=row.minutes)
    return dict(sorted(found.items()))


async def who_passed(tx: Tx, certificate_id: UUID) -> Any:
    """The volunteer whom a certificate of the office is about, also one who was a candidate then, with what stands on
    it; None where she is no volunteer."""
    wanted = sa.text(_PASSED)
    return (await tx.execute(wanted, {"office": tx.office, "certificate_id": certificate_id})).first()


_PASSED = """SELECT v.volunteer_id, c.title, c.hours, c.issued_on FROM certificates c
  JOIN participants p ON p.office = c.office AND p.participant_id = c.participant_id
  JOIN volunteers v ON v.office = c.office AND (v.volunteer_id = p.volunteer_id OR v.nik_print = p.nik_print)
  WHERE c.office = :office AND c.certificate_id = :certificate_id AND c.revoked_at IS NULL
  ORDER BY v.appointed_at DESC LIMIT 1"""


# --- statements ---


async def add_statement(tx: Tx, one: Statement) -> None:
    row = {
        "office": tx.office, "statement_id": one.statement_id, "volunteer_id": one.volunteer_id, "name": one.name,
        "role": one.role, "first_on": one.span.first, "last_on": one.span.last, "figures": asdict(one.figures),
        "issued_on": one.issued_on, "issued_at": one.issued_at,
    }  # fmt: skip
    await tx.execute(sa.insert(t.statements).values(row))


async def statements(tx: Tx, volunteer_id: UUID, *, limit: int) -> list[Statement]:
    """Of a volunteer that was read before, the latest first."""
    mine = sa.select(t.statements).where(_s.office == tx.office, _s.volunteer_id == volunteer_id)
    return [_statement(row) for row in await tx.execute(mine.order_by(_s.issued_at.desc()).limit(limit))]


async def statement(tx: Tx, statement_id: UUID, volunteer_id: UUID) -> Statement:
    mine = _s.statement_id == statement_id
    mine &= (_s.office == tx.office) & (_s.volunteer_id == volunteer_id)
    row = (await tx.execute(sa.select(t.statements).where(mine))).first()
    if row is None:
        raise NotFound()
    return _statement(row)


@dataclass(frozen=True, slots=True)
class Proved:
    """What anybody learns who has the token of a statement."""

    name: str
    span: Span
    figures: Figures
    issued_on: date


_PROVED = sa.select(_s.name, _s.first_on, _s.last_on, _s.figures, _s.issued_on)


async def find_proved(tx: Tx, statement_id: UUID) -> Proved | None:
    """Served by the public's log-in, which reads these columns and no others."""
    row = (await tx.execute(_PROVED.where(_s.office == tx.office, _s.statement_id == statement_id))).first()
    return row and Proved(row.name, Span(row.first_on, row.last_on), Figures(**row.figures), row.issued_on)


# --- erasure ---


async def erase_work(tx: Tx, volunteer_id: UUID) -> None:
    """All that stands of what she did: evidence, statements, journal, reports."""
    for table in (t.evidence, t.statements, t.journal, t.monthly_reports):
        await tx.execute(sa.delete(table).where(table.c.office == tx.office, table.c.volunteer_id == volunteer_id))


def _row(one: Entry) -> dict[str, Any]:
    return {
        "evidence_id": one.evidence_id, "volunteer_id": one.volunteer_id, "kind": one.kind, "on_day": one.on,
        "place": one.place, "print": one.print, "matter": one.matter, "at": one.at, "ppks": one.ppks,
        "hours": one.hours, "title": one.title, "hidden": one.hidden, "attested_by": one.attested_by,
        "attested_name": one.attested_name, "attested_at": one.attested_at, "version": one.version,
    }  # fmt: skip


def _entry(row: Any) -> Entry:
    return Entry(
        office=row.office, evidence_id=row.evidence_id, volunteer_id=row.volunteer_id, kind=row.kind, on=row.on_day,
        place=row.place, print=row.print, at=row.at, matter=row.matter, ppks=row.ppks, hours=row.hours,
        title=row.title, hidden=row.hidden, attested_by=row.attested_by, attested_name=row.attested_name,
        attested_at=row.attested_at, version=row.version,
    )  # fmt: skip


async def _noted(tx: Tx, vault: Vault, volunteer_id: UUID, rows: Sequence[Any], *, by: Actor, own: bool) -> list[Entry]:
    """With her notes in plain text, in one opening."""
    sealed = {
        Place("evidence", _NOTE, row.evidence_id): row.note
        for row in rows
        if row.note is not None and (own or not row.hidden)
    }
    found = [_entry(row) for row in rows]
    if not sealed:
        return found
    opened = await vault.open(
        tx, volunteer_id, sealed, purpose="portfolio", by=by, noun="volunteer", noun_id=volunteer_id
    )
    notes = {place.row: text for place, text in opened.items()}
    return [replace(one, note=notes.get(one.evidence_id, "")) for one in found]


def _statement(row: Any) -> Statement:
    return Statement(
        row.office, row.statement_id, row.volunteer_id, row.name, row.role, Span(row.first_on, row.last_on),
        Figures(**row.figures), row.issued_on, row.issued_at,
    )  # fmt: skip
