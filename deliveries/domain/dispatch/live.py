"""The suggestion of this minute: orders and couriers in, a decision with its reasons out."""

from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch import explain
from deliveries.domain.dispatch.cost import Costs
from deliveries.domain.dispatch.match import match
from deliveries.domain.dispatch.model import Decision, Params, State, WaitingOrder, WhyNotYet


def decide(state: State, now: int, params: Params) -> Decision:
    """Suggest couriers for the orders that need one within the horizon, just in time for the food.

    The same state gives the same decision, whatever the order of its lists. Nothing is fixed: an order that is
    not carried yet may be matched differently a minute later. Raises ValueError for two orders or couriers of
    one id.
    """
    orders = sorted(state.orders, key=lambda order: order.id)
    couriers = sorted(state.couriers, key=lambda courier: courier.id)
    if len({o.id for o in orders}) < len(orders) or len({c.id for c in couriers}) < len(couriers):
        raise ValueError("decide() needs each order and each courier once")
    due = [order for order in orders if order.ready_at <= now + params.order_horizon_seconds]
    later = [_later(order, now) for order in orders if order not in due]
    riding = [courier for courier in couriers if courier.shift_ends_at > now]
    costs = Costs(state, due, riding, now, params)
    matching = match(costs)
    suggestions, waiting, waiting_minutes = [], [], 0.0
    for index, courier in enumerate(matching.courier):
        row = matching.rows[index]
        if courier is None:
            waiting += [explain.waiting(costs, row, order) for order in row.bundle.orders]
            waiting_minutes += row.wait_minutes
        else:
            suggestions.append(explain.suggestion(costs, matching, index, courier))
    suggestions.sort(key=lambda s: (s.leave_at, s.order_ids))
    waiting = sorted([*waiting, *later], key=lambda w: w.order_id)
    return Decision(now, tuple(suggestions), tuple(waiting), matching.total, waiting_minutes)


def _later(order: WaitingOrder, now: int) -> WhyNotYet:
    minutes = (order.ready_at - now) // 60
    return WhyNotYet(
        order.id,
        "not_due",
        Sentence(_("Ready in %(minutes)s min: too early to decide."), {"minutes": minutes}),
    )
