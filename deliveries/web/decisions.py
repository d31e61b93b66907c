"""Why me, why not me: the decisions of the day as a courier may read them, and the rules behind them."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cooperatives.queries.charters import charter_on
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from deliveries.domain.dispatch.policy import is_automatic, params_of
from deliveries.domain.dispatch.rules import rules
from deliveries.permissions import can_complete_task
from deliveries.queries.decisions import decisions_about
from members.queries.roster import worker_of

SHOWN_DAYS = 7


@allow(can_complete_task)
@require_GET
def decisions(request: TenantRequest) -> HttpResponse:
    """A week of decisions that gave this courier something or passed them over."""
    worker, at = worker_of(request.user.pk or 0), timezone.now()
    if worker is None:
        raise Http404
    charter = charter_on(timezone.localdate(at))
    terms = charter.terms["dispatch"]
    context = {
        "worker": worker,
        "decisions": decisions_about(worker.courier_id, since=at - timedelta(days=SHOWN_DAYS)),
        "rules": rules(params_of(terms)),
        "charter": charter,
        "is_automatic": is_automatic(terms),
    }
    return render(request, "deliveries/decisions.html", context)
