"""VAT of invoices that waits for their payment, and what payments made due of it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import INVOICE, VAT_RECEIVED
from cooperatives.models import Line


@dataclass(frozen=True, slots=True)
class Turned:
    """What the payments of an invoice made due at a rate so far, in cents, and by how many entries."""

    cents: int = 0
    times: int = 0


def vat_waits_for_payment(source_key: str) -> bool:
    """Whether the VAT of that fact's entry went where it waits for the payment."""
    return Line.objects.filter(entry__source_key=source_key, account__role=Role.VAT_UNPAID).exists()


def waiting_vat(since: date) -> dict[str, int]:
    """By invoice and credit note posted since a day, the cents of VAT put there; a credit note's are negative."""
    lines = Line.objects.filter(
        account__role=Role.VAT_UNPAID, entry__posted_on__gte=since, entry__source_key__startswith=INVOICE
    )
    sums = lines.values_list("entry__source_key").annotate(cents=Sum("amount_cents")).order_by()
    return {key.removeprefix(INVOICE): -cents for key, cents in sums}


def turned_vat(since: date) -> dict[str, dict[int, Turned]]:
    """By invoice and rate, what payments since a day made due."""
    lines = Line.objects.filter(
        account__role=Role.VAT_UNPAID, entry__posted_on__gte=since, entry__source_key__startswith=VAT_RECEIVED
    )
    found: dict[str, dict[int, Turned]] = defaultdict(dict)
    for key, cents in lines.values_list("entry__source_key", "amount_cents"):
        _prefix, invoice, rate, _time = key.split(":")
        known = found[invoice].get(int(rate), Turned())
        found[invoice][int(rate)] = Turned(known.cents + cents, known.times + 1)
    return found
