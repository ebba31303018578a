"""How dates, times and numbers stand on the page. Pure: the caller says which day it is and where.

Bahasa Indonesia: 17 Mei 2023 · 13.05 WIB · 1.234,5 · Rp1.250.000. English: 17 May 2023 · 13:05 WIB · 1,234.5.
An hour always names its zone; which one a place keeps is `kit.area.zone`.
"""

import re
from datetime import UTC, date, datetime, tzinfo

BAHASA, ENGLISH = "id", "en"

_MONTHS = {
    BAHASA: [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    ENGLISH: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_DAYS = {
    BAHASA: ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
    ENGLISH: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


# --- dates and times ---------------------------------------------------------------------------------------------


def day(on: date, language: str = BAHASA) -> str:
    return f"{on.day} {_MONTHS[language][on.month - 1]} {on.year}"


def short_day(on: date, language: str = BAHASA) -> str:
    """`17 Mei`: only where the year is plain from what stands around it."""
    return f"{on.day} {_MONTHS[language][on.month - 1][:3]}"


def long_day(on: date, language: str = BAHASA) -> str:
    return f"{_DAYS[language][on.weekday()]}, {day(on, language)}"


def month(on: date, language: str = BAHASA) -> str:
    return f"{_MONTHS[language][on.month - 1]} {on.year}"


def clock(instant: datetime, zone: tzinfo, language: str = BAHASA) -> str:
    return instant.astimezone(zone).strftime("%H:%M " if language == ENGLISH else "%H.%M ") + str(zone)


def moment(instant: datetime, zone: tzinfo, language: str = BAHASA) -> str:
    return f"{day(instant.astimezone(zone).date(), language)} · {clock(instant, zone, language)}"


def left(on: date, today: date, language: str = BAHASA) -> str:
    """How far a due date is: `3 hari lagi`, `hari ini`, `lewat 2 hari`."""
    days = (on - today).days
    if language == ENGLISH:
        plural = "" if abs(days) == 1 else "s"
        return "today" if days == 0 else f"{days} day{plural} left" if days > 0 else f"{-days} day{plural} late"
    return "hari ini" if days == 0 else f"{days} hari lagi" if days > 0 else f"lewat {-days} hari"


def age(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def read_day(text: str) -> date | None:
    """A date as people type it: `1 Desember 2026`, `1-12-2026`, `1/12/2026`, `1 12 2026`, `2026-12-01`; else None."""
    parts = re.split(r"[\s./-]+", text.strip().lower())
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    month_number = _month_number(parts[1])
    if not month_number or not (parts[0].isdecimal() and parts[2].isdecimal() and len(parts[2]) == 4):
        return None
    try:
        return date(int(parts[2]), month_number, int(parts[0]))
    except ValueError:
        return None


def _month_number(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    if len(word) < 3:
        return None
    for names in _MONTHS.values():
        for number, name in enumerate(names, start=1):
            if name.lower().startswith(word):
                return number
    return None


def read_instant(text: str) -> datetime:
    """An instant as the services write it (ISO 8601 with offset)."""
    return datetime.fromisoformat(text).astimezone(UTC)


# --- numbers -----------------------------------------------------------------------------------------------------


def number(value: float, language: str = BAHASA) -> str:
    """Thousands apart, at most one decimal."""
    text = f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value:,}"
    return text if language == ENGLISH else text.translate(str.maketrans(",.", ".,"))


def percent(part: int, whole: int, language: str = BAHASA) -> str:
    """A rounded share; what has no base has no share."""
    return f"{number(round(100 * part / whole), language)} %" if whole else "-"


def rupiah(value: int, language: str = BAHASA) -> str:
    return f"Rp{number(value, language)}"


def nik(value: str) -> str:
    """The number of an identity card with its middle hidden: place and serial stay, the birth date goes."""
    return f"{value[:6]}{'•' * (len(value) - 10)}{value[-4:]}" if len(value) == 16 else "•" * len(value)
