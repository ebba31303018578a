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
        if at.tzinfo is None:
            raise ValueError("no offset")
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed("not-an-instant") from None
