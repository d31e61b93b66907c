"""What a leaving member gets back for their shares: the nominal value, less their part of the losses.

Loi 47-1775 art. 18. The statutes may charge losses to the reserves first.
"""

from fractions import Fraction

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import _


def refund_cents(
    *, units: int, nominal_cents: int, losses_cents: int, absorbed_by_reserves_cents: int, capital_cents: int
) -> int:
    """Half up to the cent, never negative. Raises Invalid for more shares than there is capital, or negative sums."""
    nominal = units * nominal_cents
    if min(units, nominal_cents, losses_cents, absorbed_by_reserves_cents) < 0:
        raise Invalid("negative", _("Shares, losses and reserves are not negative."))
    if nominal > capital_cents:
        raise Invalid("more_than_capital", _("These shares are more than the whole capital."))
    left = min(capital_cents, max(0, losses_cents - absorbed_by_reserves_cents))
    return half_up(nominal * (1 - Fraction(left, capital_cents))) if capital_cents else 0
