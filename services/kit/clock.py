"""The only place that reads a clock. Rules never do: the instant comes in as `at`."""

from datetime import UTC, datetime

from services.kit.errors import Malformed


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def instant(text: str) -> datetime:
    """An ISO 8601 instant with its offset; Malformed without one."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("not-an-instant") from None
    if at.tzinfo is None:
        raise Malformed("not-an-instant")
    return at.astimezone(UTC)
