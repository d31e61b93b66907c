"""One currency in the federation's books, another in the member's: the charter's rate stands between them."""

from datetime import date
from fractions import Fraction

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from federation.queries.drafts import rates_on

EURO = "EUR"


def books_rate(currency: str, on: date) -> str:
    """Units of the federation's books for one of `currency`, as written in the charter. In the federation's scope.

    Raises NotAllowedNow where the charter has none: two currencies never meet in one sum.
    """
    own = cooperative_here().currency
    if currency == own:
        return "1"
    if own != EURO:
        raise NotAllowedNow(
            "books_not_in_euros",
            _("The federation keeps its books in %(own)s: it can book no dues in %(currency)s."),
            own=own,
            currency=currency,
        )
    return rates_on(on, [currency])[0].euros


def in_books(cents: int, rate: str) -> Fraction:
    """Exactly; whoever books it rounds it once."""
    return cents * Fraction(rate)
