"""What a compiled policy costs beside a native Python twin in the same run; then trials on a co-op's own past."""

import gc
import os
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from django.utils import timezone

from cooperatives.models import User
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.own_database import analyse, own_database
from coopplatform.tenancy.scope import scope
from deliveries.benchmarks.ground import BENCH, addresses, found
from deliveries.benchmarks.past import DAYS, orders_of_a_year
from deliveries.domain.pricing import Ride, StopFacts, Whole, price_consignment
from deliveries.domain.pricing.facts import scope_of_whole, stops_of
from deliveries.domain.pricing.language import formula
from deliveries.services.stores import open_store
from federation.domain.commons.document import Document
from federation.domain.commons.kinds import pricing
from federation.domain.commons.runtime import filled_body
from federation.queries.commons.trial import trial, window_of
from members.benchmarks.crew import crew_of_a_year
from members.domain.pay.supplements import NUMBERS, WORK, DayLine, scope_of

ROUNDS, EACH = 9, 2_000
BAR_MICROSECONDS = 15
TEXT = "@base + ceil_div(max2(distance - 1000, 0), 100) * @step + max2(bags - 2, 0) * @bag"
VALUES = {"base": 500, "step": 9, "bag": 60}
STORES, COURIERS, HOURS = 14, 9, 6
POLICY = {
    "kind": "pricing",
    "slug": "bench",
    "title": "Bench",
    "version": "1.0.0",
    "parameters": {
        name: {"unit": "cents", "min": 0, "max": 2000, "says": name} for name in ("base", "step", "bag")
    },
    "body": {
        "strategy": "sum",
        "rules": [
            {"name": "Base", "price": {"kind": "fixed", "cents": "@base"}},
            {
                "name": "Distance",
                "price": {"kind": "steps", "of": "distance", "cents": "@step", "step": 100, "beyond": 1000},
            },
            {"name": "Bags", "price": {"kind": "per_bag", "cents": "@bag", "beyond": 2}},
        ],
    },
}


def policy(replayed: int) -> dict[str, Any]:
    """Microseconds of processor time, the median of several rounds; `replayed` deliveries tried, none where 0."""
    figures: dict[str, Any] = {
        "bench": "policy",
        "cpus": os.cpu_count(),
        "load_average": [round(each, 1) for each in os.getloadavg()],
        **prices(),
    }
    if replayed:
        with own_database():
            figures["replay"] = _replay(replayed)
    return figures


def prices() -> dict[str, Any]:
    """A compiled price with new facts each time, the same in Python, a whole quote with its lines, a supplement."""
    ride = Ride(metres=2500, pickup=StopFacts("shop"), dropoff=StopFacts(), bags=3)
    text = TEXT
    for name, value in VALUES.items():
        text = text.replace(f"@{name}", str(value))
    price, facts = formula(text, "amount"), scope_of_whole(2500, stops_of([ride], [0]), [ride])

    def compiled() -> int:
        facts.set("distance", 2500)
        facts.set("bags", 3)
        return facts.amount(price)

    def native() -> int:
        return native_price(ride.metres, ride.bags)

    document = Document.from_json(POLICY)
    rules = pricing.KIND.rules(filled_body(document, VALUES))
    whole = Whole(2500, "FR", timezone.localdate(), "EUR")
    line = DayLine(minutes=480, night_minutes=120, stretches=2, hourly=1400)
    work, supplement = scope_of(line), WORK.formula("night_minutes / 60 * 150", "amount")

    def day() -> int:
        for name in NUMBERS:
            work.set(name, getattr(line, name))
        return work.amount(supplement)

    assert compiled() == native() == price_consignment(whole, (ride,), rules)[0].net_cents
    taken = {
        "compiled_price": _microseconds(compiled),
        "native_price": _microseconds(native),
        "whole_quote": _microseconds(lambda: price_consignment(whole, (ride,), rules)),
        "supplement": _microseconds(day),
        "body_from_cache": _microseconds(lambda: filled_body(document, VALUES)),
    }
    return {
        "microseconds": taken,
        "compiled_to_native": round(taken["compiled_price"] / taken["native_price"], 1),
        "bar_microseconds": BAR_MICROSECONDS,
        "is_within_bar": taken["compiled_price"] <= BAR_MICROSECONDS,
    }


def native_price(metres: int, bags: int) -> int:
    """The twin of `TEXT` in plain Python."""
    return (
        VALUES["base"] + -(-max(metres - 1000, 0) // 100) * VALUES["step"] + max(bags - 2, 0) * VALUES["bag"]
    )


def _microseconds(work: Callable[[], object]) -> float:
    gc.disable()
    rounds = []
    for _round in range(ROUNDS):
        began = time.thread_time()
        for _each in range(EACH):
            work()
        rounds.append((time.thread_time() - began) / EACH * 1e6)
    gc.enable()
    return round(median(rounds), 2)


def _replay(deliveries: int) -> dict[str, Any]:
    """So many deliveries of 90 days, priced anew store by store."""
    cooperative, town = found("monaco", country="FR", zone="Europe/Monaco")
    today = timezone.localdate()
    users = User.objects.bulk_create(
        User(email=f"courier-{number}@bench.example", name=f"Courier {number}") for number in range(COURIERS)
    )
    with scope(cooperative.pk):
        stores = [
            open_store(
                name=f"Store {row.pk}",
                address=row.street,
                point=Point(row.lat, row.lon),
                staff=[],
                by=BENCH,
                at=timezone.now(),
            ).pk
            for row in addresses(town, every=8)[:STORES]
        ]
        crew = crew_of_a_year([user.pk for user in users], last=today, days=1, hours=HOURS)
        first, last = window_of("pricing", today)
        a_year = deliveries * DAYS // ((last - first).days + 1)
        orders_of_a_year(a_year, last=today - timedelta(days=1), store_ids=stores, courier_ids=crew)
        analyse()
        began = time.perf_counter()
        target = {"store_ids": [str(pk) for pk in stores]}
        result = trial(Document.from_json(POLICY), VALUES, target, first, last)
        taken = time.perf_counter() - began
    return {
        "deliveries": result["orders"],
        "stores": len(result["stores"]),
        "seconds": round(taken, 2),
        "microseconds_each": round(taken / max(result["orders"], 1) * 1e6),
    }
