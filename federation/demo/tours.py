"""What a demo co-op needs to plan tours: a hub, two bikes, and tomorrow's deliveries with their windows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from cooperatives.domain.roles import Role
from coopplatform.kernel.time import TimeWindow
from deliveries.domain.loads import Capacity
from deliveries.services.fleet import add_bike, open_hub
from deliveries.services.ordering import place_order
from deliveries.simulation.script import ScriptedOrder
from federation.demo.founded import Founded
from members.services.roster import plan_shift

ORDERS = 12
GOODS_READY_AT = time(8, 30)
WINDOWS = ((time(9, 30), time(10, 30)), (time(10, 15), time(11, 15)), (time(11), time(12)))
SHIFT = (time(9), time(14))
GRAMS = (6_000, 18_000, 11_000, 4_000, 25_000)
LITRES_A_KILO = 4
BIKES = (
    ("Cargo", "cargo", Capacity(16, 80_000, 350), ("cold",)),
    ("Trailer", "trailer", Capacity(30, 140_000, 800), ("flat", "trailer")),
)


def make_ready_for_tours(founded: Founded, script: Sequence[ScriptedOrder], *, at: datetime) -> None:
    """Two couriers ride tomorrow morning, and stores have placed what they are to bring."""
    by, zone = founded.by(Role.COOP_ADMIN), founded.zone
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    hub = open_hub(
        name=f"{founded.plan.town}, hub", address=founded.plan.town, point=founded.plan.centre, by=by
    )
    for (name, kind, capacity, equipment), rider in zip(BIKES, founded.riders, strict=False):
        add_bike(
            hub_id=hub.pk,
            name=name,
            kind=kind,
            capacity=capacity,
            equipment=equipment,
            rider_id=rider,
            by=by,
        )
        starts_at, ends_at = (datetime.combine(tomorrow, hour, zone) for hour in SHIFT)
        plan_shift(member_id=rider, starts_at=starts_at, ends_at=ends_at, by=founded.by(Role.DISPATCHER))
    ready_at = datetime.combine(tomorrow, GOODS_READY_AT, zone)
    for index, order in enumerate(script[:: max(1, len(script) // ORDERS)][:ORDERS]):
        after, before = (datetime.combine(tomorrow, hour, zone) for hour in WINDOWS[index % len(WINDOWS)])
        grams = GRAMS[index % len(GRAMS)]
        new = replace(
            order.placed(ready_at),
            window=TimeWindow(after, before),
            grams=grams,
            litres=grams * LITRES_A_KILO // 1000,
            needs=("cold",) if index == ORDERS // 2 else (),
        )
        place_order(new=new, by=founded.by(Role.STORE_STAFF), at=at)
