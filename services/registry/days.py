"""Days as an office counts them and as its papers write them."""

from datetime import date, datetime, timedelta

from services.kit import area

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")  # months in numbers of letters


def today(office: str, at: datetime) -> date:
    """The day that it is at the office."""
    return at.astimezone(area.zone(office)).date()


def written(day: date) -> str:
    """`17 Mei 2023`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_of(day: date) -> date:
    """A month is its first day."""
    return day.replace(day=1)


def after(month: date) -> date:
    """The next month."""
    return (month + timedelta(days=31)).replace(day=1)


def written_month(month: date) -> str:
    """`Mei 2023`."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def months_after(day: date, months: int) -> date:
    """The same day so many months later (before, where negative); the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
