"""How amounts, numbers, distances and durations are written, in the active language.

Thousands are parted by U+00A0 in every language (Django's French U+202F is too tight in bold), minus is
U+2212, the decimal mark is the language's own.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NBSP = "\u00a0"
MINUS = "\u2212"
SYMBOLS = {"EUR": "€"}


def number(value: float | Decimal, digits: int = 0, *, sign: bool = False) -> str:
    """`value` rounded half up to `digits` decimals; `sign` also writes the plus."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    whole, _point, decimals = f"{abs(rounded):,f}".partition(".")
    text = whole.replace(",", NBSP)
    if decimals:
        text += get_format("DECIMAL_SEPARATOR") + decimals
    if rounded < 0:
        return MINUS + text
    return "+" + text if sign and rounded > 0 else text


def money(cents: int, currency: str, *, sign: bool = False, whole: bool = False) -> str:
    """An amount of `cents` minor units; `whole` leaves out the cents (rounded)."""
    text = number(Decimal(cents) / 100, 0 if whole else 2, sign=sign)
    symbol = SYMBOLS.get(currency, currency)
    if not (get_language() or "en").startswith("en"):
        return f"{text}{NBSP}{symbol}"
    mark, amount = (text[0], text[1:]) if text[0] in "+" + MINUS else ("", text)
    return f"{mark}{symbol}{amount}" if len(symbol) == 1 else f"{mark}{symbol}{NBSP}{amount}"


def percent(share: float | Decimal, digits: int = 0) -> str:
    """A share of 1 as a percentage."""
    gap = "" if (get_language() or "en").startswith("en") else NBSP
    return f"{number(Decimal(str(share)) * 100, digits)}{gap}%"


def distance(metres: float) -> str:
    """Metres to the nearest ten below one kilometre, kilometres with one decimal above."""
    if metres < 995:
        return f"{number(round(metres / 10) * 10)}{NBSP}m"
    return f"{number(metres / 1000, 1 if metres < 100_000 else 0)}{NBSP}km"


def duration(seconds: float) -> str:
    """Whole minutes, as "1 h 24" from one hour on; less than a minute is said so."""
    minutes = round(abs(seconds) / 60)
    mark = MINUS if seconds < 0 and minutes else ""
    if minutes == 0:
        return _("under 1 min").replace(" ", NBSP)
    if minutes < 60:
        return f"{mark}{minutes}{NBSP}min"
    hours, rest = divmod(minutes, 60)
    return f"{mark}{number(hours)}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")
