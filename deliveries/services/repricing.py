"""An order costs something else: by the rules that priced it, or by hand. The quote stays; a row says what and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.charters import charter_on
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.ordering import OrderRepriced
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import require_unit_of_work, unit_of_work
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.packages import PackageFacts, Packed, packed
from deliveries.domain.pricing import HandPrice, PricedLine, PricedQuote, Ride, Whole, price_consignment
from deliveries.domain.pricing.quote import vat_line
from deliveries.models import PRICE, InvoiceOrder, Order, PriceChange
from deliveries.queries.billing import is_store_taxed
from deliveries.queries.price_books import PriceBook, book_behind
from deliveries.queries.prices import is_settled
from deliveries.queries.rides import facts_of_types, packed_of, ride_of
from deliveries.services.booking import book_price_change

VAT = "vat"
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Other:
    """What an order really is. None: as it was ordered. `supplements` are all it has, by id and quantity."""

    bags: int | None = None
    grams: int | None = None
    packages: tuple[tuple[str, int], ...] | None = None
    supplements: tuple[tuple[str, int], ...] | None = None
    window: TimeWindow | None = None


@unit_of_work
def price_by_hand(
    *, order_id: UUID, name: str, cents: int, reason: str, by: Actor, at: datetime
) -> PriceChange:
    """The order costs so much net, by a line of that name. Raises what `reprice` raises."""
    order = order_to_price(order_id)
    book = book_of_order(order)
    ride = replace(ride_of(order, book, packed_of(order, facts_of_types())), by_hand=HandPrice(name, cents))
    change = change_price(order, _priced(order, ride, book), book, reason=reason, by=by, at=at)
    if change is None:
        raise Invalid("same_price", _("That is what it costs already."), field="cents")
    return change


def order_to_price(order_id: UUID) -> Order:
    """A building block: locked, with what its price depends on. Raises NotFound; NotAllowedNow for an invoiced one."""
    require_unit_of_work()
    found = Order.objects.select_for_update(of=("self",), no_key=True).filter(pk=order_id).first()
    if found is None:
        raise NotFound("no_order", _("There is no such order."))
    order = (
        Order.objects.select_related("store", *PRICE, "delivery", "slot__plan")
        .prefetch_related("delivery__tasks")
        .get(pk=order_id)
    )
    _check_open(order)
    return order


def book_of_order(order: Order) -> PriceBook:
    """The rules that priced it, in that version: what changes is the order, not the price list."""
    here = cooperative_here()
    terms = charter_on(timezone.localdate(order.placed_at, here.zone)).terms["pricing"]
    return book_behind(order.price, terms, here.currency)


def reprice(order: Order, other: Other, *, reason: str, by: Actor, at: datetime) -> PriceChange | None:
    """A building block: the order is written as it really is, and costs what its rules then say. None: the same.

    Where its price is no result of the rules for it alone (several placed at once, or a price by hand), the difference
    that the rules make is added as a line. Raises Invalid for packages, supplements or sums that make no sense.
    """
    book, types = book_of_order(order), facts_of_types()
    before = ride_of(order, book, packed_of(order, types))
    boxes, grams = _boxes(order, other, types)
    supplements = other.supplements
    after = ride_of(order, book, boxes, supplements=supplements, window=other.window, bags=other.bags)
    old, new = _priced(order, before, book), _priced(order, after, book)
    if old.net_cents != order.price.net_cents:
        new = _with_difference(order, new.net_cents - old.net_cents, reason)
    _write(order, other, grams)
    return change_price(order, new, book, reason=reason, by=by, at=at)


def change_price(
    order: Order, new: PricedQuote, book: PriceBook, *, reason: str, by: Actor, at: datetime
) -> PriceChange | None:
    """A building block: the price from now on; a delivered order's difference is booked. None: the same."""
    require_unit_of_work()
    now, reason = order.price, " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise Invalid("no_price_reason", _("Say why it costs something else."), field="reason")
    if (new.net_cents, new.vat_cents) == (now.net_cents, now.vat_cents):
        return None
    change = PriceChange.objects.create(
        order=order,
        number=(order.price_change.number if order.price_change else 0) + 1,
        reason=reason,
        lines=[line.as_json() for line in new.lines],
        net_cents=new.net_cents,
        vat_cents=new.vat_cents,
        total_cents=new.total_cents,
        currency=new.currency,
        net_difference_cents=new.net_cents - now.net_cents,
        vat_difference_cents=new.vat_cents - now.vat_cents,
        is_booked=order.state == OrderState.DELIVERED,
        charter_version=now.charter_version,
        rule_set_id=book.rule_set_id,
        rule_set_version=book.version,
        made_by=str(by),
        made_at=at,
    )
    order.price_change = change
    order.save(update_fields=["price_change"])
    event = OrderRepriced(
        order_id=order.pk,
        store_id=order.store_id,
        price_change_id=change.pk,
        difference_cents=change.difference_cents,
        booked_key=change.source_key if change.is_booked else None,
        occurred_at=at,
    )
    record(event, by=by)
    if change.is_booked:
        book_price_change(change, order, by=by, at=at)
    return change


def _check_open(order: Order) -> None:
    """What is on an invoice or paid is not changed behind the store's back."""
    if order.state not in (OrderState.DELIVERED, OrderState.FAILED, OrderState.CANCELLED):
        return
    live = InvoiceOrder.objects.filter(order=order).exclude(line__invoice__credit_notes__is_undone=True)
    invoiced = live.values_list("line__invoice__number", flat=True).first()
    if invoiced:
        raise NotAllowedNow(
            "already_invoiced",
            _("It is on the invoice %(number)s: give a credit note for that invoice instead."),
            number=invoiced,
        )
    if order.state == OrderState.DELIVERED and is_settled(order):
        raise NotAllowedNow("already_paid", _("It is paid: agree on the difference with the store."))


def _boxes(order: Order, other: Other, types: Mapping[str, PackageFacts]) -> tuple[Packed, int | None]:
    """What is carried, and the weight to write: as told, else of the packages told, else as it was."""
    if other.packages is None:
        grams = other.grams if other.grams is not None else order.grams
        return replace(packed_of(order, types), grams=grams), grams
    boxes = packed(other.packages, types, grams=other.grams)
    return boxes, boxes.grams


def _priced(order: Order, ride: Ride, book: PriceBook) -> PricedQuote:
    """The VAT is that of the day it was ordered; none where none was charged then."""
    here = cooperative_here()
    on = timezone.localdate(order.placed_at, here.zone)
    whole = Whole(
        order.delivery.distance_metres, here.country, on, order.price.currency, is_taxed=_is_taxed(order)
    )
    (quote,) = price_consignment(whole, (ride,), book.rules)
    return quote


def _with_difference(order: Order, cents: int, reason: str) -> PricedQuote:
    """The lines it has, and one for what came up since."""
    price, here = order.price, cooperative_here()
    kept = [_line(line) for line in price.lines if line["code"] != VAT]
    if cents:
        label, formula = (
            Sentence("%(name)s", {"name": reason[:80]}),
            Sentence(_("the difference by the price rules")),
        )
        kept.append(PricedLine("difference", label, formula, cents))
    net = sum(line.cents for line in kept)
    if net < 0:
        raise Invalid("below_nothing", _("It would cost less than nothing: set a price by hand."))
    on = timezone.localdate(order.placed_at, here.zone)
    vat = vat_line(net, here.country, on, price.currency, is_taxed=_is_taxed(order))
    return PricedQuote(price.currency, (*kept, vat), net, vat.cents)


def _is_taxed(order: Order) -> bool:
    """As it was told: one that cost nothing tells nothing."""
    told = order.quote
    if told.net_cents:
        return bool(told.vat_cents)
    return is_store_taxed(order.store_id, cooperative_here().country)


def _line(stored: Mapping[str, Any]) -> PricedLine:
    return PricedLine(
        stored["code"],
        Sentence.from_json(stored["label"]),
        Sentence.from_json(stored["formula"]),
        stored["cents"],
    )


def _write(order: Order, other: Other, grams: int | None) -> None:
    """The order says what it is; its times move only while it is not picked up yet."""
    order.grams = grams
    if other.bags is not None:
        order.bags = other.bags
    if other.packages is not None:
        order.packages = [list(one) for one in other.packages]
    if other.supplements is not None:
        order.supplements = [list(one) for one in other.supplements]
    order.save(update_fields=["grams", "bags", "packages", "supplements"])
