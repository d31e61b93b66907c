"""The order behind an entry of the books."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cooperatives.permissions import can_read_books
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from deliveries.queries.prices import price_changes_of
from deliveries.queries.receipts import carried, euro_of_order, receipt
from members.permissions import can_read_surplus
from members.web.euro import pictures


@allow(can_read_books)
@require_GET
def order_receipt(request: TenantRequest, order_id: UUID) -> HttpResponse:
    order = receipt(order_id)
    if order is None:
        raise Http404
    return render(request, "deliveries/receipt.html", {"order": order, "changes": price_changes_of(order)})


@allow(can_read_surplus)
@require_GET
def order_euro(request: TenantRequest, order_id: UUID) -> HttpResponse:
    """Where the price of one delivery goes, by the proportions of its month."""
    order = receipt(order_id)
    if order is None:
        raise Http404
    found = euro_of_order(order)
    title = _("Price of no. %(number)s") % {"number": order.number}
    context = {"order": order, "found": found, "carried": carried(order)}
    if found is not None:
        context |= pictures(found.euro, title, order.price.currency, whole=False)
    return render(request, "deliveries/order_euro.html", context)
