"""The VAT of an invoice follows its payment, where the co-op did not opt to owe it with the invoice."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.ledger import DraftEntry, vat_received
from cooperatives.queries.books import closed_results
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.unpaid_vat import Turned, turned_vat, waiting_vat
from cooperatives.services.ledger import post_entry
from cooperatives.services.turns import one_at_a_time
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.invoicing.by_payment import due_by_payment, shared_out
from deliveries.models import Invoice
from deliveries.queries.invoices import Standings, standings
from deliveries.services.booking import SALES_JOURNAL

LOOKED_BACK = timedelta(days=3 * 366)
"""How long after it an invoice's payment is still followed, or taken back."""


@unit_of_work
def follow_payments(*, paid_on: date, by: Actor, at: datetime) -> int:
    """Post what became due, or is due no more, by the payments there are. Returns how many entries; twice is once.

    Dated `paid_on`, or today where that year is closed.
    """
    one_at_a_time("vat_by_payment")
    today = timezone.localdate(at, cooperative_here().zone)
    since = today - LOOKED_BACK
    papers = waiting_vat(since)
    if not papers:
        return 0
    waiting: dict[UUID, int] = defaultdict(int)
    for paper in Invoice.objects.filter(pk__in=papers).only("pk", "credits_id"):
        waiting[paper.credits_id or paper.pk] += papers[str(paper.pk)]
    turned = turned_vat(since)
    posted_on = today if paid_on.year <= max(closed_results(), default=0) else paid_on
    invoices = Invoice.objects.filter(pk__in=waiting).select_related("store").order_by("year", "sequence")
    entries = 0
    for one in standings(list(invoices), today):
        known = turned.get(str(one.invoice.pk), {})
        for rate, cents in _due(one, waiting[one.invoice.pk]).items():
            before = known.get(rate, Turned())
            if cents != before.cents:
                draft = _turn(one.invoice, rate, before.times + 1, cents - before.cents)
                post_entry(draft, journal=SALES_JOURNAL, posted_on=posted_on, by=by, at=at)
                entries += 1
    return entries


def _due(one: Standings, waiting_cents: int) -> dict[int, int]:
    """By rate, what is due of it by now, beyond what payments before the invoice made due."""
    rates = shared_out(waiting_cents, _vat_by_rate(one))
    before = one.invoice.prepaid_cents
    owed = one.invoice.total_cents - one.facts.credited_cents - before
    return due_by_payment(
        rates, received_cents=one.received_cents - before, owed_cents=owed, is_prepaid=bool(before)
    )


def _turn(invoice: Invoice, rate: int, time: int, cents: int) -> DraftEntry:
    return vat_received(
        invoice_id=str(invoice.pk),
        number=invoice.number,
        buyer=invoice.buyer_party.name,
        per_mille=rate,
        time=time,
        cents=cents,
    )


def _vat_by_rate(one: Standings) -> dict[int, int]:
    """Of the invoice, what was not due before it, less its credit notes; a rate that was credited whole has nothing."""
    sums: dict[int, int] = defaultdict(int)
    for sign, paper in ((1, one.invoice), *((-1, note) for note in one.notes)):
        for row in paper.vat:
            sums[row["per_mille"]] += sign * row.get("waiting_cents", row["vat_cents"])
    return dict(sums)
