"""Money and dates as a French reader expects them."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency

LOCALE = "fr_FR"


def euros(amount: Decimal) -> str:
    """Return an amount in euros, e.g. « 1 234,50 € » (with no-break spaces)."""
    return format_currency(amount, "EUR", locale=LOCALE)


def long_date(day: date) -> str:
    """Return a date in words, e.g. « 14 octobre 2019 », « 1er mars 2026 »."""
    return f"{day_and_month(day)} {day.year}"


def day_and_month(day: date) -> str:
    """Return a day of the year in words, e.g. « 14 octobre », « 1er mars »."""
    month = format_date(day, "MMMM", locale=LOCALE)
    return f"1er {month}" if day.day == 1 else f"{day.day} {month}"


def short_date(day: date) -> str:
    """Return a date in figures, e.g. « 14/10/2019 »."""
    return format_date(day, "dd/MM/y", locale=LOCALE)
