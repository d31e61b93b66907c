"""What a played day is judged by; the same figures as the published evaluator, and fairness."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from deliveries.domain.dispatch.sim.world import Job, Rider, World


def measures(world: World, said: Mapping[str, str]) -> dict[str, Any]:
    """One day's figures; minutes unless named otherwise. `said` is the last reason given for each order."""
    day, rules = world.day, world.day.rules
    jobs = [job for job in world.jobs if not job.is_void]
    delivered = [o for job in jobs for o in job.orders]
    picked = {o: job.pickup for job in jobs for o in job.orders}
    dropped = {o: job.dropoffs[o] for job in jobs for o in job.orders}
    door = np.array([dropped[o] - world.orders[o].placed for o in delivered], dtype=float)
    late = np.maximum(0, door - rules.target_minutes)
    waited = np.array([picked[o] - world.orders[o].ready for o in delivered], dtype=float)
    hours = np.array([(c.off - c.on) / 60 for c in day.couriers])
    carried = np.array([sum(len(j.orders) for j in _done(world.riders[c.id])) for c in day.couriers])
    pay = np.maximum(carried * rules.pay_per_order, hours * rules.pay_per_hour).sum()
    rate = carried / np.maximum(hours, 1 / 60)
    return {
        "instance": day.name,
        "orders": len(day.orders),
        "couriers": len(day.couriers),
        "delivered": len(delivered),
        "click_to_door": {
            "mean": _mean(door),
            "p90": round(float(np.percentile(door, 90)), 2) if len(door) else 0.0,
        },
        "overage": _mean(late),
        "ready_to_pickup": _mean(waited),
        "cost_per_order": round(float(pay) / max(1, len(delivered)), 3),
        "utilisation": round(
            sum(_busy_minutes(world, job) for job in world.jobs) / float(hours.sum() * 60), 4
        ),
        "gini_orders_per_hour": round(gini(rate), 4),
        "p10_orders_per_hour": round(float(np.percentile(rate, 10)), 3),
        "orders_per_bundle": round(len(delivered) / max(1, len(jobs)), 3),
        "lower_bound": _mean(np.array([day.least_click_to_door(o) for o in day.orders], dtype=float)),
        "undelivered": _undelivered(world, set(delivered), said),
    }


def gini(values: Sequence[float] | np.ndarray[Any, Any]) -> float:
    """0 where all have the same, towards 1 where one has everything."""
    x = np.sort(np.asarray(values, dtype=float))
    if not len(x) or x.sum() == 0:
        return 0.0
    rank = np.arange(1, len(x) + 1)
    return float((2 * rank - len(x) - 1) @ x / (len(x) * x.sum()))


def _done(rider: Rider) -> list[Job]:
    return [job for job in rider.jobs if not job.is_void]


def _mean(values: np.ndarray[Any, Any]) -> float:
    return round(float(values.mean()), 4) if len(values) else 0.0


def _busy_minutes(world: World, job: Job) -> int:
    """Riding and service, without waiting for food."""
    day, place, minutes = world.day, job.origin, 0
    for stop in job.stops:
        minutes += day.ride(place, stop)
        place = stop
    if job.is_void:
        return minutes
    minutes += day.rules.pickup_minutes * len(job.stops) + day.rules.dropoff_minutes * len(job.orders)
    for o in job.orders:
        door = world.orders[o].door
        minutes += day.ride(place, door)
        place = door
    return minutes


def _undelivered(world: World, delivered: set[str], said: Mapping[str, str]) -> list[dict[str, str]]:
    """Each order nobody brought, and why; unavoidable where no shift lasted until it could be fetched."""
    return [
        {
            "order": order.id,
            "reason": "no_shift_unavoidable"
            if world.day.is_out_of_hours(order)
            else said.get(order.id, "wait"),
        }
        for order in world.day.orders
        if order.id not in delivered
    ]
