"""What the live board sends and gets: JSON in, JSON out, a refusal with its sentence and what is true now."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.html import json_script
from django.utils.safestring import SafeString

from cooperatives.web.requests import TenantRequest
from coopplatform.kernel.errors import DomainError, Invalid
from coopplatform.kernel.text import _
from coopplatform.web.wording import explain
from deliveries.models import Delivery, OrderGroup, Task
from deliveries.queries.board_state import Wanted, board_state
from deliveries.web.clock import day_began

LONGEST_BODY = 50_000
MOST_IDS = 500

View = Callable[..., HttpResponse]


def answer(content: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Compact, and for nobody's cache."""
    response = JsonResponse(content, status=status, json_dumps_params={"separators": (",", ":")})
    patch_cache_control(response, private=True, no_store=True)
    return response


def embedded(content: dict[str, Any], name: str) -> SafeString:
    """For a page to bring along, under an id, as compact as it would be sent."""
    return json_script(content, name, encoder=_Compact)


class _Compact(DjangoJSONEncoder):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"separators": (",", ":")})


def told(view: View) -> View:
    """A refusal of the domain as {code, title}; a view may have put what is true now in `refused.state`."""

    @wraps(view)
    def run(request: TenantRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DomainError as refused:
            return answer(
                {"code": refused.code, "title": explain(refused), "field": refused.field},
                status=refused.status,
            )

    return run


def refused_now(refused: DomainError, wanted: Wanted) -> HttpResponse:
    """A refusal with what is true now, so that nothing old stays on the screen: also for who has it by now."""
    places = Q(order__in=wanted.orders) | Q(pk__in=wanted.deliveries)
    groups = {
        *wanted.groups,
        *OrderGroup.objects.filter(places__order__delivery__in=wanted.deliveries).values_list(
            "pk", flat=True
        ),
    }
    if groups:
        places |= Q(order__grouped__group__in=groups)
    holders = Task.objects.filter(delivery__in=Delivery.objects.filter(places), assignee__isnull=False)
    now = {*wanted.couriers, *holders.values_list("assignee_id", flat=True)}
    content = {"code": refused.code, "title": explain(refused), "field": refused.field}
    state = state_now(replace(wanted, couriers=now, groups=groups))
    return answer({**content, "state": state}, status=refused.status)


def state_now(wanted: Wanted | None = None) -> dict[str, Any]:
    """The board, or what changed on it, as it is at this moment."""
    at = timezone.now()
    return board_state(at, day_began_at=day_began(at), only=wanted)


def body_of(request: TenantRequest) -> dict[str, Any]:
    """The JSON object that was sent. Raises Invalid."""
    if len(request.body) > LONGEST_BODY:
        raise _unreadable()
    try:
        found = json.loads(request.body)
    except ValueError:
        raise _unreadable() from None
    if not isinstance(found, dict):
        raise _unreadable()
    return found


def id_of(value: Any) -> UUID:
    """Raises Invalid for what is no id."""
    try:
        return UUID(str(value))
    except ValueError:
        raise _unreadable() from None


def id_or_none(value: Any) -> UUID | None:
    return id_of(value) if value else None


def ids_of(values: Any) -> tuple[UUID, ...]:
    """Of a list, or of words between commas as addresses have them. Raises Invalid, also for too many."""
    found: Iterable[Any] = values.split(",") if isinstance(values, str) else values or []
    if not isinstance(found, list) or len(found) > MOST_IDS:
        raise _unreadable()
    return tuple(id_of(value) for value in found if value)


def whole(value: Any) -> int:
    """Raises Invalid for what is no whole number."""
    try:
        return int(str(value))
    except ValueError:
        raise _unreadable() from None


def moment(value: Any) -> datetime:
    """A moment as seconds since 1970. Raises Invalid."""
    try:
        return datetime.fromtimestamp(whole(value), UTC)
    except (OverflowError, OSError, ValueError):
        raise _unreadable() from None


def _unreadable() -> Invalid:
    return Invalid("unreadable", _("This was not understood: load the page again and try once more."))
