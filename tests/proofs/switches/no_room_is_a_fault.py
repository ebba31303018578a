"""A database without room is told as a fault (500), not as "not now": whoever asks does not know to come again."""

from services.kit import db


def break_it() -> None:
    vars(db)["_AWAY"] = tuple(state for state in db._AWAY if state != "53")
