"""What a month would bring: each store's deliveries that no invoice has, as the invoice they would make."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Sum
from django.utils import timezone

from cooperatives.domain.vat import RATES
from cooperatives.queries.claims import Claim, claims_of
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import last_of_month
from deliveries.domain.invoicing.drafting import Delivered, Draft, Grouping, draft, rate_of
from deliveries.domain.invoicing.taxes import Treatment, treatment_of
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.pricing import vat_rate
from deliveries.models import PRICE, BillingDetails, InvoiceOrder, Order, PriceChange, Store
from deliveries.queries.part_paid import Waiting, told_apart
from deliveries.queries.prices import TOTAL


class Here(Protocol):
    """What is asked of the co-op in scope."""

    country: str

    @property
    def zone(self) -> ZoneInfo: ...


LOOKED_BACK = timedelta(days=400)
"""How old a delivery may be that was not invoiced yet."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A store's invoice to be, or why there is none; `told_cents` is what its deliveries came to by their prices.

    `paid_before` deliveries were paid without an invoice: they stay as they are. `prepaid_cents` were paid of those
    that are on it; `with_later` deliveries were paid in part together with ones of a later month, and wait for them.
    """

    store: Store
    billing: BillingDetails | None
    draft: Draft | None
    treatment: Treatment | None
    claims: list[Claim]
    deliveries: int
    told_cents: int
    paid_before: int
    refusal: Sentence | None = None
    prepaid_cents: int = 0
    with_later: int = 0

    @property
    def total_cents(self) -> int:
        return self.draft.total_cents if self.draft else self.told_cents

    @property
    def payable_cents(self) -> int:
        return self.total_cents - self.prepaid_cents


def month_plan(month: date) -> list[Planned]:
    """Each store with deliveries until the end of the month that no invoice has, by name. Writes nothing."""
    here = cooperative_here()
    orders = list(_not_invoiced(last_of_month(month), here.zone))
    claims = _claims(orders)
    billing = {one.store_id: one for one in BillingDetails.objects.all()}
    by_store: dict[UUID, list[Order]] = defaultdict(list)
    for order in orders:
        by_store[order.store_id].append(order)
    planned = [_planned(own, billing.get(store_id), claims, here) for store_id, own in by_store.items()]
    return sorted((one for one in planned if one), key=lambda one: one.store.name.casefold())


def _claims(orders: list[Order]) -> dict[UUID, list[Claim]]:
    """By order, what it put on its store's account: when it was delivered, and by each price change since."""
    keys = {f"order:{order.pk}": order.pk for order in orders}
    changed = PriceChange.objects.filter(order__in=[order.pk for order in orders if order.price_change_id])
    keys |= {change.source_key: change.order_id for change in changed.filter(is_booked=True)}
    found: dict[UUID, list[Claim]] = defaultdict(list)
    for key, claim in claims_of(list(keys)).items():
        found[keys[key]].append(claim)
    return dict(found)


def _not_invoiced(last: date, zone: ZoneInfo) -> QuerySet[Order]:
    """Delivered orders that are on no invoice, or on one that was taken back."""
    before = datetime.combine(last + timedelta(days=1), time(), zone)
    live = InvoiceOrder.objects.filter(order=OuterRef("pk")).exclude(
        line__invoice__credit_notes__is_undone=True
    )
    found: QuerySet[Order] = (
        Order.objects.filter(
            ~Exists(live),
            state=OrderState.DELIVERED,
            closed_at__lt=before,
            closed_at__gte=before - LOOKED_BACK,
        )
        .select_related("store", *PRICE)
        .order_by("closed_at", "number")
    )
    return found


def _planned(
    orders: list[Order], billing: BillingDetails | None, claims: Mapping[UUID, list[Claim]], here: Here
) -> Planned | None:
    told = told_apart({order.pk: claims.get(order.pk, []) for order in orders})
    free = [order for order in orders if order.pk in told.waiting]
    if not free:
        return None
    blank = Planned(
        store=orders[0].store,
        billing=billing,
        draft=None,
        treatment=None,
        claims=told.claims,
        deliveries=len(free),
        told_cents=sum(order.price.total_cents for order in free),
        paid_before=len(orders) - len(free) - told.with_later,
        prepaid_cents=told.prepaid_cents,
        with_later=told.with_later,
    )
    if billing is None:
        return replace(blank, refusal=Sentence(_("Its billing details are missing.")))
    try:
        treatment = treatment_of(here.country, billing.country, billing.vat_number)
        made = draft(
            _delivered(free, told.waiting, here, treatment),
            grouping=Grouping(billing.grouping),
            treatment=treatment,
        )
    except DomainError as problem:
        return replace(blank, refusal=Sentence(problem.message, problem.params))
    return replace(blank, draft=made, treatment=treatment)


def _delivered(
    orders: Iterable[Order], waiting: Mapping[UUID, Waiting], here: Here, treatment: Treatment
) -> list[Delivered]:
    """One that was quoted without VAT, for a store that is taxed by now, bears the rate of its day."""
    found = []
    for order in orders:
        assert order.closed_at is not None
        net, vat = order.price.net_cents, order.price.vat_cents
        quoted_on = timezone.localdate(order.placed_at, here.zone)
        usual = vat_rate(here.country, quoted_on).per_mille
        rates = (usual, *RATES.get(here.country, ()))
        on = timezone.localdate(order.closed_at, here.zone)
        left = waiting[order.pk]
        found.append(
            Delivered(
                order_id=order.pk,
                number=order.number,
                on=on,
                net_cents=net,
                vat_cents=vat,
                per_mille=usual if treatment.is_taxed and not vat else rate_of(net, vat, rates),
                taxed_net_cents=net - left.net_cents,
                taxed_vat_cents=vat - left.vat_cents,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Growing:
    """What a store's next invoice comes to so far, by its prices, VAT included."""

    store_id: UUID
    store_name: str
    deliveries: int
    told_cents: int
    billing: BillingDetails | None


def growing_invoices(last: date, *, search: str = "", store_id: UUID | None = None) -> list[Growing]:
    """The invoices to be of what was delivered until that day, by store. Two queries, whatever was delivered."""
    orders = _not_invoiced(last, cooperative_here().zone)
    if store_id is not None:
        orders = orders.filter(store_id=store_id)
    if text := search.strip():
        orders = orders.filter(store__name__icontains=text)
    rows = (
        orders.order_by().values("store_id", "store__name").annotate(deliveries=Count("pk"), cents=Sum(TOTAL))
    )
    billing = {one.store_id: one for one in BillingDetails.objects.all()}
    found = [
        Growing(
            row["store_id"], row["store__name"], row["deliveries"], row["cents"], billing.get(row["store_id"])
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.store_name.casefold())


def months_waiting(today: date) -> date | None:
    """The first day of the newest month that is over and has deliveries no invoice has; None when all is invoiced."""
    before = today.replace(day=1) - timedelta(days=1)
    newest = _not_invoiced(before, cooperative_here().zone).aggregate(at=Max("closed_at"))["at"]
    if newest is None:
        return None
    return timezone.localdate(newest, cooperative_here().zone).replace(day=1)
