"""Package types, as the office keeps them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from coopplatform.web.formats import number
from deliveries.models import PackageType
from deliveries.permissions import can_manage_prices
from deliveries.queries.packages import package_types
from deliveries.services.packages import (
    PackageSaid,
    add_package_type,
    change_package_type,
    delete_package_type,
)
from members.web.forms import done, posted


def _kilos(label: Any) -> forms.DecimalField:
    field = forms.DecimalField(label=label, min_value=0, max_digits=7, decimal_places=3, localize=True)
    field.widget.attrs["inputmode"] = "decimal"
    return field


class PackageForm(forms.Form):
    """Volume in units of the co-op's own choice: what counts is how they compare."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    code = forms.CharField(
        label=gettext_lazy("Short code"),
        max_length=8,
        help_text=gettext_lazy("As XL: it stands on orders and in price rules."),
    )
    units_average = forms.IntegerField(label=gettext_lazy("Volume on average, units"), min_value=0)
    units_most = forms.IntegerField(label=gettext_lazy("Volume at most, units"), min_value=0)
    kilos_average = _kilos(gettext_lazy("Weight on average, kg"))
    kilos_most = _kilos(gettext_lazy("Weight at most, kg"))
    colour = forms.CharField(
        label=gettext_lazy("Colour"),
        required=False,
        widget=forms.TextInput({"type": "color"}),
        help_text=gettext_lazy("Beside the code, which tells them apart."),
    )
    FIELD_OF = {"grams_most": "kilos_most"}

    def said(self) -> PackageSaid:
        asked = self.cleaned_data
        return PackageSaid(
            name=asked["name"],
            code=asked["code"],
            units_average=asked["units_average"],
            units_most=asked["units_most"],
            grams_average=int(asked["kilos_average"] * 1000),
            grams_most=int(asked["kilos_most"] * 1000),
            colour=asked["colour"],
        )


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def packages(request: TenantRequest) -> HttpResponse:
    form = PackageForm(posted(request), initial={"colour": "#4A504D"})
    if form.is_valid() and done(
        form, lambda: add_package_type(said=form.said(), by=actor_of(request), at=timezone.now())
    ):
        return redirect("packages", request.cooperative.slug)
    kinds = [(kind, f"{kilos(kind.grams_average)}–{kilos(kind.grams_most)}") for kind in package_types()]
    context = {"packages": kinds, "form": form}
    return render(request, "deliveries/packages.html", context, status=422 if form.is_bound else 200)


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def package(request: TenantRequest, package_id: UUID) -> HttpResponse:
    """All but its code."""
    found = PackageType.objects.filter(pk=package_id, deleted_at__isnull=True).first()
    if found is None:
        raise Http404
    form = PackageForm(posted(request), initial=_initial(found))
    form.fields["code"].widget.attrs["readonly"] = True
    if form.is_valid() and done(
        form,
        lambda: change_package_type(
            package_id=package_id, said=form.said(), by=actor_of(request), at=timezone.now()
        ),
    ):
        return redirect("packages", request.cooperative.slug)
    context = {"package": found, "form": form}
    return render(request, "deliveries/package.html", context, status=422 if form.is_bound else 200)


@allow(can_manage_prices)
@require_POST
def package_delete(request: TenantRequest, package_id: UUID) -> HttpResponse:
    by = actor_of(request)
    attempt(
        request,
        lambda: delete_package_type(package_id=package_id, by=by, at=timezone.now()),
        said=_("The package type is deleted; orders keep it."),
    )
    return redirect("packages", request.cooperative.slug)


def kilos(grams: int) -> str:
    """As many decimals as there are."""
    exact = (Decimal(grams) / 1000).normalize()
    return number(exact, max(0, -int(exact.as_tuple().exponent)))


def _initial(found: PackageType) -> dict[str, Any]:
    return {
        "name": found.name,
        "code": found.code,
        "units_average": found.units_average,
        "units_most": found.units_most,
        "kilos_average": Decimal(found.grams_average) / 1000,
        "kilos_most": Decimal(found.grams_most) / 1000,
        "colour": found.colour,
    }
