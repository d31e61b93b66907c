"""The courier's page: every stop of the day written whole, so that the phone can go on without a network.

The page says of each stop its state and of the one button every word it may have; which stop is next, and what the
button says, the phone works out from that and from the taps it has not sent yet (`static_src/lib/day/`). Without a
script the server's own reading is shown.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.web.requests import TenantRequest
from coopplatform.journal.reading import here
from coopplatform.web.formats import number
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.domain.taps import UNDO_SECONDS
from deliveries.models import OrderDocument, Task
from deliveries.queries.courier_notes import unread_notes
from deliveries.queries.day import Day, day_of, together_with
from deliveries.queries.decisions import Why, why_mine
from deliveries.queries.documents import documents_by_order
from deliveries.queries.proofs import proofs_asked
from deliveries.queries.taps import applied_through
from deliveries.queries.towns import town_here
from deliveries.web.basemaps import basemap_url
from deliveries.web.clock import day_began
from deliveries.web.incident_words import Says, incidents_told_by, says_of
from deliveries.web.my_position import position_sending
from deliveries.web.sketches import sketch_of
from members.queries.month_so_far import month_so_far
from members.queries.roster import Worker
from members.queries.shifts import ShiftNow, shift_now


@dataclass(frozen=True, slots=True)
class StopShown:
    """A stop with all its card says; `together` are the stops one tap does with it, itself first."""

    task: Task
    together: list[Task]
    is_next: bool
    is_joined: bool
    """Done by the tap of the stop before it, at the same door."""
    late_minutes: int
    why: Why | None
    proof: dict[str, Any] | None
    """What is asked at the door, for `static_src/lib/day/proof.ts`; None at a pickup."""
    says: Says
    """What the courier may say went wrong."""
    documents: list[OrderDocument]

    @property
    def packages(self) -> str:
        """What goes by type, and what it weighs together: `2 × XL, 12 kg`."""
        order = self.task.delivery.order
        said = [f"{count} × {code}" for code, count in order.packages]
        return ", ".join([*said, *([f"{number(order.grams / 1000, 1)} kg"] if order.grams else [])])

    @property
    def is_pickup(self) -> bool:
        return self.task.kind == Task.Kind.PICKUP

    @property
    def is_handin(self) -> bool:
        """Brought to a hub, where somebody else takes it on."""
        return self.task.kind == Task.Kind.HANDIN

    @property
    def ride(self) -> str:
        """What the dispatcher calls the orders that go out together with this one."""
        grouped = getattr(self.task.delivery.order, "grouped", None)
        return grouped.group.name if grouped else ""

    @property
    def due_at(self) -> datetime:
        return self.task.window_after if self.is_pickup else self.task.window_before

    @property
    def is_taken(self) -> bool:
        return (
            self.task.delivery.taken_at is not None
            or self.task.state != TaskState.WAITING
            or not self.is_pickup
        )

    @property
    def door(self) -> str:
        """Stops of one door are done together: pickups queued as one, drop-offs that ask for no proof of their own."""
        if self.is_pickup:
            return f"{self.task.rank}:{self.task.lat},{self.task.lon}"
        asks = self.proof is not None and bool(self.proof["methods"].get("person"))
        return str(self.task.pk) if asks else f"{self.task.lat},{self.task.lon}"

    @property
    def proof_json(self) -> str:
        return json.dumps(self.proof or {})

    @property
    def has_other_ways(self) -> bool:
        return self.proof is not None and len(self.proof["methods"]) > 1

    @property
    def navigate(self) -> str:
        """Opens the courier's own maps app."""
        task = self.task
        return f"geo:{task.lat},{task.lon}?{urlencode({'q': f'{task.lat},{task.lon}({task.address})'})}"

    @property
    def call(self) -> str:
        return f"tel:{''.join(c for c in self.task.phone if c in '+0123456789')}"


def page_of(request: TenantRequest, worker: Worker, *, touched: UUID | None = None) -> dict[str, Any]:
    """The context of the day's page and of its fragment."""
    at, place, device = timezone.now(), here(), _device(request)
    day = day_of(worker.courier_id, day_began_at=day_began(at))
    stops = _stops(day, worker, at)
    shift, town = shift_now(worker.courier_id, at), town_here()
    return {
        "day": day,
        "stops": stops,
        "said": unread_notes(worker.courier_id),
        "worker": worker,
        "files_url": reverse("api-proof-file", args=[request.cooperative.slug, UUID(int=0)]).removesuffix(
            f"{UUID(int=0)}/"
        ),
        "shift": shift,
        "shift_state": shift_state(shift),
        "sketch": sketch_of(day.todo, town.graph if town else ""),
        "tiles": basemap_url(),
        "so_far": month_so_far(worker.courier_id, at),
        "positions": position_sending(request.cooperative.pk, worker.courier_id, at),
        "next": _button(stops[0]) if stops else None,
        "undo": touched and _undo(request, worker, touched),
        "incidents": incidents_told_by(worker.courier_id, at),
        "device": device or "",
        "through": applied_through(worker.courier_id, device) if device else 0,
        "live_url": f"/ws/c/{request.cooperative.slug}/courier:{worker.courier_id}/",
        "live_after": place,
        "is_fragment": bool(request.htmx),
    }


def shift_state(shift: ShiftNow | None) -> str:
    """none, later, begin (it may be begun), open, break."""
    if shift is None:
        return "none"
    if shift.break_since:
        return "break"
    if shift.is_open:
        return "open"
    return "begin" if shift.can_begin else "later"


def _stops(day: Day, worker: Worker, at: datetime) -> list[StopShown]:
    todo = day.todo
    asked = proofs_asked(todo)
    says = says_of({task.delivery.order.store_id for task in todo})
    reasons = why_mine({task.delivery_id for task in todo}, worker.courier_id)
    papers = documents_by_order({task.delivery.order_id for task in todo})
    first = [day.next, *day.together] if day.next else []
    return [
        StopShown(
            task=task,
            together=[task, *together_with(task, todo[place + 1 :])],
            is_next=task is day.next,
            is_joined=task in first[1:],
            late_minutes=max(0, int((at - task.window_before).total_seconds() // 60)),
            why=reasons.get(task.delivery_id),
            proof=asked.get(task.pk),
            says=says[task.delivery.order.store_id],
            documents=papers.get(task.delivery.order_id, []),
        )
        for place, task in enumerate(todo)
    ]


def _button(stop: StopShown) -> dict[str, Any]:
    """What the one button says and does, where no script decides it."""
    together = stop.together
    if not stop.is_taken:
        return {
            "word": _("Take") if len(together) == 1 else _("Take all (%(count)s)") % {"count": len(together)},
            "url": "day-take",
            "together": together,
        }
    if stop.task.state == TaskState.WAITING:
        return {"word": _("I'm here"), "url": "day-arrive", "together": together}
    if stop.is_pickup:
        several = _("Pick up all (%(count)s)") % {"count": len(together)}
        return {
            "word": several if len(together) > 1 else _("Picked up"),
            "url": "day-complete",
            "together": together,
        }
    if stop.is_handin:
        several = _("Hand in all (%(count)s)") % {"count": len(together)}
        word = several if len(together) > 1 else _("Handed in")
        return {"word": word, "url": "day-complete", "together": together}
    several = _("All delivered (%(count)s)") % {"count": len(together)}
    word = several if len(together) > 1 else _("Delivered")
    return {"word": word, "url": "day-complete", "together": together}


def _undo(request: TenantRequest, worker: Worker, task_id: UUID) -> dict[str, Any] | None:
    """What the tap just did, while it can be taken back. A booked delivery is the dispatcher's to correct."""
    task = (
        Task.objects.filter(pk=task_id, assignee_id=worker.courier_id)
        .select_related("delivery__order")
        .first()
    )
    if task is None or task.delivery.order.state == OrderState.DELIVERED:
        return None
    done_at = task.completed_at or task.arrived_at
    left = UNDO_SECONDS - int((timezone.now() - done_at).total_seconds()) if done_at else 0
    if left <= 0:
        return None
    words = _("Picked up, no. %(number)s") if task.completed_at else _("Arrived, no. %(number)s")
    return {
        "words": words % {"number": task.delivery.order.number},
        "url": reverse("day-reopen", args=[request.cooperative.slug, task.pk]),
        "seconds": left,
    }


def _device(request: TenantRequest) -> UUID | None:
    """The phone that asks, by the name it gave itself: `<courier>.<device>.<last number>` in its cookie."""
    try:
        return UUID(request.COOKIES.get("phone", "").split(".")[1])
    except (IndexError, ValueError):
        return None
