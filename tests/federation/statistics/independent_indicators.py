"""The sums and ratios of a release, by the catalogue's formulas written again here."""

import json
from collections import defaultdict
from fractions import Fraction
from typing import Any

from tests.federation.statistics.independent import EVERY_DELIVERY, is_unsafe, rows_of, totals


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
        wrong += _missing_to_the_whole(row["indicator"], counted)
        for code in needed:
            parts = {str(place): one["sum"][code] for place, one in enumerate(counted)}
            alone = {
                str(place): sum((one["sum"][c] for c in needed), Fraction(0))
                for place, one in enumerate(counted)
            }
            if is_unsafe(parts) and (len(needed) < 3 or is_unsafe(alone)):
                wrong.append(f"{row['indicator']}: {code} gives a co-op away")
    return wrong


def _missing_to_the_whole(indicator: str, counted: list[dict[str, Any]]) -> list[str]:
    """A share by bike beside the kilometres by bike tells what was driven."""
    driven = {str(place): one["sum"]["metres_motor"] for place, one in enumerate(counted)}
    tells = indicator == "bike_share" and is_unsafe(driven)
    return ["bike_share: what is missing to the whole gives a co-op away"] if tells else []


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
