"""The order behind an entry of the books."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cooperatives.permissions import can_read_books
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from deliveries.queries.receipts import receipt


@allow(can_read_books)
@require_GET
def order_receipt(request: TenantRequest, order_id: UUID) -> HttpResponse:
    order = receipt(order_id)
    if order is None:
        raise Http404
    return render(request, "deliveries/receipt.html", {"order": order})
