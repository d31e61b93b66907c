"""Say why: the terms of a suggestion, what the next best couriers would cost, and why not the others."""

from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch.cost import FEASIBLE, TERMS, Costs, Row
from deliveries.domain.dispatch.match import Matching, solve
from deliveries.domain.dispatch.model import Alternative, Suggestion, Term, WhyNot, WhyNotYet

LABELS = {
    "door": _("from order to door"),
    "late": _("beyond the promised time"),
    "courier": _("courier's time"),
}
WHY_NOT = {
    "pinned": _("The dispatcher chose another courier."),
    "declined": _("Declined this order."),
    "capacity": _("The bags do not fit."),
    "not_on_shift": _("Not on shift yet."),
    "shift_ends": _("The shift ends before the pickup."),
    "busy": _("Busy for more than %(minutes)s minutes."),
    "costlier": _("%(minutes)s minutes more for this order."),
    "elsewhere": _("Free at the same cost, but worth more on another order."),
}
FORCED_AT_MOST = 6


def terms(row: Row, courier: int) -> tuple[Term, ...]:
    return tuple(
        Term(code, Sentence(LABELS[code]), float(row.terms[t, courier])) for t, code in enumerate(TERMS)
    )


def suggestion(costs: Costs, matching: Matching, index: int, courier: int) -> Suggestion:
    """The chosen pair with all its reasons."""
    row = matching.rows[index]
    bundle = row.bundle
    leave, pickup = int(row.leave_at[courier]), int(row.pickup_at[courier])
    others = alternatives(costs, matching, index, courier)
    explained = {courier, *(k for k, _alternative in others)}
    return Suggestion(
        courier_id=costs.couriers[courier].id,
        order_ids=tuple(costs.orders[i].id for i in bundle.orders),
        now=costs.is_idle(courier) and leave < costs.now + costs.params.tick_seconds,
        leave_at=leave,
        pickup_at=pickup,
        dropoffs_at=tuple(pickup + offset for offset in bundle.offsets),
        terms=terms(row, courier),
        reason=_headline(costs, row, courier),
        alternatives=tuple(alternative for _k, alternative in others),
        why_not=tuple(
            _why_not(costs, row, courier, k) for k in range(len(costs.couriers)) if k not in explained
        ),
    )


def alternatives(costs: Costs, matching: Matching, index: int, courier: int) -> list[tuple[int, Alternative]]:
    """The next couriers by what the whole board would lose; the match is solved again with each made to go."""
    row = matching.rows[index]
    feasible = [k for k in range(len(costs.couriers)) if k != courier and row.against[k] == FEASIBLE]
    feasible.sort(key=lambda k: (float(row.costs[k]), k))
    found = []
    for k in feasible[:FORCED_AT_MOST]:
        extra = solve(matching.rows, forced=(index, k)).total - matching.total
        found.append((k, Alternative(costs.couriers[k].id, extra, terms(row, k))))
    found.sort(key=lambda pair: (pair[1].extra_minutes, pair[0]))
    return found[: costs.params.alternatives]


def waiting(costs: Costs, row: Row, order: int) -> WhyNotYet:
    """Why no courier is suggested for an order that could leave."""
    order_id = costs.orders[order].id
    if not costs.couriers:
        return WhyNotYet(order_id, "no_courier", Sentence(_("No courier is on shift.")))
    if not row.feasible.any():
        return WhyNotYet(order_id, "nobody_can", Sentence(_("No courier can take it now.")))
    return WhyNotYet(
        order_id, "wait", Sentence(_("All couriers are worth more elsewhere; it waits its turn."))
    )


def _headline(costs: Costs, row: Row, courier: int) -> Sentence:
    ride = round(costs.ride_seconds(courier, row.bundle) / 60)
    if len(row.bundle.orders) > 1:
        return Sentence(
            _("%(orders)s orders of one restaurant, %(ride)s min away, in one ride."),
            {"orders": len(row.bundle.orders), "ride": ride},
        )
    ready = round((row.bundle.ready_at - costs.now) / 60)
    if ready > 0:
        return Sentence(_("%(ride)s min away; ready in %(ready)s min."), {"ride": ride, "ready": ready})
    return Sentence(_("%(ride)s min away; ready now."), {"ride": ride})


def _why_not(costs: Costs, row: Row, chosen: int, k: int) -> WhyNot:
    code = row.against[k]
    courier_id = costs.couriers[k].id
    if code == "busy":
        minutes = costs.params.courier_horizon_seconds // 60
        return WhyNot(courier_id, code, Sentence(WHY_NOT[code], {"minutes": minutes}))
    if code:
        return WhyNot(courier_id, code, Sentence(WHY_NOT[code]))
    more = round(float(row.costs[k] - row.costs[chosen]))
    if more <= 0:
        return WhyNot(courier_id, "elsewhere", Sentence(WHY_NOT["elsewhere"]))
    return WhyNot(courier_id, "costlier", Sentence(WHY_NOT["costlier"], {"minutes": more}))
