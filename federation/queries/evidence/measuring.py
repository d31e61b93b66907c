"""Words and windows that the measures share."""

from datetime import date, timedelta
from decimal import Decimal

from coopplatform.kernel.text import Sentence, _
from federation.domain.review.deadlines import add_months
from federation.domain.review.dossier import Measured, percent_of

CENTS = Decimal("0.01")
NO_SHARES = _("No shares are in the register.")
NO_WORKERS = _("Nobody has worked here for twelve months yet.")
NO_BOOKS = _("Nothing is in the books of this period.")
NO_PAY = _("No payslip was issued in this period.")
NO_MINIMUM = _("The minimum wage of this country is not in the platform's table.")
NO_HOURS = _("No hours were worked in this period.")
NO_CONTRACTS = _("No contract is in force.")
NO_ALLOCATION = _("No surplus was shared yet.")
NO_ORDERS = _("No order was delivered in this period.")
NO_DISTANCE = _("No delivery with a distance was handed over in this period.")
NOTHING_TOGETHER = _("No vote of the federation ended in this period, no policy is shared, no hour was lent.")
NO_AUTOMATIC = _("No assignment was automatic in this period: people decide.")
NO_POSITIONS = _("No position was kept in this period.")


def year_before(today: date) -> tuple[date, date]:
    """Twelve months up to yesterday."""
    return add_months(today, -12), today - timedelta(days=1)


def unknown(code: str, first: date, last: date, why: str, *, version: str = "1") -> Measured:
    """It cannot be computed, and why."""
    return Measured(code, first, last, None, note=Sentence(why).as_json(), query_version=version)


def share(
    code: str,
    first: date,
    last: date,
    part: int | Decimal,
    whole: int | Decimal,
    *,
    none: str,
    version: str = "1",
) -> Measured:
    """A part of a whole in percent; `none` is said where there is no whole."""
    if not whole:
        return unknown(code, first, last, none, version=version)
    numbers = (Decimal(part).quantize(CENTS), Decimal(whole).quantize(CENTS))
    return Measured(code, first, last, percent_of(part, whole), *numbers, query_version=version)
