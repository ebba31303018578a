"""One function per thing that notify can do; it decides nothing (rules do) and sees what policy shows."""

from datetime import datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.notify import notices, policy, store
from services.notify.notices import Notice, Standing


async def put_notice(tx: Tx, actor: Actor, standing: Standing, *, at: datetime) -> Notice | None:
    """After a fact about a matter: what stood is taken away, and put before those whose move it is now."""
    policy.require(actor, policy.PUT_NOTICE)
    held = await store.find_of(tx, standing.kind, standing.subject_id)
    now = notices.after(held, standing, notice_id=ids.new(), at=at)
    await store.save(tx, held, now)
    return now


async def mark_read(tx: Tx, actor: Actor, notice_id: UUID, *, at: datetime) -> Notice:
    policy.require(actor, policy.MARK_READ)
    within = policy.sight(actor)
    notice = await store.notice(tx, notice_id, within=within)
    await store.mark_read(tx, notice.notice_id, by=actor.sub, at=at)
    return await store.notice(tx, notice_id, within=within)
