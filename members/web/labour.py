"""The co-op's rules of working time: from the country's law, moved by its charter."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperatives.queries.charters import charter_on
from cooperatives.services.founding import adopt_charter
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from members.domain.labour import MEANINGS, Code, rules_for, table_of
from members.permissions import can_change_labour_rules, can_see_labour_rules
from members.web.roster_forms import MODES, RuleForm, refuse


@allow(can_see_labour_rules)
@require_http_methods(["GET", "POST"])
def rules(request: TenantRequest) -> HttpResponse:
    """Every rule with its limit, mode and source; an admin's change is a new version of the charter, from today on."""
    may_change = can_change_labour_rules.test(request.access)
    is_post = request.method == "POST"
    if is_post and not may_change:
        raise Http404
    charter = charter_on(timezone.localdate())
    own = dict(charter.terms.get("labour") or {})
    form = RuleForm(request.POST if is_post else None, initial=_begin_with(request, own))
    if is_post and form.is_valid():
        asked = form.cleaned_data
        changed = {**own, asked["code"]: {"limit": asked["limit"], "mode": asked["mode"]}}
        try:
            rules_for(request.cooperative.country, changed)
            adopt_charter(
                terms={**charter.terms, "labour": changed},
                valid_from=timezone.localdate(),
                by=actor_of(request),
                at=timezone.now(),
            )
        except DomainError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Adopted as a new version of the charter, in force from today."))
            return redirect("labour-rules", request.cooperative.slug)
    context = {
        "rows": _rows(request.cooperative.country, own),
        "form": form,
        "may_change": may_change,
        "charter": charter,
    }
    return render(request, "members/labour_rules.html", context, status=422 if is_post else 200)


def _begin_with(request: TenantRequest, own: dict[str, Any]) -> dict[str, Any]:
    """The rule that `?rule=` names, as it stands."""
    in_force = {rule.code.value: rule for rule in rules_for(request.cooperative.country, own).values()}
    rule = in_force.get(request.GET.get("rule", ""))
    return {"code": rule.code.value, "limit": rule.limit, "mode": rule.mode.value} if rule else {}


def _rows(country: str, own: dict[str, Any]) -> list[dict[str, Any]]:
    """The rules in force; where the charter moved a limit, what the law says stands beside it."""
    law = {rule.code: rule for rule in table_of(country)}
    return [
        {
            "rule": rule,
            "title": MEANINGS[rule.code].title,
            "unit": MEANINGS[rule.code].unit,
            "mode": MODES[rule.mode],
            "law": law.get(rule.code) if rule.is_own else None,
            "is_mean": rule.code is Code.MEAN_MAX,
        }
        for rule in rules_for(country, own).values()
    ]
