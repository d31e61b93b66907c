"""The columns of the files of orders: name, what stands in it, and how it is read off a row.

Names are the same in every language, so that a spreadsheet's formulas go on working.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from coopplatform.web.tables import units
from deliveries.domain.emissions import Balance, balance
from deliveries.domain.lifecycle import OrderState

Row = Mapping[str, Any]
TARIFF_LINES = ("base", "distance", "bags")


@dataclass(frozen=True, slots=True)
class Column:
    """`is_money` is for those who may read the turnover; `is_ours` is not for the store's own people."""

    name: str
    explained: Any
    tell: Callable[[Row, ZoneInfo], Any]
    is_money: bool = False
    is_ours: bool = False


def columns(*, with_money: bool, is_for_store: bool = False) -> list[Column]:
    return [one for one in COLUMNS if (with_money or not one.is_money) and not (is_for_store and one.is_ours)]


def rows_told(chosen: Sequence[Column], rows: Iterable[Row], zone: ZoneInfo) -> Iterator[list[Any]]:
    """Each row as cells, as it is asked for."""
    return ([column.tell(row, zone) for column in chosen] for row in rows)


def moment(at: datetime | None, zone: ZoneInfo) -> datetime | str:
    """To the minute on the co-op's clock, without its zone; nothing for none."""
    return at.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None) if at else ""


def _plain(key: str) -> Callable[[Row, ZoneInfo], Any]:
    def tell(row: Row, _zone: ZoneInfo) -> Any:
        value = row[key]
        return "" if value is None else value

    return tell


def _at(key: str) -> Callable[[Row, ZoneInfo], Any]:
    return lambda row, zone: moment(row[key], zone)


def _money(key: str) -> Callable[[Row, ZoneInfo], Any]:
    return lambda row, _zone: "" if row[key] is None else units(row[key])


def _line(code: str) -> Callable[[Row, ZoneInfo], Any]:
    return lambda row, _zone: units(
        sum(line["cents"] for line in row["price_lines"] or () if line["code"] == code)
    )


def _other_lines(row: Row, _zone: ZoneInfo) -> Any:
    known = {*TARIFF_LINES, "vat"}
    return units(sum(line["cents"] for line in row["price_lines"] or () if line["code"] not in known))


def _late(row: Row, _zone: ZoneInfo) -> Any:
    """Started minutes beyond the promise, 0 when it was kept."""
    delivered = row["dropoff__completed_at"]
    if delivered is None:
        return ""
    return max(0, -int((row["promised_at"] - delivered).total_seconds() // 60))


def _km(row: Row, _zone: ZoneInfo) -> Any:
    metres = row["delivery__distance_metres"]
    return "" if metres is None else Decimal(metres).scaleb(-3)


def _packages(row: Row, _zone: ZoneInfo) -> str:
    return " ".join(f"{quantity}x{code}" for code, quantity in row["packages"])


def _grams_avoided(of: Callable[[Balance], int]) -> Callable[[Row, ZoneInfo], Any]:
    def tell(row: Row, zone: ZoneInfo) -> Any:
        if row["state"] != OrderState.DELIVERED:
            return ""
        day = row["closed_at"].astimezone(zone).date()
        activity, metres = row["store__activity"], row["delivery__distance_metres"]
        return round(of(balance(activity, metres, day, row["delivery__vehicle"])) / 1000)

    return tell


COLUMNS = (
    Column("number", _("Number of the order."), _plain("number")),
    Column("store", _("Store that ordered."), _plain("store__name")),
    Column("activity", _("Activity of the store: meals, groceries, parcels."), _plain("store__activity")),
    Column("state", _("placed, dispatched, picked_up, delivered, failed or cancelled."), _plain("state")),
    Column("placed", _("When it was ordered, on the co-op's clock like every time here."), _at("placed_at")),
    Column("ready", _("When the goods could be picked up."), _at("ready_at")),
    Column("promised", _("Until when delivery was promised."), _at("promised_at")),
    Column("picked_up", _("When the courier took the goods."), _at("pickup__completed_at")),
    Column("delivered", _("When they were handed over."), _at("dropoff__completed_at")),
    Column("late_minutes", _("Started minutes after the promise, 0 when it was kept."), _late),
    Column("failure", _("Why it could not be delivered."), _plain("delivery__failure")),
    Column("courier", _("Two letters of the courier who has it."), _plain("dropoff__assignee__code"), is_ours=True),
    Column("pickup_name", _("Where it was picked up."), _plain("pickup__name")),
    Column("pickup_address", _("Address of the pickup."), _plain("pickup__address")),
    Column("recipient", _("To whom it went."), _plain("dropoff__name")),
    Column("recipient_address", _("Address of the delivery."), _plain("dropoff__address")),
    Column("km", _("Kilometres between the two stops, along the streets."), _km),
    Column("bags", _("Bags."), _plain("bags")),
    Column("grams", _("Weight where it was told."), _plain("grams")),
    Column("litres", _("Volume where it was told."), _plain("litres")),
    Column("packages", _("Packages by type, as 2xBOX."), _packages),
    Column("needs", _("Equipment the bike had to have."), lambda row, _zone: " ".join(row["needs"])),
    Column("consignment", _("The same for orders that were placed at once."), _plain("consignment_id")),
    Column("standing_order", _("Standing order it came from."), _plain("recurrence")),
    Column("import", _("File it came from."), _plain("order_import")),
    Column("tags", _("Tags it was given on the board."), lambda row, _zone: ", ".join(row["tags"]), is_ours=True),
    Column("incidents", _("How many incidents were reported of it."), _plain("incidents")),
    Column(
        "incident_kinds",
        _("Their reasons, each once, in the order they came up."),
        lambda row, _zone: "; ".join(row["incident_kinds"]),
    ),
    Column("last_incident", _("Reason of the last of them, as your list of reasons has it."), _plain("last_incident")),
    Column("placed_by", _("Who placed it: a person's number or a key."), _plain("placed_by"), is_ours=True),
    Column("price_base", _("Fixed price, before VAT."), _line("base"), is_money=True),
    Column("price_distance", _("Price of the distance, before VAT."), _line("distance"), is_money=True),
    Column("price_bags", _("Price of further bags, before VAT."), _line("bags"), is_money=True),
    Column(
        "price_other",
        _("Every other line, supplements and prices set by hand, before VAT."),
        _other_lines,
        is_money=True,
    ),
    Column("price_net", _("Price before VAT."), _money("price_net"), is_money=True),
    Column("vat", _("VAT."), _money("price_vat"), is_money=True),
    Column("price_total", _("Price with VAT."), _money("price_total"), is_money=True),
    Column("currency", _("Currency of the prices."), _plain("quote__currency"), is_money=True),
    Column(
        "co2_avoided_low_g",
        _("Grams of CO2 avoided, lowest estimate; method on the page of CO2 avoided."),
        _grams_avoided(lambda one: one.low),
    ),
    Column("co2_avoided_g", _("The same, usual estimate."), _grams_avoided(lambda one: one.central)),
    Column("co2_avoided_high_g", _("The same, highest estimate."), _grams_avoided(lambda one: one.high)),
)  # fmt: skip

LINE_COLUMNS = (
    ("number", _("Number of the order.")),
    ("store", _("Store that ordered.")),
    ("state", _("placed, dispatched, picked_up, delivered, failed or cancelled.")),
    ("placed", _("When it was ordered, on the co-op's clock like every time here.")),
    ("code", _("Kind of line: base, distance, bags, vat, by_hand, or the code of your price rule.")),
    ("line", _("Name of the line, in your language.")),
    ("formula", _("The sum behind it.")),
    ("amount", _("Amount of the line; the lines of an order without vat add up to its price before VAT.")),
    ("currency", _("Currency of the prices.")),
)
