"""The shelf of practice: materials brought and released, lessons written, released, returned."""

from datetime import datetime
from uuid import UUID

from services.kit import ids
from services.kit.actor import Actor
from services.kit.db import Tx
from services.registry import lessons, materials, policy, store
from services.registry.lessons import Lesson, Text
from services.registry.materials import Label, Material


async def bring_material(tx: Tx, actor: Actor, content: bytes, *, at: datetime) -> Material:
    policy.require(actor, policy.BRING_MATERIAL)
    change = materials.bring(content, office=actor.office, material_id=ids.new(), sub=actor.sub, at=at)
    return await store.save_material(tx, change, content)


async def release_material(
    tx: Tx, actor: Actor, material_id: UUID, *, label: Label, declared: bool, was: int, at: datetime
) -> Material:
    policy.require(actor, policy.RELEASE_MATERIAL)
    material = await store.material(tx, material_id, within=policy.sight_of_shelf(actor))
    change = material.release(label, declared=declared, by=actor.name, was=was, at=at)
    return await store.save_material(tx, change)


async def withdraw_material(tx: Tx, actor: Actor, material_id: UUID, *, reason: str, was: int) -> Material:
    """By whoever looks after the shelf: what tells of somebody goes at once."""
    policy.require(actor, policy.WITHDRAW_MATERIAL)
    material = await store.material(tx, material_id, within=policy.sight_of_shelf(actor))
    return await store.save_material(tx, material.withdraw(reason=reason, was=was))


async def write_lesson(tx: Tx, actor: Actor, *, told: Text, at: datetime) -> Lesson:
    policy.require(actor, policy.WRITE_LESSON)
    change = lessons.write(
        office=actor.office, lesson_id=ids.new(), sub=actor.sub, writer=actor.name,
        place=actor.kec or min(actor.villages, default=actor.office), told=told, at=at,
    )  # fmt: skip
    return await store.save_lesson(tx, change)


async def rewrite_lesson(tx: Tx, actor: Actor, lesson_id: UUID, *, told: Text, was: int) -> Lesson:
    """By its writer alone."""
    policy.require(actor, policy.WRITE_LESSON)
    lesson = await store.lesson(tx, lesson_id, within=policy.sight_of_oneself(actor))
    return await store.save_lesson(tx, lesson.rewrite(told, sub=actor.sub, was=was))


async def release_lesson(tx: Tx, actor: Actor, lesson_id: UUID, *, was: int, at: datetime) -> Lesson:
    policy.require(actor, policy.RELEASE_LESSON)
    lesson = await store.lesson(tx, lesson_id, within=policy.sight_of_shelf(actor))
    return await store.save_lesson(tx, lesson.release(sub=actor.sub, by=actor.name, was=was, at=at))


async def return_lesson(tx: Tx, actor: Actor, lesson_id: UUID, *, reason: str, was: int) -> Lesson:
    policy.require(actor, policy.RETURN_LESSON)
    lesson = await store.lesson(tx, lesson_id, within=policy.sight_of_shelf(actor))
    return await store.save_lesson(tx, lesson.send_back(reason=reason, was=was))
