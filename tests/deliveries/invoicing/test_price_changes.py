"""What a delivery costs since is on its invoice, and both its entries are settled by it."""

from cooperatives.queries.claims import claims_of
from deliveries.services.invoicing import issue_invoices
from deliveries.services.repricing import price_by_hand
from tests.deliveries.invoicing.conftest import LAST, NOVEMBER, OCTOBER, delivered, on_day


def test_an_invoice_takes_over_the_delivery_and_the_difference_since(october, now):
    order = delivered(october, on_day(20))
    by = {"by": october.by("theo"), "at": NOVEMBER}
    change = price_by_hand(order_id=order.pk, name="Wait", cents=1000, reason="At the gate", **by)
    run = issue_invoices(month=OCTOBER, issued_on=LAST, **by)
    (invoice,) = [one for one in run.issued if one.store_id == order.store_id]
    claims = claims_of([f"order:{order.pk}", f"price:{change.pk}"])
    assert {claim.is_settled for claim in claims.values()} == {True}
    assert claims[f"price:{change.pk}"].cents == change.difference_cents
    assert invoice.total_cents == sum(line.net_cents for line in invoice.lines.all()) + invoice.vat_cents
    assert len(claims) == 2
