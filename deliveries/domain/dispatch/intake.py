"""What can be reckoned with: each order is taken in, put off, or left out by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch.model import Courier, LeftOut, Load, Params, State, WaitingOrder, WhyNotYet

TEN_YEARS = 10 * 366 * 24 * 3600
CLOCKS_APART_SECONDS = 15 * 60
MOST = 1_000_000_000

REASONS = {
    "twice": _("Listed twice: only the first counts."),
    "clock": _("Its times are years away: a clock is wrong."),
    "placed_in_future": _("Placed in the future: a clock is wrong."),
    "window_reversed": _("Its time window ends before it begins."),
    "load": _("Its load is not a number of things that can be carried."),
    "no_bike_carries": _("No bike on shift carries this load."),
    "shift_reversed": _("The shift ends before it begins."),
    "break_reversed": _("A break ends before it begins."),
}


@dataclass(frozen=True, slots=True)
class Intake:
    """Orders and couriers of this decision, by id; what waits for later; what is left out."""

    orders: tuple[WaitingOrder, ...]
    couriers: tuple[Courier, ...]
    later: tuple[WhyNotYet, ...]
    left_out: tuple[LeftOut, ...]


def take_in(state: State, now: int, params: Params) -> Intake:
    """Sort the state: `later` and `left_out` hold every order that is not in `orders`."""
    left_out: list[LeftOut] = []
    couriers = _couriers(state, now, left_out)
    sound = _orders(state, now, couriers, left_out)
    due = sorted(
        (o for o in sound if o.ready_at <= now + params.order_horizon_seconds),
        key=lambda o: (o.ready_at, o.id),
    )
    later = [_not_due(o, now) for o in sound if o.ready_at > now + params.order_horizon_seconds]
    later += [_in_line(o, params) for o in due[params.max_orders :]]
    return Intake(
        tuple(sorted(due[: params.max_orders], key=lambda o: o.id)),
        tuple(couriers),
        tuple(later),
        tuple(sorted(left_out, key=lambda gone: (gone.is_courier, gone.id, gone.code))),
    )


def _couriers(state: State, now: int, left_out: list[LeftOut]) -> list[Courier]:
    found: dict[str, Courier] = {}
    for courier in sorted(state.couriers, key=_courier_key):
        code = "twice" if courier.id in found else _wrong_courier(courier, now)
        if code:
            left_out.append(LeftOut(courier.id, code, Sentence(REASONS[code]), is_courier=True))
        else:
            found[courier.id] = courier
    return [courier for courier in found.values() if courier.shift_ends_at > now]


def _courier_key(courier: Courier) -> tuple[object, ...]:
    place = courier.position
    return courier.id, courier.shift_starts_at, courier.shift_ends_at, courier.free_at, place.lat, place.lon


def _wrong_courier(courier: Courier, now: int) -> str:
    if courier.shift_ends_at < courier.shift_starts_at:
        return "shift_reversed"
    if any(ends < begins for begins, ends in courier.breaks):
        return "break_reversed"
    moments = [courier.shift_starts_at, courier.shift_ends_at, *(m for span in courier.breaks for m in span)]
    return "clock" if _is_years_away(moments, now) or _is_absurd(courier) else ""


def _is_absurd(courier: Courier) -> bool:
    counts = (courier.orders_this_shift, courier.month_seconds, courier.month_cents)
    return any(abs(count) > MOST for count in counts)


def _orders(
    state: State, now: int, couriers: Sequence[Courier], left_out: list[LeftOut]
) -> list[WaitingOrder]:
    seen: set[str] = set()
    sound = []
    most = [max((c.capacity.vector[d] for c in couriers), default=MOST) for d in range(len(Load().vector))]
    for order in sorted(state.orders, key=_order_key):
        code = "twice" if order.id in seen else _wrong_order(order, now, most)
        seen.add(order.id)
        if code:
            left_out.append(LeftOut(order.id, code, Sentence(REASONS[code])))
        else:
            sound.append(order)
    return sound


def _order_key(order: WaitingOrder) -> tuple[object, ...]:
    door = order.dropoff
    return order.id, order.placed_at, order.ready_at, order.promised_at, order.place, door.lat, door.lon


def _wrong_order(order: WaitingOrder, now: int, most: Sequence[int]) -> str:
    window = [order.earliest_dropoff_at, order.latest_dropoff_at]
    given = [moment for moment in window if moment is not None]
    if _is_years_away([order.placed_at, order.ready_at, order.promised_at, *given], now):
        return "clock"
    if order.placed_at > now + CLOCKS_APART_SECONDS:
        return "placed_in_future"
    if len(given) == 2 and given[1] < given[0]:
        return "window_reversed"
    if any(not 0 <= size <= MOST for size in order.load.vector) or not 0 <= order.priority <= 1000:
        return "load"
    if any(size > limit for size, limit in zip(order.load.vector, most, strict=True)):
        return "no_bike_carries"
    return ""


def _is_years_away(moments: Sequence[int], now: int) -> bool:
    return any(abs(moment - now) > TEN_YEARS for moment in moments)


def _not_due(order: WaitingOrder, now: int) -> WhyNotYet:
    minutes = (order.ready_at - now) // 60
    return WhyNotYet(
        order.id,
        "not_due",
        Sentence(_("Ready in %(minutes)s min: too early to decide."), {"minutes": minutes}),
    )


def _in_line(order: WaitingOrder, params: Params) -> WhyNotYet:
    return WhyNotYet(
        order.id,
        "in_line",
        Sentence(
            _("%(orders)s orders come first; it is looked at after them."), {"orders": params.max_orders}
        ),
    )
