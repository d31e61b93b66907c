"""The co-op's day at a glance, for those who run it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from cooperatives.domain.charts import Role
from cooperatives.permissions import can_read_books
from cooperatives.queries.books import balances_by_role
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from deliveries.permissions import can_see_board
from deliveries.queries.board import board
from deliveries.queries.chronicle import happened_lately
from deliveries.web.clock import day_began
from members.queries.hours import wages_so_far_cents
from members.queries.pay import run_of
from members.queries.roster import PlannedShift, shifts_between


@dataclass
class Service:
    """A stretch of the day with couriers on it."""

    begins: datetime
    ends: datetime
    couriers: int


@allow(can_read_books)
@require_GET
def today(request: TenantRequest) -> HttpResponse:
    now = timezone.now()
    began = day_began(now)
    facts = board(now, day_began_at=began)
    shifts = shifts_between(began, began + timedelta(days=1))
    day = timezone.localdate(now)
    month = balances_by_role(first=day.replace(day=1), last=day)
    held = balances_by_role(last=day)
    wages = wages_so_far_cents(day.replace(day=1), day, request.cooperative.zone)
    last_month = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    context = {
        "day": day,
        "can_dispatch": can_see_board.test(request.access),
        "points": day_points(services(shifts), now),
        "board": facts,
        "riding": len(facts.riding),
        "waiting": len(facts.waiting),
        "couriers": len(facts.columns),
        "pay_month": last_month,
        "pay_run": run_of(last_month),
        "sold_cents": -month.get(Role.SALES, 0),
        "wages_cents": -wages,
        "left_cents": -month.get(Role.SALES, 0) - wages,
        "bank_cents": held.get(Role.BANK, 0),
        "owed_to_us_cents": held.get(Role.CUSTOMERS, 0) + held.get(Role.UNBILLED, 0),
        "owed_to_staff_cents": held.get(Role.STAFF, 0),
        "happened": happened_lately(),
    }
    return render(request, "deliveries/today.html", context)


def services(shifts: Sequence[PlannedShift]) -> list[Service]:
    """The day's shifts, joined where they touch or overlap."""
    joined: list[Service] = []
    for shift in sorted(shifts, key=lambda shift: shift.starts_at):
        if joined and shift.starts_at <= joined[-1].ends:
            joined[-1].ends = max(joined[-1].ends, shift.ends_at)
            joined[-1].couriers += 1
        else:
            joined.append(Service(shift.starts_at, shift.ends_at, 1))
    return joined


def day_points(found: Sequence[Service], now: datetime) -> list[dict[str, Any]]:
    """The day line's points: each service's beginning and end, and now, where it falls."""
    if not found:
        return []
    first, last = found[0].begins, max(found[-1].ends, now)
    first = min(first, now)
    whole = (last - first).total_seconds() or 1
    points: list[tuple[datetime, str, str]] = [(now, "now", _("now"))]
    for service in found:
        words = ngettext("%(n)s courier", "%(n)s couriers", service.couriers) % {"n": service.couriers}
        points += [(service.begins, "start", words), (service.ends, "end", _("end"))]
    points.sort(key=lambda point: point[0])
    return [
        {
            "share": round((at - first).total_seconds() / whole, 4),
            "time": date_format(timezone.localtime(at), "H:i"),
            "words": words,
            "kind": "done" if kind == "start" and at < now else kind,
            "after": _line_after(found, at, now),
        }
        for at, kind, words in points
    ]


def _line_after(found: Sequence[Service], at: datetime, now: datetime) -> str:
    if at < now:
        return "past"
    return "solid" if any(service.begins <= at < service.ends for service in found) else "unsure"
