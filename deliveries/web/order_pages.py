"""An order that was placed: where it is, what it cost, and what one can still do with it."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.wording import explain
from deliveries.domain.store_roles import StoreRole
from deliveries.models import Order, OrderDocument
from deliveries.permissions import can_cancel_order, can_complete_task, can_place_order, can_see_board
from deliveries.queries.chronicle import happened_to
from deliveries.queries.documents import document_carried, document_of, documents_of
from deliveries.queries.prices import price_changes_of
from deliveries.queries.proofs import code_for_customer
from deliveries.queries.recurrences import recurrence_behind
from deliveries.queries.stores import consigned_with, order_of
from deliveries.services.documents import add_document, remove_document
from deliveries.services.ordering import cancel_order, confirm_ready
from deliveries.web.incidents import rows_of
from deliveries.web.notices import shown_notices
from deliveries.web.order_ways import ways_for
from deliveries.web.progress import progress_of
from deliveries.web.proofs import shown_handover
from deliveries.web.store_rooms import live, room, store_here
from deliveries.web.tap_lines import lines_of
from members.queries.roster import worker_of


class DocumentForm(forms.Form):
    document = forms.FileField(label=gettext_lazy("PDF, PNG or JPEG"))


@allow(can_place_order)
@require_GET
def order(request: TenantRequest, store_id: UUID, order_id: UUID) -> HttpResponse:
    """The order on its line, with its price."""
    return _shown(request, store_id, order_id)


@allow(can_place_order)
@require_POST
def ready(request: TenantRequest, store_id: UUID, order_id: UUID) -> HttpResponse:
    """The kitchen has it ready."""
    shown = _order(request, store_id, order_id)
    confirm_ready(order_id=shown.pk, by=actor_of(request), at=timezone.now())
    messages.success(request, _("No. %(number)s is ready: the courier sees it.") % {"number": shown.number})
    return redirect("order", request.cooperative.slug, store_id, shown.pk)


@allow(can_cancel_order)
@require_POST
def cancel(request: TenantRequest, store_id: UUID, order_id: UUID) -> HttpResponse:
    """Free until the pickup."""
    shown = _order(request, store_id, order_id)
    cancel_order(order_id=shown.pk, by=actor_of(request), at=timezone.now())
    messages.success(request, _("No. %(number)s is cancelled, free of charge.") % {"number": shown.number})
    return redirect("order", request.cooperative.slug, store_id, shown.pk)


@allow(can_place_order)
@require_POST
def attach(request: TenantRequest, store_id: UUID, order_id: UUID) -> HttpResponse:
    """A paper that goes with it."""
    shown = _order(request, store_id, order_id)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["document"]
        try:
            add_document(
                order_id=shown.pk,
                name=sent.name or "",
                content=sent.read(),
                by=actor_of(request),
                at=timezone.now(),
            )
            return redirect("order", request.cooperative.slug, store_id, shown.pk)
        except DomainError as refused:
            form.add_error("document", explain(refused))
    return _shown(request, store_id, order_id, form=form, status=422)


@allow(can_place_order)
@require_POST
def detach(request: TenantRequest, store_id: UUID, order_id: UUID, document_id: UUID) -> HttpResponse:
    shown = _order(request, store_id, order_id)
    remove_document(order_id=shown.pk, document_id=document_id, by=actor_of(request), at=timezone.now())
    return redirect("order", request.cooperative.slug, store_id, shown.pk)


@allow(can_place_order)
@require_GET
def document(request: TenantRequest, store_id: UUID, order_id: UUID, document_id: UUID) -> HttpResponse:
    """To its store and to those who run the co-op; never shown as a page of ours."""
    store_here(request, store_id)
    found = document_of(order_id, document_id, store_id=store_id)
    if found is None:
        raise Http404
    return _sent(found)


@allow(can_complete_task)
@require_GET
def carried_document(request: TenantRequest, task_id: UUID, document_id: UUID) -> HttpResponse:
    """To the courier who has the stop."""
    worker = worker_of(request.user.pk) if request.user.pk else None
    found = worker and document_carried(worker.courier_id, task_id, document_id)
    if not found:
        raise Http404
    return _sent(found)


def _sent(found: OrderDocument) -> HttpResponse:
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


def _order(
    request: TenantRequest, store_id: UUID, order_id: UUID, needed: StoreRole = StoreRole.ORDERS
) -> Order:
    found = order_of(store_here(request, store_id, needed).pk, order_id)
    if found is None:
        raise Http404
    return found


def _shown(
    request: TenantRequest,
    store_id: UUID,
    order_id: UUID,
    *,
    form: DocumentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    place = store_here(request, store_id)
    lively = live(place)
    shown = _order(request, store_id, order_id, StoreRole.VIEWER)
    tracking = reverse("track", args=[request.cooperative.slug, shown.delivery.tracking_token])
    context: dict[str, Any] = {
        **room(request, place, "store-orders"),
        "progress": progress_of(shown),
        "store_url": reverse("store", args=[request.cooperative.slug, place.pk]),
        "tracking_url": request.build_absolute_uri(tracking),
        "handover": shown_handover(shown),
        "code": code_for_customer(shown),
        "day": timezone.localdate(),
        "happened": happened_to(shown) if can_see_board.test(request.access) else [],
        "taps": lines_of(shown.delivery.pk) if can_see_board.test(request.access) else [],
        "notices": shown_notices(shown) if can_see_board.test(request.access) else [],
        "documents": documents_of(shown.pk),
        "document_form": form or DocumentForm(),
        "consigned": consigned_with(shown),
        "standing": recurrence_behind(shown),
        "changes": price_changes_of(shown),
        "incidents": rows_of(shown),
        "ways": ways_for(request.access, request.cooperative.slug, shown),
        **lively,
    }
    is_part = request.htmx and status == 200
    template = "deliveries/order.html#progress" if is_part else "deliveries/order.html"
    return render(request, template, context, status=status)
