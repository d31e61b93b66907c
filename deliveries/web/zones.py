"""Zones on the map: drawn corner by corner, or written as corners or GeoJSON."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain
from deliveries.domain.zones import LONGEST_TEXT, Ring, as_lines, read_zone
from deliveries.models import Zone
from deliveries.permissions import can_manage_prices
from deliveries.queries.price_books import sets_that_speak_of
from deliveries.queries.zones import overlaps, zones
from deliveries.services.zones import delete_zone, draw_zone, import_zones, redraw_zone
from deliveries.web.basemaps import basemap_url
from deliveries.web.price_conflicts import Meanwhile, zone_meanwhile
from members.web.forms import done, posted

MOST_BYTES = 2 * LONGEST_TEXT


class CornersForm(forms.Form):
    """The corners of a zone; the map writes them here too."""

    corners = forms.CharField(
        label=gettext_lazy("Corners"),
        widget=forms.Textarea({"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("A corner a line, as 43.7340, 7.4180 (latitude, longitude), or GeoJSON."),
    )
    ring: Ring | None = None

    def clean_corners(self) -> str:
        text = str(self.cleaned_data["corners"])
        try:
            self.ring = read_zone(text)
        except Invalid as refused:
            raise forms.ValidationError(explain(refused)) from None
        return text


class ZoneForm(CornersForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    field_order = ("name", "corners")


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("GeoJSON file"),
        help_text=gettext_lazy("Each polygon becomes a zone, called by its property “name”."),
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large for zones: simplify the polygons first."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is no text: choose a GeoJSON file.")) from None


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def zone_list(request: TenantRequest) -> HttpResponse:
    """All zones on one map; a new one is drawn or written, or several are imported."""
    data = posted(request)
    is_import = data is not None and data.get("what") == "import"
    form = ZoneForm(None if is_import else data)
    import_form = ImportForm(data, request.FILES) if is_import else ImportForm()
    if is_import:
        made: Any = import_form.is_valid() and _imported(request, import_form)
    else:
        made = form.is_valid() and _drawn(request, form)
    if made:
        return redirect("zones", request.cooperative.slug)
    return _page(request, form, import_form)


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def zone(request: TenantRequest, zone_id: UUID) -> HttpResponse:
    """The same zone with other corners; who was slower than somebody else is shown both, and says again."""
    found = Zone.objects.filter(pk=zone_id).first()
    if found is None:
        raise Http404
    form = CornersForm(posted(request), initial={"corners": as_lines(found.ring)})
    meanwhile: list[Meanwhile] = []
    if form.is_valid():
        ring, by, seen = form.ring, actor_of(request), request.POST.get("seen", "")
        assert ring is not None
        try:
            redraw_zone(zone_id=zone_id, ring=ring, seen=_ring(seen), by=by, at=timezone.now())
        except NotAllowedNow:
            found.refresh_from_db()
            meanwhile = zone_meanwhile(found, _ring(seen) or ())
        else:
            words = _("%(zone)s has its new corners: prices count them from now on.")
            messages.success(request, words % {"zone": found.name})
            return redirect("zones", request.cooperative.slug)
    others = [other for other in zones() if other.pk != zone_id]
    context = {
        "zone": found,
        "form": form,
        "seen": request.POST.get("seen", "") if form.errors else as_lines(found.ring),
        "meanwhile": meanwhile,
        "others": _outlines(others),
        "start": {"routes": [{"points": _closed(found)}]},
        "tiles": basemap_url(),
        "overlaps": overlaps([found, *others])[found.name],
        "sets": sets_that_speak_of(zone=found.name),
    }
    status = 409 if meanwhile else 422 if form.is_bound else 200
    return render(request, "deliveries/zone.html", context, status=status)


def _ring(text: str) -> Ring | None:
    """The zone as the person had it before them, as their form says; None where it does not."""
    try:
        return read_zone(text) if text else None
    except Invalid:
        return None


@allow(can_manage_prices)
@require_POST
def zone_delete(request: TenantRequest, zone_id: UUID) -> HttpResponse:
    by = actor_of(request)
    attempt(
        request,
        lambda: delete_zone(zone_id=zone_id, by=by, at=timezone.now()),
        said=_("The zone is deleted."),
    )
    return redirect("zones", request.cooperative.slug)


def _page(request: TenantRequest, form: ZoneForm, import_form: ImportForm) -> HttpResponse:
    drawn = zones()
    shared = overlaps(drawn)
    context = {
        "zones": [(zone, shared[zone.name]) for zone in drawn],
        "form": form,
        "import_form": import_form,
        "others": _outlines(drawn),
        "start": {"routes": [{"points": _closed(zone)} for zone in drawn]},
        "tiles": basemap_url(),
    }
    failed = form.is_bound or import_form.is_bound
    return render(request, "deliveries/zones.html", context, status=422 if failed else 200)


def _drawn(request: TenantRequest, form: ZoneForm) -> Zone | None:
    ring, by = form.ring, actor_of(request)
    assert ring is not None
    made: Zone | None = done(
        form,
        lambda: draw_zone(name=form.cleaned_data["name"], ring=ring, by=by, at=timezone.now()),
    )
    return made


def _imported(request: TenantRequest, form: ImportForm) -> bool:
    try:
        import_zones(text=form.cleaned_data["file"], by=actor_of(request), at=timezone.now())
    except Invalid as refused:
        form.add_error("file", explain(refused))
        return False
    return True


def _outlines(drawn: list[Zone]) -> str:
    """What stands on the map already, for the script that draws."""
    return json.dumps([{"name": zone.name, "points": _closed(zone)} for zone in drawn])


def _closed(zone: Zone) -> list[list[float]]:
    return [*zone.corners, zone.corners[0]]
