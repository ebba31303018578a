"""Crimes against a ledger by somebody who can write everything in PostgreSQL, and how they are covered up.

A ledger here is the rows of one office as dicts, in the order of their numbers; a crime changes them as an attacker
would leave them. `number` is where the first row differs that was there before.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from services.kit import ledger

Row = dict[str, Any]


@dataclass(frozen=True)
class Crime:
    """`rows` replace the office's ledger. `cover` says what is done to hide it: nothing, the hash of what was touched
    made anew, or the whole chain behind it, with the head in the database."""

    kind: str
    cover: str
    number: int
    rows: list[Row]
    head: tuple[int, bytes]


def draw(dice: random.Random, rows: list[Row], head: tuple[int, bytes]) -> Crime:
    kind = dice.choice([*KINDS])
    cover = dice.choice(("none", "hash", "chain") if kind != "insert beside" else ("none", "hash"))
    left = [dict(row) for row in rows]
    number = KINDS[kind](dice, left)
    if cover == "hash":  # of the one row, as the chain stands there
        for before, row in zip([None, *left], left, strict=False):
            if row["seq"] == number:
                row["hash"] = _link(before["hash"] if before else b"", row, number)
    if cover == "chain":
        hash_ = b""
        for seq, row in enumerate((row for row in left if row["seq"] is not None), start=1):
            hash_ = _link(hash_, row, seq)
            row["seq"], row["hash"] = seq, hash_
        head = (sum(row["seq"] is not None for row in left), hash_)
    return Crime(kind, cover, number, left, head)


def _link(before: bytes, row: Row, seq: int) -> bytes:
    return ledger.link(before, SimpleNamespace(**row), seq)


def _edit(dice: random.Random, rows: list[Row]) -> int:
    row = dice.choice(rows)
    column = dice.choice(("at", "fields", "id", "subject_id", "noun_id", "actor", "noun", "purpose"))
    if column == "at":
        row["at"] += timedelta(microseconds=dice.choice((-1, 1, 10**9)))
    elif column == "fields":
        row["fields"] = dice.choice(([], [*row["fields"], "name"], [name + " " for name in row["fields"]]))
    else:
        row[column] = uuid4() if column.endswith("id") else row[column] + dice.choice("xyz ")
    return int(row["seq"])


def _delete(dice: random.Random, rows: list[Row]) -> int:
    at, count = dice.randrange(len(rows)), dice.randint(1, 3)
    del rows[at : at + count]
    return at + 1


def _delete_and_close_up(dice: random.Random, rows: list[Row]) -> int:
    number = _delete(dice, rows)
    for row in rows[number - 1 :]:
        row["seq"] = rows.index(row) + 1
    return number


def _cut(dice: random.Random, rows: list[Row]) -> int:
    keep = dice.randrange(len(rows))
    del rows[keep:]
    return keep + 1


def _swap(dice: random.Random, rows: list[Row]) -> int:
    one, other = sorted(dice.sample(range(len(rows)), 2))
    first, second = rows[one], rows[other]
    names = dice.choice((("seq",), ("seq", "hash"), ("actor", "at", "id"), ("subject_id", "noun_id", "id")))
    for name in names:
        first[name], second[name] = second[name], first[name]
    if first["seq"] > second["seq"]:
        rows[one], rows[other] = second, first
    return one + 1


def _insert(dice: random.Random, rows: list[Row]) -> int:
    at = dice.randrange(len(rows))
    rows.insert(at, rows[at] | {"id": uuid4(), "actor": "orang-lain"})
    for number, row in enumerate(rows[at:], start=at + 1):
        row["seq"] = number
    return at + 1


def _insert_beside(dice: random.Random, rows: list[Row]) -> int:
    """With a number that is taken, or that no chain reaches. (Chained behind the last one it would be what each opening
    is: nobody can tell one that never was from one of just now.)"""
    like, seq = dice.choice(rows), dice.choice((0, -1, -5000, 2, len(rows), len(rows) + 1, 5000, 10**12))
    rows.append(like | {"id": uuid4(), "actor": "orang-lain", "seq": seq})
    return min(max(seq, 1), len(rows))


def _take_back(dice: random.Random, rows: list[Row]) -> int:
    """As if the last ones had never been sealed: the sealer would number them anew, changed."""
    keep = dice.randrange(len(rows))
    for row in rows[keep:]:
        row.update(seq=None, hash=None, actor="orang-lain")
    return keep + 1


KINDS: dict[str, Callable[[random.Random, list[Row]], int]] = {
    "edit": _edit, "delete": _delete, "delete and close up": _delete_and_close_up, "cut": _cut, "swap": _swap,
    "insert": _insert, "insert beside": _insert_beside, "take back": _take_back,
}  # fmt: skip
