"""A second reading of a release, written from the published rules, not from the code that publishes.

It takes the files as anybody downloads them and, as the federation could, the contributions behind them. It says
what is wrong with each published cell; `attack` bounds each withheld one.
"""

import csv
import io
import json
from collections import defaultdict
from fractions import Fraction
from typing import Any

NORTH = {"BE", "NL", "LU", "DE", "DK", "SE", "NO", "FI", "IS", "EE", "LV", "LT", "GB", "IE"}
SOUTH = {"FR", "MC", "CH", "LI", "AT", "IT", "ES", "PT", "AD", "SI"}
GOODS = ("deliveries_groceries", "deliveries_parcels", "deliveries_other")
EVERY_DELIVERY = ("deliveries_meals", *GOODS)


def rows_of(files: dict[str, str], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name])))


def totals(contributions: list[dict[str, Any]], rates: dict[str, Fraction]) -> dict[str, dict[str, Any]]:
    """By co-op: its country, its sums, and which fields a month of it left empty."""
    found: dict[str, dict[str, Any]] = {}
    for figures in contributions:
        one = found.setdefault(
            figures["cooperative"],
            {"country": figures["country"], "sum": defaultdict(Fraction), "empty": set()},
        )
        rate = rates.get(figures["currency"], Fraction(1))
        for code, value in figures["values"].items():
            if value is None:
                one["empty"].add(code)
            else:
                one["sum"][code] += value * rate if code.endswith("_cents") else Fraction(value)
    return found


def is_unsafe(parts: dict[str, Fraction], public: frozenset[str] = frozenset()) -> bool:
    """Fewer than 3 co-ops, one over 85 %, two over 85 %, or the largest guessed by the second within 10 %."""
    sizes = sorted((abs(part) for slug, part in parts.items() if part and slug not in public), reverse=True)
    if not sizes:
        return False
    whole = sum(sizes)
    return (
        len(sizes) < 3
        or sizes[0] > whole * Fraction(85, 100)
        or sizes[0] + sizes[1] > whole * Fraction(85, 100)
        or whole - sizes[0] - sizes[1] < sizes[0] / 10
    )


def cells_of(  # noqa: C901, PLR0912 -- five tables, each by its own definition
    table: str, behind: dict[str, dict[str, Any]]
) -> dict[tuple[str, ...], dict[str, dict[str, Fraction]]]:
    """Each cell's magnitudes by co-op, straight from the definitions of the fixed tables."""
    cells: dict[tuple[str, ...], dict[str, dict[str, Fraction]]] = defaultdict(lambda: defaultdict(dict))

    def put(key: tuple[str, ...], name: str, slug: str, value: Fraction) -> None:
        cells[key][name][slug] = cells[key][name].get(slug, Fraction(0)) + value

    for slug, one in behind.items():
        country, sums = one["country"], one["sum"]
        area = "north" if country in NORTH else "south" if country in SOUTH else "elsewhere"
        if table == "deliveries":
            goods = sum((sums[code] for code in GOODS), Fraction(0))
            for place in (area, "all"):
                put((place, "meals"), "n", slug, sums["deliveries_meals"])
                put((place, "parcels"), "n", slug, goods)
            put(("all", "all"), "n", slug, sums["deliveries_meals"] + goods)
        elif table == "kilometres":
            for vehicle in ("bike", "cargo", "motor"):
                for place in (country, "all"):
                    put((place, vehicle), "n", slug, sums[f"metres_{vehicle}"])
                put(("all", "all"), "n", slug, sums[f"metres_{vehicle}"])
        elif table == "hours-and-pay":
            for place in (country, "all"):
                put((place,), "seconds", slug, sums["paid_seconds"])
                put((place,), "pay", slug, sums["gross_pay_cents"])
                put((place,), "people", slug, sums["person_months"])
        elif table == "sales":
            net, funds, share, near, all_bought, sales = (
                sums[f"{c}_cents"]
                for c in ("net_pay", "contributions", "work_share", "near_purchases", "purchases", "sales")
            )
            for code, value in (
                ("all", sales), ("near", net + share + near), ("net_pay", net), ("work_share", share),
                ("near_purchases", near), ("contributions", funds), ("far_purchases", all_bought - near),
                ("rest", sales - all_bought - net - funds - share),
            ):  # fmt: skip
                put((code,), "n", slug, value)
        else:
            net, funds, share = (sums[f"{c}_cents"] for c in ("net_pay", "contributions", "work_share"))
            added = sums["value_added_cents"]
            for code, value in (
                ("all", added), ("workers", net + funds + share), ("net_pay", net), ("contributions", funds),
                ("work_share", share), ("rest", added - net - funds - share),
            ):  # fmt: skip
                put((code,), "n", slug, value)
    return cells


NEEDS = {
    "deliveries": EVERY_DELIVERY,
    "kilometres": ("metres_bike", "metres_cargo", "metres_motor"),
    "hours-and-pay": ("paid_seconds", "gross_pay_cents", "person_months"),
    "value-added": ("net_pay_cents", "contributions_cents", "work_share_cents", "value_added_cents"),
    "sales": (
        "net_pay_cents",
        "contributions_cents",
        "work_share_cents",
        "near_purchases_cents",
        "purchases_cents",
        "sales_cents",
    ),
}
DIMENSIONS = {
    "deliveries": ("area", "service"),
    "kilometres": ("country", "vehicle"),
    "hours-and-pay": ("country",),
    "value-added": ("part",),
    "sales": ("part",),
}
OF_100 = {"value-added", "sales"}


def _value(table: str, measure: str, cells: Any, key: tuple[str, ...]) -> Fraction:
    sums = {name: sum(parts.values(), Fraction(0)) for name, parts in cells[key].items()}
    if table == "deliveries":
        return sums["n"]
    if table == "kilometres":
        return sums["n"] / 1000
    if table in OF_100:
        return 100 * sums["n"] / sum(cells[("all",)]["n"].values(), Fraction(0))
    return {
        "people": lambda: sums["people"] / 3,
        "hours": lambda: sums["seconds"] / 3600,
        "pay": lambda: sums["pay"] / 100 / (sums["seconds"] / 3600),
    }[measure]()


STEPS = {
    "deliveries": Fraction(5), "kilometres": Fraction(10), "people": Fraction(5), "hours": Fraction(10),
    "pay": Fraction(1, 20), "of_100": Fraction(1, 10),
}  # fmt: skip


def tables_checked(
    files: dict[str, str], contributions: list[dict[str, Any]], rates: dict[str, Fraction],
    public: frozenset[str] = frozenset(),
) -> list[str]:  # fmt: skip
    """What is wrong with the tables; nothing, if all is well."""
    body = json.loads(files["release.json"])
    everyone, wrong = totals(contributions, rates), []
    for table, needed in NEEDS.items():
        counted = {
            slug: one
            for slug, one in everyone.items()
            if slug in body["counted"][table] and not one["empty"] & set(needed)
        }
        cells = cells_of(table, counted)
        rows = rows_of(files, f"{table}.csv")
        shown: dict[tuple[str, ...], bool] = {}
        for row in rows:
            key = tuple(row[name] for name in DIMENSIONS[table])
            at = f"{table} {'/'.join(key)} {row['measure']}"
            shown[key] = bool(row["value"])
            if not row["value"]:
                if row["obs_status"] not in ("C", "M"):
                    wrong.append(f"{at}: empty but {row['obs_status']}")
                continue
            for name, parts in cells[key].items():
                if is_unsafe(parts, public):
                    wrong.append(f"{at}: {name} gives a co-op away")
            people = sum(cells[key]["people"].values(), Fraction(0)) / 3 if table == "hours-and-pay" else 0
            if 0 < people < 11:
                wrong.append(f"{at}: {float(people):.1f} people")
            step = STEPS[row["measure"]]
            exact = _value(table, row["measure"], cells, key) if cells[key] else Fraction(0)
            if abs(Fraction(row["value"]) - exact) > step / 2 or Fraction(row["value"]) % step:
                wrong.append(f"{at}: {row['value']} is not {float(exact):.3f} rounded to {float(step)}")
        wrong += [f"{table}: a single hole in {line}" for line in _single_holes(table, shown, cells)]
    return wrong


def lines_of(table: str, keys: set[tuple[str, ...]]) -> list[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """Every sum a reader knows: the whole and its parts."""
    lines: list[tuple[tuple[str, ...], list[tuple[str, ...]]]] = []
    if table == "value-added":
        lines.append((("all",), [("workers",), ("rest",)]))
        lines.append((("workers",), [("net_pay",), ("contributions",), ("work_share",)]))
        return lines
    if table == "sales":
        lines.append((("all",), [("near",), ("contributions",), ("far_purchases",), ("rest",)]))
        lines.append((("near",), [("net_pay",), ("work_share",), ("near_purchases",)]))
        return lines
    if table == "hours-and-pay":
        return [(("all",), sorted(keys - {("all",)}))]
    for column in {key[1] for key in keys}:
        parts = sorted(key for key in keys if key[1] == column and key[0] != "all")
        if parts and ("all", column) in keys:
            lines.append((("all", column), parts))
    lines.append((("all", "all"), sorted(key for key in keys if key[0] == "all" and key[1] != "all")))
    return lines


def _single_holes(table: str, shown: dict[tuple[str, ...], bool], cells: Any) -> list[tuple[str, ...]]:
    found = []
    for whole, parts in lines_of(table, set(shown)):
        holes = [key for key in (whole, *parts) if not shown[key]]
        worth = [key for key in holes if any(any(parts_.values()) for parts_ in cells[key].values())]
        if len(worth) == 1 and len(holes) == 1:
            found.append(whole)
    return found
