"""The federation's own staff: who belongs, what each has contributed, publishing."""

from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.domain.disclosure import LEAST_COOPERATIVES
from federation.permissions import can_publish_release, can_see_members
from federation.queries.members import members_with_contributions
from federation.queries.releases import releases_of
from federation.services.here import require_federation
from federation.services.publishing import publish_release

MONTHS_OFFERED = 12


class MonthForm(forms.Form):
    """One of the last months that are over."""

    month = forms.ChoiceField(label=gettext_lazy("Month"))

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(month.isoformat(), date_format(month, "F Y")) for month in _months_over(today)]


@allow(can_see_members)
@require_safe
def members(request: TenantRequest) -> HttpResponse:
    require_federation()
    form, month = _month(request.GET if "month" in request.GET else None)
    found = members_with_contributions(month)
    context = {
        "form": form,
        "month": month,
        "members": found,
        "contributed": sum(1 for member in found if member.contribution),
        "releases": releases_of(f"{month:%Y-%m}"),
        "least": LEAST_COOPERATIVES,
        "can_publish": can_publish_release.test(request.access),
    }
    return render(request, "federation/members.html", context)


@require_POST
@allow(can_publish_release)
def publish(request: TenantRequest) -> HttpResponse:
    form, month = _month(request.POST)
    if form.is_valid():
        attempt(
            request,
            lambda: publish_release(month=month, by=actor_of(request), at=timezone.now()),
            said=_("Published. Everybody can read it."),
        )
    to = redirect("federation-members", request.cooperative.slug)
    to["Location"] += f"?month={month.isoformat()}"
    return to


def _month(asked: object) -> tuple[MonthForm, date]:
    """The month asked for, or the last one that is over."""
    today = timezone.localdate()
    last = _months_over(today)[0]
    form = MonthForm(asked, today=today, initial={"month": last.isoformat()})
    valid = form.is_bound and form.is_valid()
    return form, date.fromisoformat(form.cleaned_data["month"]) if valid else last


def _months_over(today: date) -> list[date]:
    months = [(today.replace(day=1) - timedelta(days=1)).replace(day=1)]
    while len(months) < MONTHS_OFFERED:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months
