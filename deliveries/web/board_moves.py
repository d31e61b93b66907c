"""What the live board does: move stops, act on an order, take back, say a delay, tell a courier."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _ as mark
from coopplatform.web.wording import explain
from deliveries.domain.lifecycle import OrderState
from deliveries.models import BoardMove, Delivery, Order, Task
from deliveries.permissions import can_adopt_plan
from deliveries.queries.arrivals import Rides
from deliveries.queries.board_state import Wanted
from deliveries.queries.suggestions import suggestions
from deliveries.services.board_orders import (
    cancel_on_board,
    relay_on_board,
    reschedule_order,
    restore_on_board,
    tag_order,
)
from deliveries.services.courier_notes import tell_courier
from deliveries.services.delays import announce_delay, lift_delay
from deliveries.services.moving import Move, move_stops
from deliveries.services.reviving import duplicate_order, reopen_order
from deliveries.services.steering import pin_order, rule_in, rule_out, unpin_order
from deliveries.services.undoing import undo_last
from deliveries.web.board_json import (
    answer,
    body_of,
    id_of,
    id_or_none,
    ids_of,
    moment,
    refused_now,
    state_now,
    told,
    whole,
)
from deliveries.web.board_words import words_of
from members.queries.roster import workers

Asked = dict[str, Any]


@allow(can_adopt_plan)
@require_POST
@told
def move(request: TenantRequest) -> HttpResponse:
    """Stops come to a courier, to nobody, or to another place. 409 with what is true now for whoever saw less."""
    asked, by, at = body_of(request), actor_of(request), timezone.now()
    wanted = _move(asked)
    concerned = Wanted(
        deliveries=_deliveries(wanted), couriers={*(wanted.seen or {}), *([wanted.to] if wanted.to else [])}
    )
    extra = _extra_minutes(wanted)
    try:
        made = move_stops(
            move=wanted,
            problem=suggestions(at).problem if _is_waiting(wanted) else None,
            reason=str(asked.get("reason", ""))[:200],
            by=by,
            at=at,
        )
    except NotAllowedNow as refused:
        return refused_now(refused, concerned)
    words = words_of(made.row)
    if extra is not None:
        words = f"{words}, {extra}"
    seen = Wanted(deliveries=made.deliveries, couriers=made.couriers)
    return answer({"words": words, "state": state_now(seen), "undo": True})


@allow(can_adopt_plan)
@require_POST
@told
def undo(request: TenantRequest) -> HttpResponse:
    """Take back the dispatcher's newest move that stands."""
    done = undo_last(by=actor_of(request), at=timezone.now())
    seen = Wanted(deliveries=done.deliveries, couriers=done.couriers)
    if done.refused is not None:
        words = _("%(move)s: %(why)s") % {"move": words_of(done.row), "why": explain(done.refused)}
        return answer({"code": done.refused.code, "title": words, "state": state_now(seen)}, status=409)
    words = _("Undone: %(move)s") % {"move": words_of(done.row)}
    return answer({"words": words, "state": state_now(seen), "undo": False})


@allow(can_adopt_plan)
@require_POST
@told
def act(request: TenantRequest, order_id: UUID) -> HttpResponse:
    """Cancel, restore, reopen, reschedule, duplicate, tag, keep for someone, rule someone out."""
    delivery = Delivery.objects.filter(order=order_id).first()
    if delivery is None:
        raise NotFound("no_order", mark("There is no such order."))
    asked, by, at = body_of(request), actor_of(request), timezone.now()
    doing = ACTS.get(str(asked.get("act")))
    if doing is None:
        raise Invalid("unknown_act", mark("This was not understood: load the page again and try once more."))
    holders = {task.assignee_id for task in delivery.tasks.all() if task.assignee_id}
    try:
        made = doing(order_id, delivery.pk, asked, by, at)
    except DomainError as refused:
        return refused_now(refused, Wanted(deliveries=[delivery.pk], couriers=holders))
    orders = [made.pk] if isinstance(made, Order) else []
    state = state_now(Wanted(orders=orders, deliveries=[delivery.pk], couriers=holders))
    is_kept = isinstance(made, BoardMove)
    words = words_of(made) if isinstance(made, BoardMove) else _said(asked, made)
    return answer({"words": words, "state": state, "undo": is_kept})


@allow(can_adopt_plan)
@require_POST
@told
def delay(request: TenantRequest) -> HttpResponse:
    """Say that it takes longer, for one store or for all, or that it is over."""
    asked, by, at = body_of(request), actor_of(request), timezone.now()
    if lifted := id_or_none(asked.get("lift")):
        lift_delay(delay_id=lifted, by=by, at=at)
        words = _("The delay is over.")
    else:
        found = announce_delay(
            store_id=id_or_none(asked.get("store")),
            minutes=whole(asked.get("minutes")),
            reason=str(asked.get("reason", "")),
            ends_at=moment(asked.get("ends")),
            by=by,
            at=at,
        )
        words = _("Running %(minutes)s min late, and stores and customers can read it") % {
            "minutes": found.minutes
        }
    return answer({"words": words, "state": state_now(Wanted()), "undo": False})


@allow(can_adopt_plan)
@require_POST
@told
def tell(request: TenantRequest, courier_id: UUID) -> HttpResponse:
    """A few words to a courier."""
    if courier_id not in (known := workers({courier_id})):
        raise NotFound("no_courier", mark("There is no such courier."))
    text = str(body_of(request).get("text", ""))
    tell_courier(courier_id=courier_id, text=text, by=actor_of(request), at=timezone.now())
    return answer({"words": _("Told %(name)s") % {"name": known[courier_id].name}, "undo": False})


def _move(asked: Asked) -> Move:
    return Move(
        to=id_or_none(asked.get("to")),
        deliveries=ids_of(asked.get("deliveries")),
        stops=ids_of(asked.get("stops")),
        before=id_or_none(asked.get("before")),
        is_last=bool(asked.get("last")),
        seen=_versions(asked.get("seen")),
        groups=_versions(asked.get("groups")),
    )


def _versions(said: Any) -> dict[UUID, int]:
    return {id_of(key): whole(value) for key, value in said.items()} if isinstance(said, dict) else {}


def _deliveries(move: Move) -> tuple[UUID, ...]:
    if move.deliveries:
        return move.deliveries
    return tuple(Task.objects.filter(pk__in=move.stops).values_list("delivery_id", flat=True))


def _is_waiting(move: Move) -> bool:
    """Whether the engine has an opinion: an order that waits is given out."""
    waiting = Order.objects.filter(delivery__in=move.deliveries, state=OrderState.PLACED)
    return move.to is not None and bool(move.deliveries) and waiting.exists()


def _extra_minutes(move: Move) -> str | None:
    """What the courier's day gets longer or shorter by, in words."""
    if move.to is None:
        return None
    rides = Rides(timezone.now(), [move.to], move.deliveries)
    found = rides.what_if(
        move.to, jobs=move.deliveries, stop_ids=move.stops, before=move.before, is_last=move.is_last
    )
    if found is None:
        return None
    minutes = round(found.extra_seconds / 60)
    return _("%(sign)s%(minutes)s min") % {"sign": "+" if minutes >= 0 else "−", "minutes": abs(minutes)}


def _reschedule(order_id: UUID, _delivery_id: UUID, asked: Asked, by: Actor, at: Any) -> BoardMove:
    promised = moment(asked["promised"]) if asked.get("promised") else None
    return reschedule_order(
        order_id=order_id, ready_at=moment(asked.get("ready")), promised_at=promised, by=by, at=at
    )


def _tag(order_id: UUID, _delivery_id: UUID, asked: Asked, by: Actor, at: Any) -> BoardMove:
    name, is_on = str(asked.get("tag", "")), bool(asked.get("on", True))
    return tag_order(order_id=order_id, name=name, is_on=is_on, by=by, at=at)


def _steer(service: Callable[..., Any]) -> Callable[..., Any]:
    def run(_order_id: UUID, delivery_id: UUID, asked: Asked, by: Actor, at: Any) -> Any:
        return service(delivery_id=delivery_id, courier_id=id_of(asked.get("courier")), by=by, at=at)

    return run


ACTS: dict[str, Callable[..., Any]] = {
    "cancel": lambda order_id, _delivery_id, _asked, by, at: cancel_on_board(order_id=order_id, by=by, at=at),
    "restore": lambda order_id, _delivery_id, _asked, by, at: restore_on_board(
        order_id=order_id, by=by, at=at
    ),
    "reopen": lambda order_id, _delivery_id, _asked, by, at: reopen_order(order_id=order_id, by=by, at=at),
    "duplicate": lambda order_id, _delivery_id, _asked, by, at: duplicate_order(
        order_id=order_id, by=by, at=at
    ),
    "reschedule": _reschedule,
    "relay": lambda order_id, _delivery_id, asked, by, at: relay_on_board(
        order_id=order_id, hub_id=id_of(asked.get("hub")), by=by, at=at
    ),
    "tag": _tag,
    "pin": _steer(pin_order),
    "refuse": _steer(rule_out),
    "allow": _steer(rule_in),
    "unpin": lambda _order_id, delivery_id, _asked, by, at: unpin_order(
        delivery_id=delivery_id, by=by, at=at
    ),
}


def _said(asked: Asked, made: Any) -> str:
    if asked["act"] == "duplicate":
        return _("Ordered once more: no. %(number)s") % {"number": made.number}
    if asked["act"] == "reopen":
        return _("No. %(number)s is tried again") % {"number": made.number}
    return _("Noted")
