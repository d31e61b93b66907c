"""Each dispatcher sees the others' hands: who looks at or drags what, told to open boards and kept nowhere."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from coopplatform.journal.live import tell_boards
from coopplatform.web.limits import limited
from deliveries.permissions import can_see_board
from deliveries.web.board_json import body_of, id_or_none, told

PER_MINUTE = 120
KIND = "Looking"


@allow(can_see_board)
@require_POST
@limited("presence", per_minute=PER_MINUTE)
@told
def presence(request: TenantRequest) -> HttpResponse:
    """Tell the other boards what this person has in hand now; they forget it after some seconds.

    Colleagues read the name only; no journal, no row.
    """
    asked = body_of(request)
    topics = [f"who:{request.user.pk}:{(request.user.name or request.user.email)[:60]}"]
    if order := id_or_none(asked.get("order")):
        topics.append(f"sees:order:{order}")
    if courier := id_or_none(asked.get("courier")):
        topics.append(f"sees:courier:{courier}")
    if asked.get("drags"):
        topics.append("drags")
    tell_boards(request.cooperative.pk, KIND, topics)
    return HttpResponse(status=204)
