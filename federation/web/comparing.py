"""Where a co-op stands among those who agreed to compare: quartiles and its own figure, on its own page only."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from federation.domain.statistics.catalogue import BY_CODE
from federation.domain.statistics.quartiles import LEAST_PEERS
from federation.permissions import can_see_contribution
from federation.queries.comparisons import own_comparison
from federation.queries.contributions import own_choice
from federation.services.here import require_cooperative
from federation.web.contribution_forms import ChoiceForm
from federation.web.figure_words import quarter_words, written
from federation.web.rooms import rooms_for


@allow(can_see_contribution)
@require_safe
def comparison(request: TenantRequest) -> HttpResponse:
    """Only while the co-op agrees to it."""
    require_cooperative()
    choice = own_choice()
    found = own_comparison() if choice.compares else None
    rows = []
    for row in found.rows if found else ():
        one = BY_CODE[row.code]
        low, middle, high = (written(value, one.unit) for value in (row.low, row.middle, row.high))
        rows.append(
            {
                "title": _(one.title),
                "formula": _(one.formula),
                "low": low,
                "middle": middle,
                "high": high,
                "own": written(row.own, one.unit),
                "peers": row.peers,
                "place": _(row.place) if row.place else "",
            }
        )
    context = rooms_for(request, "comparison") | {
        "choice": choice,
        "choice_form": ChoiceForm(
            initial={"compares": choice.compares, "publishes_itself": choice.publishes_itself}
        ),
        "rows": rows,
        "quarter": quarter_words(found.period) if found else "",
        "least": LEAST_PEERS,
    }
    return render(request, "federation/comparison.html", context)
