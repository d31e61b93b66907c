"""A price list as it stood: its rules, the zones they meant, and how to have it back."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperatives.queries.people import actor_names
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from deliveries.domain.zones import as_lines
from deliveries.permissions import can_manage_prices
from deliveries.queries.price_books import rule_set_called
from deliveries.queries.price_versions import KnownBy, MeantZone, read_version, version_of, zones_meant
from deliveries.services.rule_sets import restore_version
from deliveries.web.price_conflicts import shown
from deliveries.web.strategies import STRATEGIES


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def price_version(request: TenantRequest, rule_set_id: UUID, version: int) -> HttpResponse:
    """What it said; sent, it is in force again from the next order on."""
    found, made = rule_set_called(rule_set_id), version_of(rule_set_id, version)
    if found is None or made is None:
        raise Http404
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        is_back = attempt(
            request,
            lambda: restore_version(
                rule_set_id=rule_set_id,
                version=version,
                seen_version=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
                by=actor_of(request),
                at=timezone.now(),
            ),
            said=_("Version %(version)s is in force again: it counts from the next order on.")
            % {"version": version},
        )
        if is_back:
            return redirect("rule-set", request.cooperative.slug, rule_set_id)
        return redirect("rule-set-version", request.cooperative.slug, rule_set_id, version)
    rules = read_version(made)
    context = {
        "set": found,
        "made": made,
        "who": actor_names([made.made_by]).get(made.made_by, ""),
        "strategy": STRATEGIES[rules.strategy],
        "rules": [shown(rule, request.cooperative.currency) for rule in rules.rules],
        "zones": [(one, words_of(one), as_lines(one.ring)) for one in zones_meant(made, rules)],
        "is_present": (made.strategy, made.rules) == (found.strategy, found.rules),
    }
    return render(request, "deliveries/price_version.html", context)


def words_of(one: MeantZone) -> str:
    """Whether these are the corners it meant."""
    match one.known_by:
        case KnownBy.THEN if one.is_as_today:
            return _("as it was drawn then, and is today")
        case KnownBy.THEN:
            return _("as it was drawn then; today it is drawn otherwise")
        case KnownBy.LATER:
            return _("not kept with this version: as the first later one kept it, version %(version)s") % {
                "version": one.version
            }
        case KnownBy.TODAY:
            return _("not kept with this version: as it is drawn today")
    return _("not kept, and drawn no more: its rules fit no order")
