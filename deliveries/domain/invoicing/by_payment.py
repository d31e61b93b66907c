"""VAT that is due with the payment: how much of an invoice's is, once so much of it came in (CGI art. 269, 2, c)."""

from collections.abc import Mapping
from fractions import Fraction

from coopplatform.kernel.money import half_up


def due_by_payment(
    vat_cents: Mapping[int, int], *, received_cents: int, owed_cents: int, is_prepaid: bool = False
) -> dict[int, int]:
    """By rate, the part of VAT that is due: as much of it as of the invoice was received, rounded half up.

    `vat_cents` by rate and `owed_cents` are what the invoice comes to after its credit notes; more than that cannot be
    due, and of a credited invoice nothing is. Where a part was paid before the invoice, all are without it; a credit
    note that goes beyond what was left takes its VAT back at once, as it does after a payment.
    """
    if owed_cents <= 0:
        return dict(vat_cents) if is_prepaid else dict.fromkeys(vat_cents, 0)
    part = min(Fraction(1), max(Fraction(0), Fraction(received_cents, owed_cents)))
    return {rate: half_up(cents * part) for rate, cents in vat_cents.items()}


def shared_out(cents: int, by_rate: Mapping[int, int]) -> dict[int, int]:
    """Cents in proportion to what each rate bears; what rounding leaves goes to the highest.

    So much waits in the books; the invoice knows the rates. They differ where a part was paid before the invoice.
    """
    whole = sum(by_rate.values())
    if not whole:
        return dict.fromkeys(by_rate, 0)
    shares = {rate: half_up(Fraction(cents * vat, whole)) for rate, vat in by_rate.items()}
    shares[max(shares)] += cents - sum(shares.values())
    return shares
