"""What is told to whom, what was told of an order, and what text messages came to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from cooperatives.queries.here import cooperative_here
from deliveries.domain.notices import Audience, Way, ways_from
from deliveries.models import Notice, NoticeSettings, Order

SHOWN = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Told:
    """Settings as they hold for a store: its own, or the co-op's; `is_own` says which."""

    ways: frozenset[Way] = frozenset()
    phone: str = ""
    email: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class MonthOfSms:
    """Text messages of a month: how many went, in how many segments."""

    month: date
    messages: int
    segments: int


def told_ways(store_ids: Collection[UUID]) -> dict[UUID, Told]:
    """By store. One query, whatever their number."""
    rows = NoticeSettings.objects.filter(store__in=store_ids) | NoticeSettings.objects.filter(store=None)
    known = {row.store_id: _told(row) for row in rows}
    usual = known.get(None, Told())
    return {store_id: known.get(store_id, Told(usual.ways)) for store_id in store_ids}


def notices_set(store_id: UUID | None) -> Told | None:
    """What was set for a store, or for the co-op; None where nothing was."""
    found = NoticeSettings.objects.filter(store=store_id).first()
    return _told(found) if found else None


def notices_of(order: Order) -> list[Notice]:
    """What was told of an order, in its order."""
    return list(order.notices.order_by("asked_at", "pk"))


def has_notices(order: Order) -> bool:
    """Whether its recipient is, or may be, told of it by messages."""
    ways = told_ways([order.store_id])[order.store_id].ways
    return any(way.audience is Audience.RECIPIENT for way in ways)


def order_of_delivery(delivery_id: UUID) -> UUID | None:
    return Order.objects.filter(delivery=delivery_id).values_list("pk", flat=True).first()


def sms_by_month(at: datetime, store_id: UUID | None = None) -> list[MonthOfSms]:
    """Of the last months, the newest first. One query."""
    sent = Notice.objects.filter(channel="sms", state=Notice.State.SENT, sent_at__gte=at - SHOWN)
    if store_id is not None:
        sent = sent.filter(order__store=store_id)
    rows = (
        sent.annotate(month=TruncMonth("sent_at", tzinfo=cooperative_here().zone))
        .values("month")
        .annotate(count=Count("pk"), parts=Sum("segments"))
        .order_by("-month")
    )
    return [MonthOfSms(row["month"].date(), row["count"], row["parts"]) for row in rows]


def _told(row: NoticeSettings) -> Told:
    return Told(ways_from(row.ways), row.phone, row.email, row.store_id is not None)
