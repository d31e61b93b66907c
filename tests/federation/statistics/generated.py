"""Co-ops with a quarter of figures, made by seeded chance."""

import random
from datetime import date
from fractions import Fraction
from typing import Any

from federation.domain.statistics.fields import BY_CODE, DELIVERIES
from federation.domain.statistics.figures import MonthFigures, pay_in_groups
from federation.domain.statistics.gathering import Shared

MONTHS = (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1))


def month_of(
    slug: str, country: str, workers: int, chance: random.Random, **fixed: int | None
) -> MonthFigures:
    """A co-op's month in proportion to its workers; `fixed` fields as given."""
    meals, parcels = workers * chance.randint(90, 140), workers * chance.randint(20, 90)
    paid = workers * chance.randint(95, 130) * 3600
    gross = paid * chance.randint(1250, 1550) // 3600
    logged, net = paid * 92 // 100, gross * 78 // 100
    sums: dict[str, int | None] = {
        "deliveries_meals": meals,
        "deliveries_groceries": parcels // 4,
        "deliveries_parcels": parcels - parcels // 4,
        "deliveries_other": 0,
        "metres_bike": meals * 2400,
        "metres_cargo": parcels * 3900,
        "metres_motor": 0,
        "promised": 0,
        "on_time": 0,
        "on_time_15": 0,
        "incidents": workers * chance.randint(1, 3),
        "co2_emitted_grams": meals * 50,
        "co2_low_grams": meals * 200,
        "co2_central_grams": meals * 310,
        "co2_high_grams": meals * 620,
        "paid_seconds": paid,
        "logged_seconds": logged,
        "on_task_seconds": logged * 64 // 100,
        "night_seconds": logged // 9,
        "sunday_seconds": logged // 11,
        "leave_days": workers * 2,
        "person_months": workers,
        "worker_months": workers,
        "member_months": workers * 3 // 4,
        "permanent_months": workers * 4 // 5,
        "gross_pay_cents": gross,
        "net_pay_cents": net,
        "contributions_cents": gross * 41 // 100,
        "worker_costs_cents": gross // 50,
        "leavers": chance.randint(0, 1),
        "accidents": workers // 7,
        "accident_days": workers // 7 * chance.randint(2, 20),
        "assembly_seats": workers * 3 // 4,
        "assembly_votes": workers * 2 // 4,
        "sales_cents": gross * 2,
        "value_added_cents": gross * 3 // 2,
        "purchases_cents": gross * 2 - gross * 3 // 2,
        "near_purchases_cents": gross * chance.randint(15, 30) // 100,
        "work_share_cents": gross // 20,
    }
    values = {code: sums[code] for code in BY_CODE} | fixed
    done = sum(values[code] or 0 for code in DELIVERIES)
    values |= {"promised": done, "on_time": done * 91 // 100, "on_time_15": done * 98 // 100}
    hourly = [Fraction(chance.randint(1231, 1700)) for _ in range(workers)]
    return MonthFigures(slug, country, "EUR", values, {}, pay_in_groups(hourly), ("factors of a test",))


def quarter_of(slug: str, country: str, workers: int, seed: Any = 1, **fixed: int | None) -> list[Shared]:
    chance = random.Random(f"{slug} {seed}")
    return [Shared(month, month_of(slug, country, workers, chance, **fixed)) for month in MONTHS]


EIGHT = (
    ("bordeaux", "FR", 22),
    ("rennes", "FR", 14),
    ("grenoble", "FR", 9),
    ("monaco", "FR", 9),
    ("vaduz", "LI", 8),
    ("bruxelles", "BE", 50),
    ("liege", "BE", 7),
    ("helsinki", "FI", 8),
)


def eight(seed: Any = 1) -> list[Shared]:
    """The members of the demo, by size; Brussels carries nearly all the parcels of the north."""
    shared = []
    for slug, country, workers in EIGHT:
        fixed: dict[str, int | None] = {}
        if slug == "bruxelles":
            fixed = {"deliveries_parcels": 9_800, "deliveries_groceries": 0, "deliveries_meals": 1_800}
        if slug in ("liege", "helsinki"):
            fixed = {"deliveries_parcels": 90, "deliveries_groceries": 10}
        shared += quarter_of(slug, country, workers, seed, **fixed)
    return shared


def random_federation(chance: random.Random) -> list[Shared]:
    """Up to a dozen co-ops of any size in any of five countries, some with nothing in a service."""
    shared = []
    nothing_else: dict[str, int | None] = dict.fromkeys(
        ("deliveries_parcels", "deliveries_groceries", "metres_cargo"), 0
    )
    for number in range(chance.randint(3, 12)):
        fixed = dict(nothing_else) if chance.random() < 0.3 else {}
        if chance.random() < 0.15:
            fixed = {"net_pay_cents": None, "contributions_cents": None}
        if chance.random() < 0.3:
            fixed |= {"metres_motor": chance.randint(1, 900_000)}
        if chance.random() < 0.4:
            fixed |= {"work_share_cents": 0}
        country = chance.choice(["FR", "FR", "FR", "BE", "BE", "FI", "LI", "DE"])
        workers = chance.choice([3, 4, 5, 7, 9, 14, 22, 50])
        shared += quarter_of(f"coop-{number:02}", country, workers, chance.random(), **fixed)
    return shared
