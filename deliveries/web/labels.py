"""What is printed of an order: the kitchen's slip, and a label with a barcode for each bag."""

import re
from dataclasses import dataclass
from uuid import UUID

from barcode import Code128
from barcode.writer import SVGWriter
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from deliveries.domain.barcodes import bag_code
from deliveries.permissions import can_place_order
from deliveries.queries.documents import documents_of
from deliveries.queries.stores import order_of
from deliveries.web.progress import progress_of
from deliveries.web.store_rooms import store_here


@dataclass(frozen=True, slots=True)
class Label:
    """One bag's: its code in words and in bars."""

    bag: int
    code: str
    bars: SafeString


@allow(can_place_order)
@require_GET
def slip(request: TenantRequest, store_id: UUID, order_id: UUID) -> HttpResponse:
    """A page that prints on a receipt printer, on A4, or as labels of 100 × 62 mm a bag."""
    place = store_here(request, store_id)
    order = order_of(place.pk, order_id)
    if order is None:
        raise Http404
    floor, _newline, note = progress_of(order).dropoff.instructions.partition("\n")
    context = {
        "store": place,
        "progress": progress_of(order),
        "floor": floor,
        "note": note,
        "labels": [label(order.number, bag) for bag in range(1, order.bags + 1)],
        "documents": documents_of(order.pk),
    }
    return render(request, "deliveries/slip.html", context)


def label(number: int, bag: int) -> Label:
    code = bag_code(number, bag)
    return Label(bag, code, _bars(code))


def _bars(code: str) -> SafeString:
    """The barcode as inline SVG: of our own digits only."""
    writer = SVGWriter()
    drawn = Code128(code, writer=writer).render({"write_text": False, "module_height": 12, "quiet_zone": 2})
    text = drawn.decode() if isinstance(drawn, bytes) else str(drawn)
    # our pages carry no inline styles, and a browser that drops them draws all of it black
    text = re.sub(r'style="fill:(\w+);?"', r'fill="\1"', text[text.index("<svg") :])
    return mark_safe(text)  # noqa: S308 -- made here, of digits and a dash
