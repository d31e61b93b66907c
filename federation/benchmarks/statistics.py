"""A release of many co-ops, from generated contributions to its files: how long, how much memory, how it grows."""

import gc
import json
import random
import resource
from datetime import date
from fractions import Fraction
from time import perf_counter, process_time
from typing import Any

from federation.domain.release.body import Facts, PanelMember, release_body
from federation.domain.release.drafting import History, draft
from federation.domain.release.files import release_files
from federation.domain.statistics.fields import BY_CODE
from federation.domain.statistics.figures import MonthFigures, pay_in_groups
from federation.domain.statistics.gathering import Shared, gather

MONTHS = (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1))
COUNTRIES = ("FR", "FR", "FR", "BE", "BE", "DE", "NL", "ES", "IT", "AT", "CH", "FI", "DK")
DELIVERIES_OF_A_WORKER = 130
PARTS = (Fraction(1, 4), Fraction(1, 2), Fraction(1))


def statistics(cooperatives: int, deliveries: int) -> dict[str, Any]:
    """The whole, after a quarter and a half of it, and how its work grows when the co-ops double."""
    runs = [_run(max(3, int(cooperatives * part)), int(deliveries * part)) for part in PARTS]
    half, whole = runs[-2], runs[-1]
    growth = whole["cpu_seconds"] / half["cpu_seconds"]
    return {
        "bench": "statistics",
        "cooperatives": cooperatives,
        "deliveries": deliveries,
        "runs": runs,
        "growth_when_doubled": round(growth, 2),
        "seconds": whole["seconds"]["all"],
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _run(cooperatives: int, deliveries: int) -> dict[str, Any]:
    began = perf_counter()
    stored = generated(cooperatives, deliveries)
    gc.collect()
    gc.freeze()  # what was there before is not gone through again and again at the release's expense
    made, worked = perf_counter(), process_time()
    shared = [Shared(month, MonthFigures.from_json(json.loads(text))) for month, text in stored]
    counted = gather(shared, {})
    gathered = perf_counter()
    drafted = draft(counted, History())
    drawn = perf_counter()
    panel = tuple(PanelMember(one.cooperative, one.cooperative, one.country, ()) for one in counted)
    body = release_body(drafted, Facts("2026-Q3", 1, "2026-10-20", panel, len(panel)))
    files = release_files(body)
    ended, working = perf_counter(), process_time()
    return {
        "cooperatives": cooperatives,
        "contributions": len(stored),
        "deliveries": sum(
            int(sum(one.values[code] or 0 for code in BY_CODE if code.startswith("deliveries_")))
            for one in counted
        ),
        "withheld": sum(len(sheet.hidden) for sheet in drafted.sheets),
        "bytes_of_files": sum(len(text.encode()) for text in files.values()),
        "cpu_seconds": round(working - worked, 3),
        "seconds": {
            "read_and_gather": round(gathered - made, 3),
            "measure_and_disclose": round(drawn - gathered, 3),
            "write_files": round(ended - drawn, 3),
            "all": round(ended - made, 3),
            "generating_before": round(made - began, 3),
        },
    }


def generated(cooperatives: int, deliveries: int) -> list[tuple[date, str]]:
    """Months of co-ops of very different sizes as they are stored, `deliveries` of them in all."""
    chance = random.Random(f"{cooperatives} co-ops")
    sizes = [chance.paretovariate(1.4) for _ in range(cooperatives)]
    whole = sum(sizes)
    stored = []
    for number, size in enumerate(sizes):
        country = COUNTRIES[number % len(COUNTRIES)]
        quarter = max(30, round(deliveries * size / whole))
        for place, month in enumerate(MONTHS):
            count = quarter // 3 + (quarter % 3 if place == 2 else 0)
            figures = _month(f"coop-{number:04}", country, count, chance)
            stored.append((month, json.dumps(figures.as_json())))
    return stored


def _month(slug: str, country: str, deliveries: int, chance: random.Random) -> MonthFigures:
    workers = max(3, round(deliveries / DELIVERIES_OF_A_WORKER))
    meals = round(deliveries * chance.uniform(0.4, 0.95))
    parcels = deliveries - meals
    paid = workers * chance.randint(95, 130) * 3600
    gross = paid * chance.randint(1250, 1550) // 3600
    known: dict[str, int | None] = dict.fromkeys(BY_CODE, 0)
    known |= {
        "deliveries_meals": meals,
        "deliveries_parcels": parcels,
        "metres_bike": meals * 2400,
        "metres_cargo": parcels * 3900,
        "promised": deliveries,
        "on_time": deliveries * 9 // 10,
        "on_time_15": deliveries * 97 // 100,
        "incidents": deliveries // 180,
        "co2_low_grams": meals * 200,
        "co2_central_grams": meals * 310,
        "co2_high_grams": meals * 620,
        "co2_emitted_grams": meals * 50,
        "paid_seconds": paid,
        "logged_seconds": paid * 9 // 10,
        "on_task_seconds": paid * 6 // 10,
        "night_seconds": paid // 10,
        "sunday_seconds": paid // 12,
        "leave_days": workers * 2,
        "person_months": workers,
        "worker_months": workers,
        "member_months": workers * 3 // 4,
        "permanent_months": workers * 4 // 5,
        "gross_pay_cents": gross,
        "net_pay_cents": gross * 78 // 100,
        "contributions_cents": gross * 41 // 100,
        "worker_costs_cents": gross // 60,
        "accidents": workers // 40,
        "accident_days": workers // 40 * 9,
        "assembly_seats": workers * 3 // 4,
        "assembly_votes": workers // 2,
        "sales_cents": gross * 2,
        "value_added_cents": gross * 3 // 2,
        "purchases_cents": gross * 2 - gross * 3 // 2,
        "near_purchases_cents": gross * 22 // 100,
        "work_share_cents": gross // 20,
    }
    hourly = [Fraction(chance.randint(1231, 1800)) for _ in range(min(workers, 300))]
    return MonthFigures(slug, country, "EUR", known, {}, pay_in_groups(hourly), ("generated",))
