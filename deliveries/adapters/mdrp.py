"""Reads a day of the Meal Delivery Routing Problem's public instances (Grubhub, github.com/grubhub/mdrplib).

A folder holds `orders.txt`, `restaurants.txt` and `couriers.txt`: tab-separated, the first line names the columns.
"""

import csv
from pathlib import Path

from deliveries.domain.day_layout import DayCourier, DayOrder, RecordedDay, Spot


def read_day(folder: Path) -> RecordedDay:
    """The recorded day in `folder`. Raises FileNotFoundError, or KeyError and ValueError for another format."""
    return RecordedDay(
        restaurants=tuple(_spot(row, "restaurant") for row in _rows(folder / "restaurants.txt")),
        orders=tuple(
            DayOrder(
                row["order"],
                row["restaurant"],
                _spot(row, "order"),
                int(row["placement_time"]),
                int(row["ready_time"]),
            )
            for row in _rows(folder / "orders.txt")
        ),
        couriers=tuple(
            DayCourier(_spot(row, "courier"), int(row["on_time"]), int(row["off_time"]))
            for row in _rows(folder / "couriers.txt")
        ),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _spot(row: dict[str, str], id_column: str) -> Spot:
    return Spot(row[id_column], float(row["x"]), float(row["y"]))
