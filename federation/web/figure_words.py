"""Published values as people read them, in their language; a withheld one as its reason."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from coopplatform.web import formats
from coopplatform.web.wording import write
from federation.domain.release.period import Quarter
from federation.domain.statistics.indicators import Unit

UNIT_WORDS = {
    Unit.KILOMETRES: "km",
    Unit.HOURS: "h",
    Unit.KILOGRAMS: "kg",
}


def written(value: str | None, unit: str) -> str:
    """With its unit; empty when it is withheld."""
    if value is None:
        return ""
    exact = Decimal(value)
    digits = max(0, -int(exact.as_tuple().exponent))
    if unit == Unit.EUROS_PER_HOUR:
        return formats.money(int(exact * 100), "EUR")
    if unit == Unit.EUROS:
        return formats.money(int(exact * 100), "EUR", whole=True)
    if unit == Unit.OF_100_EUROS:
        return formats.money(int(exact * 100), "EUR")
    if unit == Unit.PERCENT:
        return formats.percent(exact / 100, digits)
    text = formats.number(exact, digits)
    if unit == Unit.DAYS_PER_THOUSAND_HOURS:
        return _("%(count)s days per 1,000 h") % {"count": text}
    if unit == Unit.PER_MILLION_HOURS:
        return _("%(count)s per 1,000,000 h") % {"count": text}
    return f"{text}{formats.NBSP}{UNIT_WORDS[Unit(unit)]}" if Unit(unit) in UNIT_WORDS else text


def figure_words(titles: Iterable[str]) -> str:
    """What a figure is, with where it stands in its table: "Deliveries, Monaco, Meals"."""
    return ", ".join(_(title) for title in titles)


def bare(value: str | None) -> str:
    """The number without its unit."""
    if value is None:
        return ""
    exact = Decimal(value)
    return formats.number(exact, max(0, -int(exact.as_tuple().exponent)))


def reason(row: Mapping[str, Any]) -> str:
    return write(row["reason"]) if row["reason"] else ""


def quarter_words(period: str) -> str:
    """As "3rd quarter 2026"; a period that is no quarter stays as it is written."""
    quarter = Quarter.parse(period)
    said = {
        1: _("1st quarter %(year)s"),
        2: _("2nd quarter %(year)s"),
        3: _("3rd quarter %(year)s"),
        4: _("4th quarter %(year)s"),
    }[quarter.number]
    return said % {"year": quarter.year}


def said_in(row: Mapping[str, Any]) -> dict[str, Any]:
    """An indicator's row with its title, value and reason in words."""
    return {
        **row,
        "title": _(row["title"]),
        "formula": _(row["formula"]),
        "suppression": _(row["suppression"]),
        "shown": written(row["value"], row["unit"]),
        "reason": reason(row),
    }
