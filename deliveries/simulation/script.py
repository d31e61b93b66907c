"""The day that is played: a recorded delivery day, laid onto a co-op's own stores and its town's addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.geo import Point, distance_metres
from deliveries.adapters.mdrp import read_day
from deliveries.domain.day_layout import RecordedDay, lay_out
from deliveries.models import Store, Town, TownAddress
from deliveries.queries.addresses import NUMBER_FIRST, OWN_TABLE
from deliveries.queries.towns import town_here
from deliveries.services.quoting import Destination, NewOrder

DAY = settings.ROOT / "data" / "days" / "mdrp-1r50t100s1p100"
MINUTES = 14 * 60
MOST_METRES = 2_500
MOST_ADDRESSES = 400

CUSTOMERS = (
    "Mme Rossi", "M. Keller", "Ana Petrović", "Familie Wanger", "Dr Lindholm", "Studio Nord", "Mme Aubert",
    "Lukas Meier", "Emma Salonen", "Cabinet Ferrand", "M. Nakamura", "Yara El-Amin", "Atelier Sud", "Mme Blanc",
    "Pekka Ojala", "Iris Gantner", "M. Olivieri", "Café des Sports, bureau", "Noor Rahman", "Famille Pastor",
    "Silvan Risch", "Tuuli Peltonen", "Mme Colombo", "Architectes Vue", "Jan Novák", "Mme Laurent",
    "Oskar Nyman", "Pia Sele", "M. Dubois", "Elina Harju",
)  # fmt: skip
# Numbers set apart for fiction, where the country has some.
PHONES = {"MC": "+33 6 39 98 {:02d} {:02d}", "FI": "+358 40 000 {:02d}{:02d}", "LI": "+423 000 {:02d} {:02d}"}


@dataclass(frozen=True, slots=True)
class ScriptedOrder:
    """An order of the day: minutes count from its start, preparation from its placement."""

    id: str
    store: Store
    to: Destination
    bags: int
    goods_cents: int
    placed_minute: int
    preparation_minutes: int

    def placed(self, ready_at: datetime) -> NewOrder:
        return NewOrder(
            store_id=self.store.pk,
            to=self.to,
            ready_at=ready_at,
            bags=self.bags,
            goods_cents=self.goods_cents,
        )

    def ready_after(self, moment: datetime, speed: float = 1.0) -> datetime:
        return moment + timedelta(minutes=self.preparation_minutes / speed)


def script_here() -> tuple[ScriptedOrder, ...]:
    """The day of the co-op in scope, by placement time; empty until it has a town and a store."""
    town, stores = town_here(), list(Store.objects.filter(is_active=True).order_by("id"))
    if town is None or not stores:
        return ()
    addresses = _addresses_near(stores, town)
    if not addresses:
        return ()
    country = cooperative_here().country
    day = lay_out(
        _recorded(), [store.point for store in stores], [Point(row.lat, row.lon) for row in addresses]
    )
    return tuple(
        ScriptedOrder(
            id=order.id,
            store=stores[order.place],
            to=_destination(order.address, addresses[order.address], town, country),
            bags=1 + index % 3,
            goods_cents=1200 + 370 * (index % 11),
            placed_minute=order.placed_minute,
            preparation_minutes=max(5, order.ready_minute - order.placed_minute),
        )
        for index, order in enumerate(day)
    )


@lru_cache(maxsize=1)
def _recorded() -> RecordedDay:
    return read_day(DAY)


def _addresses_near(stores: Sequence[Store], town: Town) -> list[TownAddress]:
    """House numbers a short ride from the stores, evenly over the streets."""
    middle = Point(
        sum(store.lat for store in stores) / len(stores), sum(store.lon for store in stores) / len(stores)
    )
    near = [
        row
        for row in TownAddress.objects.filter(town=town).order_by("id")
        if distance_metres(middle, Point(row.lat, row.lon)) <= MOST_METRES
    ]
    return near[:: max(1, len(near) // MOST_ADDRESSES)]


def _destination(index: int, row: TownAddress, town: Town, country: str) -> Destination:
    """Each door has its own customer, the same every day."""
    words = (row.number, row.street) if country in NUMBER_FIRST else (row.street, row.number)
    label = f"{' '.join(words)}, {row.locality}" if row.locality else " ".join(words)
    phone = PHONES.get(country, "")
    return Destination(
        name=CUSTOMERS[index % len(CUSTOMERS)],
        phone=phone.format(index % 100, index * 37 % 100),
        address=label,
        point=Point(row.lat, row.lon),
        geocoder=OWN_TABLE,
        licence=town.licence,
    )
