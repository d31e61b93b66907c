"""Say why: the terms of a suggestion, what the next best couriers would cost everyone, and why not the others.

Everything is drawn from the stored `Problem`, so the same words can be had later.
"""

from collections.abc import Sequence

import numpy as np

from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch.assignment import NEVER
from deliveries.domain.dispatch.board import REASONS
from deliveries.domain.dispatch.model import Alternative, Explanation, Term, WhyNot
from deliveries.domain.dispatch.record import Problem

LABELS = {
    "door": _("from order to door"),
    "late": _("beyond the promised time"),
    "priority": _("orders that come first"),
    "courier": _("courier's time"),
    "overtime": _("work after the shift"),
    "fairness": _("balance within the shift"),
    "workload": _("balance of work over the month"),
    "earnings": _("balance of earnings over the month"),
}
WHY_NOT = {
    "pinned": _("The dispatcher chose another courier."),
    "declined": _("Declined this order."),
    "skills": _("Lacks a skill or equipment it needs."),
    "capacity": _("The load does not fit."),
    "not_on_shift": _("Not on shift yet."),
    "rest": _("Has a legal rest to keep."),
    "shift_ends": _("The shift ends too early for it."),
    "window": _("Cannot be at the door in its time window."),
    "unreachable": _("Too far away."),
    "busy": _("Busy for more than %(minutes)s minutes."),
    "costlier": _("%(minutes)s minutes more for everyone."),
    "elsewhere": _("Free at the same cost, but worth more on another order."),
}
WHY_NOT_YOU = {
    "pinned": _("The dispatcher chose a colleague for it."),
    "declined": _("You declined it, which costs you nothing."),
    "skills": _("It needs a skill or equipment that you do not have with you."),
    "capacity": _("Its load did not fit on your bike."),
    "not_on_shift": _("Your shift had not begun."),
    "rest": _("It would have cut into your rest."),
    "shift_ends": _("It would have ended after your shift."),
    "window": _("You could not have been at the door in its time window."),
    "unreachable": _("It was too far away."),
    "busy": _("You were busy for too long."),
}


def explanation(problem: Problem, order_id: str) -> Explanation:
    """Why the courier of this order's suggestion. Raises KeyError for an order nobody is suggested for."""
    row = problem.row_of(order_id)
    chosen = problem.chosen[row]
    if chosen < 0:
        raise KeyError(order_id)
    extra = problem.extra_costs(row)
    others = [c for c in np.lexsort((np.arange(len(extra)), extra)).tolist() if c != chosen]
    best = [c for c in others if extra[c] < NEVER][: problem.params["alternatives"]]
    return Explanation(
        terms=terms(problem, row, chosen),
        reason=headline(problem, row, chosen),
        alternatives=tuple(
            Alternative(problem.couriers[c], int(extra[c]), terms(problem, row, c)) for c in best
        ),
        why_not=tuple(_why_not(problem, row, c, int(extra[c])) for c in sorted(others) if c not in best),
    )


def terms(problem: Problem, row: int, courier: int) -> tuple[Term, ...]:
    """The named parts of one pair's cost."""
    raw = problem.terms[:, row, courier].tolist()
    return tuple(
        Term(code, Sentence(LABELS[code]), seconds, weight)
        for code, seconds, weight in zip(problem.codes, raw, problem.weights, strict=True)
    )


def headline(problem: Problem, row: int, courier: int) -> Sentence:
    """The reason in one line: how near, how soon ready, how many together."""
    if (row, courier) in problem.added:
        return Sentence(_("Still waiting at this restaurant: it rides along."))
    ride = round(int(problem.rides[problem.place[row], courier]) / 60)
    if len(problem.bundles[row]) > 1:
        orders = len(problem.bundles[row])
        return Sentence(
            _("%(orders)s orders in one ride, the restaurant %(ride)s min away."),
            {"orders": orders, "ride": ride},
        )
    ready = round(problem.ready[row] / 60)
    if ready > 0:
        return Sentence(_("%(ride)s min away; ready in %(ready)s min."), {"ride": ride, "ready": ready})
    return Sentence(_("%(ride)s min away; ready now."), {"ride": ride})


def _why_not(problem: Problem, row: int, courier: int, extra: int) -> WhyNot:
    code = REASONS[problem.against[row, courier]]
    courier_id = problem.couriers[courier]
    if code == "busy":
        minutes = problem.params["courier_horizon_seconds"] // 60
        return WhyNot(courier_id, code, Sentence(WHY_NOT[code], {"minutes": minutes}))
    if code:
        return WhyNot(courier_id, code, Sentence(WHY_NOT[code]))
    cost = problem.cost[row]
    if cost[courier] <= cost[problem.chosen[row]]:
        return WhyNot(courier_id, "elsewhere", Sentence(WHY_NOT["elsewhere"]))
    return WhyNot(courier_id, "costlier", Sentence(WHY_NOT["costlier"], {"minutes": round(extra / 60_000)}))


def for_courier(problem: Problem, order_id: str, courier_id: str) -> tuple[Sentence, ...]:
    """Why me, or why not me, for the courier who asks: no other person is named or can be told apart.

    Raises KeyError for an order the problem does not hold.
    """
    row = problem.row_of(order_id)
    if courier_id not in problem.couriers:
        return (Sentence(_("You were not on shift when this was decided.")),)
    courier = problem.couriers.index(courier_id)
    if problem.chosen[row] == courier:
        return (headline(problem, row, courier), *_why_you(problem, row, courier))
    return _why_not_you(problem, row, courier)


def _why_you(problem: Problem, row: int, courier: int) -> Sequence[Sentence]:
    able = np.flatnonzero(problem.against[row] == 0)
    if len(able) == 1:
        return [Sentence(_("Nobody else could take it."))]
    rides = problem.rides[problem.place[row]]
    nearer = int((rides[able] < rides[courier]).sum())
    said = []
    if not nearer:
        said.append(Sentence(_("Nobody who could take it was nearer.")))
    else:
        said.append(
            Sentence(
                _("%(colleagues)s colleagues were nearer, but worth more elsewhere or later."),
                {"colleagues": nearer},
            )
        )
    if _seconds(problem, "fairness", row, courier) < 0:
        said.append(Sentence(_("You have had fewer orders an hour than your colleagues.")))
    if _seconds(problem, "workload", row, courier) < 0:
        said.append(Sentence(_("You have worked less than your colleagues this month.")))
    return said


def _why_not_you(problem: Problem, row: int, courier: int) -> tuple[Sentence, ...]:
    code = REASONS[problem.against[row, courier]]
    if code:
        return (Sentence(WHY_NOT_YOU[code]),)
    able = np.flatnonzero(problem.against[row] == 0)
    rides = problem.rides[problem.place[row]]
    nearer = int((rides[able] < rides[courier]).sum())
    said = []
    if nearer:
        said.append(Sentence(_("%(colleagues)s colleagues were nearer."), {"colleagues": nearer}))
    if courier in problem.chosen:
        said.append(Sentence(_("You were worth more on another order.")))
    if _seconds(problem, "fairness", row, courier) > 0:
        said.append(Sentence(_("You have had more orders an hour than your colleagues.")))
    minutes = round(int(problem.extra_costs(row)[courier]) / 60_000)
    if minutes > 0:
        said.append(
            Sentence(
                _("With you it would have taken everyone %(minutes)s minutes more."), {"minutes": minutes}
            )
        )
    return tuple(said) or (Sentence(_("It was as good with you; someone had to be chosen.")),)


def _seconds(problem: Problem, code: str, row: int, courier: int) -> int:
    return int(problem.terms[problem.codes.index(code), row, courier]) if code in problem.codes else 0
