"""A second reading of a release, written from the published rules, not from the code that publishes.

It takes the files as anybody downloads them and, as the federation could, the contributions behind them. `check` says
what is wrong with each published cell; `attack` bounds each withheld one from what is published, rounding included.
"""

import csv
import io
import json
from collections import defaultdict
from fractions import Fraction
from typing import Any

from scipy.optimize import linprog

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


def _cells(  # noqa: C901, PLR0912 -- five tables, each by its own definition
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
        cells = _cells(table, counted)
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


def _lines(table: str, keys: set[tuple[str, ...]]) -> list[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
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
    for whole, parts in _lines(table, set(shown)):
        holes = [key for key in (whole, *parts) if not shown[key]]
        worth = [key for key in holes if any(any(parts_.values()) for parts_ in cells[key].values())]
        if len(worth) == 1 and len(holes) == 1:
            found.append(whole)
    return found


MAGNITUDES = {
    "deliveries": ("n", "deliveries", Fraction(1)),
    "kilometres": ("n", "kilometres", Fraction(1000)),
    "hours-and-pay": ("seconds", "hours", Fraction(3600)),
    "value-added": ("n", "of_100", Fraction(0)),
    "sales": ("n", "of_100", Fraction(0)),
}


def attacked(
    files: dict[str, str], contributions: list[dict[str, Any]], rates: dict[str, Fraction],
    public: frozenset[str] = frozenset(),
) -> dict[str, tuple[float, float, float]]:  # fmt: skip
    """Each withheld cell with (lowest, true, highest) in the unit of its measure, by solving what is published."""
    body = json.loads(files["release.json"])
    everyone, found = totals(contributions, rates), {}
    for table, (name, measure, scale) in MAGNITUDES.items():
        counted = {
            slug: one
            for slug, one in everyone.items()
            if slug in body["counted"][table] and not one["empty"] & set(NEEDS[table])
        }
        cells = _cells(table, counted)
        rows = [row for row in rows_of(files, f"{table}.csv") if row["measure"] == measure]
        keys = [tuple(row[one] for one in DIMENSIONS[table]) for row in rows]
        whole = sum(cells[("all",)]["n"].values(), Fraction(0)) / 100 if table in OF_100 else Fraction(0)
        unit = float(scale or whole)
        true = {key: float(sum(cells[key][name].values(), Fraction(0))) / unit for key in keys}
        known = {
            key: float(sum((p for s, p in cells[key][name].items() if s in public), Fraction(0))) / unit
            for key in keys
        }
        half = float(STEPS[measure]) / 2
        signed = any(part < 0 for key in keys for part in cells[key][name].values())
        bounds = []
        for row, key in zip(rows, keys, strict=True):
            value = float(row["value"]) if row["value"] else None
            low = None if signed else known[key]
            bounds.append((low, None) if value is None else (value - half, value + half))
        equations, sides = [], []
        for total, parts in _lines(table, set(keys)):
            line = [0.0] * len(keys)
            line[keys.index(total)] = -1.0
            for part in parts:
                line[keys.index(part)] += 1.0
            equations.append(line)
            sides.append(0.0)
        for place, (row, key) in enumerate(zip(rows, keys, strict=True)):
            if row["value"] or true[key] == known[key]:
                continue
            ends = []
            for sign in (1.0, -1.0):
                aim = [0.0] * len(keys)
                aim[place] = sign
                solved = linprog(aim, A_eq=equations, b_eq=sides, bounds=bounds, method="highs")
                assert solved.status in (0, 3), (table, key, solved.message)
                ends.append(-sign * float("inf") if solved.status == 3 else sign * solved.fun)
            found[f"{table} {'/'.join(key)}"] = (
                ends[0] - known[key],
                true[key] - known[key],
                ends[1] - known[key],
            )
    return found


def is_wide(low: float, true: float, high: float) -> bool:
    """Whether the bounds stay 10 % away on both sides."""
    room = abs(true) * 0.1 * (1 - 1e-6)
    return low <= true - room and high >= true + room


def indicators_checked(
    files: dict[str, str], contributions: list[dict[str, Any]], rates: dict[str, Fraction]
) -> list[str]:
    """Sums and ratios of the catalogue, reckoned again from the fields."""
    body = json.loads(files["release.json"])
    everyone, wrong = totals(contributions, rates), []
    for row in rows_of(files, "indicators.csv"):
        if row["indicator"] not in FORMULAS:
            wrong.append(f"{row['indicator']}: unknown")
            continue
        if not row["value"] or row["indicator"] in ("pay_p10", "pay_median", "pay_p90"):
            continue
        formula, needed, step = FORMULAS[row["indicator"]]
        counted = [
            one
            for slug, one in everyone.items()
            if slug in body["counted"][f"indicator:{row['indicator']}"] and not one["empty"] & set(needed)
        ]
        sums: dict[str, Fraction] = defaultdict(Fraction)
        for one in counted:
            for code in needed:
                sums[code] += one["sum"][code]
        exact = formula(sums)
        if abs(Fraction(row["value"]) - exact) > step / 2 or Fraction(row["value"]) % step:
            wrong.append(f"{row['indicator']}: {row['value']} is not {float(exact):.3f}")
        people = sum((one["sum"]["person_months"] for one in counted), Fraction(0)) / 3
        if row["indicator"] in OF_PEOPLE and people < 11:
            wrong.append(f"{row['indicator']}: {float(people)} people")
        for code in needed:
            parts = {str(place): one["sum"][code] for place, one in enumerate(counted)}
            alone = {
                str(place): sum((one["sum"][c] for c in needed), Fraction(0))
                for place, one in enumerate(counted)
            }
            if is_unsafe(parts) and (len(needed) < 3 or is_unsafe(alone)):
                wrong.append(f"{row['indicator']}: {code} gives a co-op away")
    return wrong


def _ratio(above: Any, below: Any, factor: Any) -> Any:
    return lambda s: Fraction(factor) * above(s) / below(s)


PAY = lambda s: s["gross_pay_cents"]  # noqa: E731
NET = lambda s: s["gross_pay_cents"] - s["worker_costs_cents"]  # noqa: E731
TENTH, CENTS = Fraction(1, 10), Fraction(1, 20)


def _kilos(code: str) -> Any:
    return lambda s: s[code] / 1000


def _one(code: str) -> Any:
    return lambda s: s[code]


FORMULAS: dict[str, Any] = {
    "deliveries": (lambda s: sum(s[c] for c in EVERY_DELIVERY), EVERY_DELIVERY, Fraction(5)),
    "bike_kilometres": (
        lambda s: (s["metres_bike"] + s["metres_cargo"]) / 1000, ("metres_bike", "metres_cargo"), Fraction(10),
    ),
    "bike_share": (
        lambda s: 100 * (s["metres_bike"] + s["metres_cargo"])
        / (s["metres_bike"] + s["metres_cargo"] + s["metres_motor"]),
        ("metres_bike", "metres_cargo", "metres_motor"), TENTH,
    ),
    **{
        f"pay_{kind}{net}": (
            _ratio(NET if net else PAY, _one(f"{hours}_seconds"), 36),
            ("gross_pay_cents", f"{hours}_seconds", *(("worker_costs_cents",) if net else ())), CENTS,
        )
        for kind, hours in (("paid", "paid"), ("logged", "logged"), ("on_task", "on_task"))
        for net in ("", "_net")
    },
    "pay_p10": None, "pay_median": None, "pay_p90": None,
    "people": (lambda s: s["person_months"] / 3, ("person_months",), Fraction(5)),
    "paid_hours": (lambda s: s["paid_seconds"] / 3600, ("paid_seconds",), Fraction(10)),
    "waiting_share": (
        _ratio(lambda s: s["logged_seconds"] - s["on_task_seconds"], _one("logged_seconds"), 100),
        ("logged_seconds", "on_task_seconds"), TENTH,
    ),
    "night_sunday_share": (
        _ratio(lambda s: s["night_seconds"] + s["sunday_seconds"], _one("logged_seconds"), 100),
        ("night_seconds", "sunday_seconds", "logged_seconds"), TENTH,
    ),
    "leave_days": (_one("leave_days"), ("leave_days",), Fraction(5)),
    "permanent_share": (
        _ratio(_one("permanent_months"), _one("worker_months"), 100), ("permanent_months", "worker_months"), TENTH,
    ),
    "member_share": (
        _ratio(_one("member_months"), _one("worker_months"), 100), ("member_months", "worker_months"), TENTH,
    ),
    "value_added": (lambda s: s["value_added_cents"] / 100, ("value_added_cents",), Fraction(100)),
    "share_to_workers": (
        _ratio(
            lambda s: s["net_pay_cents"] + s["contributions_cents"] + s["work_share_cents"],
            _one("value_added_cents"), 100,
        ),
        ("net_pay_cents", "contributions_cents", "work_share_cents", "value_added_cents"), TENTH,
    ),
    "near_purchases": (
        _ratio(_one("near_purchases_cents"), _one("purchases_cents"), 100),
        ("near_purchases_cents", "purchases_cents"), TENTH,
    ),
    "reinjected": (
        _ratio(
            lambda s: s["net_pay_cents"] + s["work_share_cents"] + s["near_purchases_cents"],
            _one("sales_cents"), 100,
        ),
        ("net_pay_cents", "work_share_cents", "near_purchases_cents", "sales_cents"), TENTH,
    ),
    "turnover": (
        lambda s: 4 * 100 * s["leavers"] / (s["worker_months"] / 3), ("leavers", "worker_months"), TENTH,
    ),
    "accident_frequency": (
        lambda s: 1_000_000 * s["accidents"] / (s["logged_seconds"] / 3600), ("accidents", "logged_seconds"), TENTH,
    ),
    "accident_severity": (
        lambda s: 1_000 * s["accident_days"] / (s["logged_seconds"] / 3600),
        ("accident_days", "logged_seconds"), TENTH,
    ),
    "turnout": (
        _ratio(_one("assembly_votes"), _one("assembly_seats"), 100), ("assembly_votes", "assembly_seats"), TENTH,
    ),
    "on_time": (_ratio(_one("on_time"), _one("promised"), 100), ("on_time", "promised"), TENTH),
    "on_time_15": (_ratio(_one("on_time_15"), _one("promised"), 100), ("on_time_15", "promised"), TENTH),
    "incidents": (
        lambda s: 1000 * s["incidents"] / sum(s[c] for c in EVERY_DELIVERY), ("incidents", *EVERY_DELIVERY), TENTH,
    ),
    **{
        f"co2_{kind}": (
            _kilos(f"co2_{kind}_grams"), (f"co2_{kind}_grams",), Fraction(10),
        )
        for kind in ("low", "central", "high", "emitted")
    },
}  # fmt: skip
OF_PEOPLE = {
    "people", "paid_hours", "waiting_share", "night_sunday_share", "leave_days", "permanent_share", "member_share",
    "turnover", "accident_frequency", "accident_severity", "turnout",
    *(code for code in FORMULAS if code.startswith("pay_")),
}  # fmt: skip
