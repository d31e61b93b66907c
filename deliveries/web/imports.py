"""Orders out of a file: looked at first, then ordered, and what failed given back to be corrected."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.tables import csv_file, pages_of, streamed_csv
from coopplatform.web.wording import explain, write
from deliveries.domain.store_roles import StoreRole
from deliveries.models import ImportLine
from deliveries.permissions import can_place_order
from deliveries.queries.imports import (
    ImportSeen,
    failed_lines,
    first_failed_lines,
    import_of,
    imports_of,
    same_file,
)
from deliveries.services.importing import check_import, discard_import, start_import
from deliveries.web.store_rooms import live, room, store_here

EXAMPLE = (
    ("name", "phone", "email", "address", "floor", "note", "date", "ready", "from", "until", "bags", "kg"),
    (
        "Mme Rossi",
        "06 12 45 80 17",
        "rossi@example.org",
        "14 rue Grimaldi",
        "B, 3e",
        "",
        "",
        "18:30",
        "",
        "",
        "2",
        "1.5",
    ),
)


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("CSV or XLSX, up to 10,000 lines"))


@allow(can_place_order)
@require_http_methods(["GET", "POST"])
def imports(request: TenantRequest, store_id: UUID) -> HttpResponse:
    place = store_here(request, store_id, StoreRole.ORDERS)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            made = check_import(
                store_id=place.pk,
                name=sent.name or "",
                content=sent.read(),
                by=actor_of(request),
                at=timezone.now(),
            )
            return redirect("store-import", request.cooperative.slug, place.pk, made.pk)
        except DomainError as refused:
            form.add_error("file", explain(refused))
    context = {
        **room(request, place, "store-imports"),
        "form": form,
        "imports": imports_of(place.pk),
    }
    return render(request, "deliveries/imports.html", context, status=422 if form.is_bound else 200)


@allow(can_place_order)
@require_GET
def one_import(request: TenantRequest, store_id: UUID, import_id: UUID) -> HttpResponse:
    place = store_here(request, store_id, StoreRole.ORDERS)
    lively = live(place)
    seen = _seen(place.pk, import_id)
    context = {
        **room(request, place, "store-imports"),
        "seen": seen,
        "same": same_file(seen.facts),
        "lines": first_failed_lines(import_id),
        **lively,
    }
    template = "deliveries/import.html#state" if request.htmx else "deliveries/import.html"
    return render(request, template, context)


@allow(can_place_order)
@require_POST
def start(request: TenantRequest, store_id: UUID, import_id: UUID) -> HttpResponse:
    place = store_here(request, store_id, StoreRole.ORDERS)
    _seen(place.pk, import_id)
    start_import(import_id=import_id, by=actor_of(request), at=timezone.now())
    return redirect("store-import", request.cooperative.slug, place.pk, import_id)


@allow(can_place_order)
@require_POST
def discard(request: TenantRequest, store_id: UUID, import_id: UUID) -> HttpResponse:
    place = store_here(request, store_id, StoreRole.ORDERS)
    _seen(place.pk, import_id)
    discard_import(import_id=import_id, by=actor_of(request), at=timezone.now())
    return redirect("store-imports", request.cooperative.slug, place.pk)


@allow(can_place_order)
@require_GET
def failed(request: TenantRequest, store_id: UUID, import_id: UUID) -> StreamingHttpResponse:
    """The lines that failed, as they were, with why at their end: corrected, the same file goes in again."""
    place = store_here(request, store_id, StoreRole.ORDERS)
    found = _seen(place.pk, import_id).facts
    why = _("what is wrong")
    kept = [position for position, title in enumerate(found.header) if title != why]
    rows = (
        [*_only(line.cells, kept), reason(line)] for line in pages_of(failed_lines(import_id), by="number")
    )
    name = "".join(c if c.isalnum() or c in "-_ " else "-" for c in found.name.rpartition(".")[0]) or "orders"
    return streamed_csv(f"{name}-2.csv", [*_only(found.header, kept), why], rows)


@allow(can_place_order)
@require_GET
def example(request: TenantRequest, store_id: UUID) -> HttpResponse:
    store_here(request, store_id, StoreRole.ORDERS)
    return csv_file("orders.csv", EXAMPLE[0], [EXAMPLE[1]])


def reason(line: ImportLine) -> str:
    """What is wrong with a line, in the reader's language, with its column."""
    said = {key: value for key, value in line.trouble.items() if key != "column"}
    column = line.trouble.get("column")
    return f"{column}: {write(said)}" if column else write(said)


def _seen(store_id: UUID, import_id: UUID) -> ImportSeen:
    found = import_of(store_id, import_id)
    if found is None:
        raise Http404
    return found


def _only(cells: Sequence[str], kept: Sequence[int]) -> list[str]:
    return [cells[position] if position < len(cells) else "" for position in kept]
