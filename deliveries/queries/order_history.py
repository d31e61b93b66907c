"""A store's orders, found again: by words, state and month, fifty a page."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import FilteredRelation, Q, QuerySet
from django.utils import timezone

from coopplatform.kernel.time import last_of_month
from deliveries.domain.barcodes import read_code
from deliveries.domain.lifecycle import OrderState
from deliveries.models import Order, Task
from deliveries.queries.prices import TOTAL

PAGE = 50
COLUMNS = (
    "id", "number", "state", "placed_at", "price_total", "quote__currency", "delivery__failure",
    "delivery__relayed_at",
    "delivery__carried_by",
    "pickup__state", "dropoff__name", "dropoff__address", "dropoff__assignee__name",
)  # fmt: skip
"""In the order of `Listed`."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: words of a name, an address or a phone, a number, or the
    code of a bag as a scanner types it; a state; a month's first day."""

    words: str = ""
    state: str = ""
    month: date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """An order as a line of the list: nothing is read that is not shown."""

    id: UUID
    number: int
    state: str
    placed_at: datetime
    total_cents: int
    currency: str
    failure: str
    relayed_at: datetime | None
    carried_by: str
    pickup_state: str
    recipient: str
    address: str
    courier: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of orders, the newest first, and whether there is one after it."""

    orders: list[Listed]
    has_more: bool


def history_of(store_id: UUID, sought: Sought) -> Found:
    """One query a page, however many orders there are."""
    begin = (sought.page - 1) * PAGE
    rows = (
        _matching(store_id, sought)
        .annotate(
            price_total=TOTAL,
            pickup=FilteredRelation("delivery__tasks", condition=Q(delivery__tasks__kind="pickup")),
            dropoff=FilteredRelation("delivery__tasks", condition=Q(delivery__tasks__kind="dropoff")),
        )
        .order_by("-placed_at", "-number")
        .values_list(*COLUMNS)[begin : begin + PAGE + 1]
    )
    orders = [Listed(*row) for row in rows]
    return Found(orders[:PAGE], len(orders) > PAGE)


def _matching(store_id: UUID, sought: Sought) -> QuerySet[Order]:
    orders = Order.objects.filter(store=store_id)
    if sought.state in {*OrderState}:
        orders = orders.filter(state=sought.state)
    if sought.month:
        zone = timezone.get_current_timezone()
        first = datetime.combine(sought.month, time(), tzinfo=zone)
        last = datetime.combine(last_of_month(sought.month), time.max, tzinfo=zone)
        orders = orders.filter(placed_at__range=(first, last))
    if sought.words:
        orders = orders.filter(_like(store_id, sought.words))
    return orders


def _like(store_id: UUID, words: str) -> Q:
    said = Q(name__icontains=words) | Q(address__icontains=words) | Q(phone__contains=words)
    doors = Task.objects.filter(said, kind=Task.Kind.DROPOFF, delivery__order__store=store_id).values(
        "delivery__order"
    )
    like = Q(pk__in=doors)
    if scanned := read_code(words):
        return like | Q(number=scanned[0])
    return like | Q(number=int(words)) if words.isdecimal() and len(words) < 10 else like
