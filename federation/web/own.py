"""What the federation sees of a co-op, on the co-op's own page: before it leaves, and after."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain
from federation.permissions import can_see_contribution
from federation.queries.contributions import month_figures, own_contributions
from federation.services.contributing import share_contribution
from federation.web.rooms import rooms_for


@allow(can_see_contribution)
@require_safe
def contribution(request: TenantRequest) -> HttpResponse:
    month = _last_month()
    shared = own_contributions()
    is_shared = any(row.month == month for row in shared)
    figures, obstacle = None, ""
    if not is_shared:
        try:
            figures = month_figures(month)
        except DomainError as reason:
            obstacle = explain(reason)
    context = rooms_for(request, "contribution") | {
        "month": month,
        "shared": shared,
        "is_shared": is_shared,
        "figures": figures,
        "obstacle": obstacle,
    }
    return render(request, "federation/contribution.html", context)


@require_POST
@allow(can_see_contribution)
def share(request: TenantRequest) -> HttpResponse:
    attempt(
        request,
        lambda: share_contribution(month=_last_month(), by=actor_of(request), at=timezone.now()),
        said=_("Shared with the federation."),
    )
    return redirect("contribution", request.cooperative.slug)


def _last_month() -> date:
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
