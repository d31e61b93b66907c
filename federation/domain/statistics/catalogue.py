"""The indicators, as data: title, unit, formula in words, fields, period, suppression rule and rounding side by side.

`LEFT_OUT` says what the sources cannot give.
"""

from collections.abc import Mapping
from fractions import Fraction

from coopplatform.kernel.text import _
from federation.domain.statistics.fields import DELIVERIES
from federation.domain.statistics.indicators import (
    NET_OF_COSTS,
    PAY,
    TENTH,
    Indicator,
    Percentile,
    Unit,
    co2,
    hourly,
    of,
    percentile,
    share,
)

VERSION = "2026-4"
GROUPS: Mapping[str, str] = {
    "activity": _("Activity"),
    "pay": _("An hour of work"),
    "work": _("Work"),
    "value": _("Value"),
    "quality": _("Quality"),
    "safety": _("Safety"),
    "impact": _("Climate"),
    "democracy": _("Democracy"),
}
INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "deliveries",
        "activity",
        _("Deliveries"),
        Unit.COUNT,
        _("Deliveries completed in the quarter, of every service."),
        of(*DELIVERIES),
        Fraction(5),
    ),
    Indicator(
        "bike_kilometres",
        "activity",
        _("Kilometres by bike"),
        Unit.KILOMETRES,
        _(
            "Kilometres along the streets between pickup and drop-off, by bike and cargo bike; motor vehicles left out."
        ),
        of("metres_bike", "metres_cargo"),
        Fraction(10),
        factor=Fraction(1, 1000),
    ),
    share(
        "bike_share",
        "activity",
        _("Share of kilometres by bike"),
        _("Kilometres by bike and cargo bike ÷ kilometres by every vehicle."),
        of("metres_bike", "metres_cargo"),
        of("metres_bike", "metres_cargo", "metres_motor"),
        people=False,
    ),
    hourly(
        "pay_paid",
        _("Gross pay per paid hour"),
        _("Gross pay ÷ hours paid by the payslips: waiting and paid leave included."),
        of(PAY),
        "paid_seconds",
    ),
    hourly(
        "pay_logged",
        _("Gross pay per hour logged in"),
        _("Gross pay ÷ hours of shifts really worked: waiting included, unpaid breaks and leave left out."),
        of(PAY),
        "logged_seconds",
    ),
    hourly(
        "pay_on_task",
        _("Gross pay per hour on task"),
        _("Gross pay ÷ hours with a delivery under way: waiting left out."),
        of(PAY),
        "on_task_seconds",
    ),
    hourly(
        "pay_paid_net",
        _("Pay per paid hour, net of costs"),
        _("(Gross pay − costs borne by those who work) ÷ paid hours."),
        NET_OF_COSTS,
        "paid_seconds",
    ),
    hourly(
        "pay_logged_net",
        _("Pay per hour logged in, net of costs"),
        _("(Gross pay − costs borne by those who work) ÷ hours of shifts really worked."),
        NET_OF_COSTS,
        "logged_seconds",
    ),
    hourly(
        "pay_on_task_net",
        _("Pay per hour on task, net of costs"),
        _("(Gross pay − costs borne by those who work) ÷ hours with a delivery under way."),
        NET_OF_COSTS,
        "on_task_seconds",
    ),
    percentile(
        "pay_p10",
        _("Lowest tenth: gross pay per paid hour"),
        _("One person in ten earns less; from means of three people, each month counted."),
        Percentile.P10,
    ),
    percentile(
        "pay_median",
        _("Median gross pay per paid hour"),
        _("Half of the people earn less, half more; from means of three people, each month counted."),
        Percentile.MEDIAN,
    ),
    percentile(
        "pay_p90",
        _("Highest tenth: gross pay per paid hour"),
        _("One person in ten earns more; from means of three people, each month counted."),
        Percentile.P90,
    ),
    Indicator(
        "people",
        "work",
        _("People paid"),
        Unit.PERSONS,
        _("People with a payslip, mean of the months of the quarter."),
        of("person_months"),
        Fraction(5),
        people=True,
        by_months=True,
    ),
    Indicator(
        "paid_hours",
        "work",
        _("Paid hours"),
        Unit.HOURS,
        _("Hours paid by the payslips."),
        of("paid_seconds"),
        Fraction(10),
        factor=Fraction(1, 3600),
        people=True,
    ),
    share(
        "waiting_share",
        "work",
        _("Waiting, share of the hours logged in"),
        _("(Hours logged in − hours on task) ÷ hours logged in. All of it is paid."),
        {"logged_seconds": 1, "on_task_seconds": -1},
        of("logged_seconds"),
        people=True,
    ),
    share(
        "night_sunday_share",
        "work",
        _("Nights and Sundays, share of the hours logged in"),
        _("(Hours between 21 and 6 + other hours of Sundays) ÷ hours logged in."),
        of("night_seconds", "sunday_seconds"),
        of("logged_seconds"),
        people=True,
    ),
    Indicator(
        "leave_days",
        "work",
        _("Days of paid leave"),
        Unit.DAYS,
        _("Days from Monday to Saturday of approved paid leave."),
        of("leave_days"),
        Fraction(5),
        people=True,
    ),
    share(
        "permanent_share",
        "work",
        _("Permanent contracts"),
        _("Workers under a permanent contract ÷ workers, at the end of each month."),
        of("permanent_months"),
        of("worker_months"),
        people=True,
    ),
    share(
        "turnover",
        "work",
        _("Turnover, of a year"),
        _("People who left in the quarter ÷ workers, mean of the months' ends, × 4."),
        {"leavers": 12},
        of("worker_months"),
        people=True,
    ),
    Indicator(
        "value_added",
        "value",
        _("Value added"),
        Unit.EUROS,
        _("Sales before VAT less goods and services bought."),
        of("value_added_cents"),
        Fraction(100),
        factor=Fraction(1, 100),
    ),
    share(
        "share_to_workers",
        "value",
        _("Share of the value that goes to workers"),
        _("(Net pay + social contributions of both sides + work share) ÷ value added."),
        of("net_pay_cents", "contributions_cents", "work_share_cents"),
        of("value_added_cents"),
        people=False,
    ),
    share(
        "near_purchases",
        "value",
        _("Bought from suppliers nearby"),
        _(
            "Purchases from suppliers of the co-op's own département, province or region ÷ purchases. "
            "What nobody can place counts as far."
        ),
        of("near_purchases_cents"),
        of("purchases_cents"),
        people=False,
    ),
    share(
        "reinjected",
        "value",
        _("Share of sales that stays nearby"),
        _(
            "(Net pay + work share + purchases from suppliers nearby) ÷ sales before VAT: the second round of the "
            "local multiplier (LM3, New Economics Foundation). Those who ride in a town are taken to live there."
        ),
        of("net_pay_cents", "work_share_cents", "near_purchases_cents"),
        of("sales_cents"),
        people=False,
    ),
    share(
        "on_time",
        "quality",
        _("Delivered on time"),
        _("Deliveries handed over by the promised time ÷ deliveries with a promised time."),
        of("on_time"),
        of("promised"),
        people=False,
    ),
    share(
        "on_time_15",
        "quality",
        _("Delivered within 15 minutes of the promise"),
        _("Deliveries handed over at most 15 minutes after the promised time ÷ deliveries with one."),
        of("on_time_15"),
        of("promised"),
        people=False,
    ),
    Indicator(
        "incidents",
        "quality",
        _("Incidents per 1,000 deliveries"),
        Unit.PER_THOUSAND,
        _("Incidents reported ÷ deliveries completed."),
        of("incidents"),
        TENTH,
        below=of(*DELIVERIES),
        factor=Fraction(1000),
    ),
    Indicator(
        "accident_frequency",
        "safety",
        _("Accident frequency"),
        Unit.PER_MILLION_HOURS,
        _("Accidents at work with days off ÷ hours logged in × 1,000,000."),
        of("accidents"),
        TENTH,
        below=of("logged_seconds"),
        factor=Fraction(3600 * 1_000_000),
        people=True,
    ),
    Indicator(
        "accident_severity",
        "safety",
        _("Accident severity"),
        Unit.DAYS_PER_THOUSAND_HOURS,
        _("Days off after accidents at work ÷ hours logged in × 1,000."),
        of("accident_days"),
        TENTH,
        below=of("logged_seconds"),
        factor=Fraction(3600 * 1_000),
        people=True,
    ),
    co2(
        "co2_low",
        _("CO2 avoided, at the least"),
        _(
            "What the least polluting vehicle that would have come emits over the way, "
            "less what the one that came emits."
        ),
        "co2_low_grams",
    ),
    co2(
        "co2_central",
        _("CO2 avoided, central"),
        _(
            "What the vehicle that usually comes emits over the way, "
            "less what the one that came emits, empty rides too."
        ),
        "co2_central_grams",
    ),
    co2(
        "co2_high",
        _("CO2 avoided, at the most"),
        _(
            "What the most polluting vehicle that would have come emits over the way, "
            "less what the one that came emits."
        ),
        "co2_high_grams",
    ),
    co2(
        "co2_emitted",
        _("CO2 emitted on the way"),
        _(
            "Building and driving the bikes and other vehicles, over twice the way; "
            "never taken off what is avoided a second time."
        ),
        "co2_emitted_grams",
    ),
    share(
        "member_share",
        "democracy",
        _("Members among the workers"),
        _("Workers with shares of their co-op ÷ workers, at the end of each month."),
        of("member_months"),
        of("worker_months"),
        people=True,
    ),
    share(
        "turnout",
        "democracy",
        _("Turnout at assemblies"),
        _("Members present or represented ÷ members, over the assemblies of the quarter."),
        of("assembly_votes"),
        of("assembly_seats"),
        people=True,
    ),
)
BY_CODE: Mapping[str, Indicator] = {one.code: one for one in INDICATORS}

LEFT_OUT: Mapping[str, str] = {
    _("Clients served"): _("A shop served in two months would count twice in a quarter."),
    _("Weight and volume carried"): _("Few orders say what they weigh."),
    _("Pay gap between women and men"): _("The platform does not ask anybody's gender."),
    _("What shops pay for a delivery"): _("Clients would read it as a price to bargain down."),
    _("Survival of co-ops"): _("The federation is younger than five years."),
}

FORMER = (
    _("Kilometres along the streets between pickup and drop-off, by bike and cargo bike."),
    _("What the least polluting vehicle that would have come emits over the way, less what the bikes emit."),
    _("What the vehicle that usually comes emits over the way, less what the bikes emit, empty rides too."),
    _("What the most polluting vehicle that would have come emits over the way, less what the bikes emit."),
    _("CO2 emitted by the bikes"),
    _("Building and charging the bikes, over twice the way; never taken off what is avoided a second time."),
)
"""Words of the versions before, up to 2026-3, which their releases still say in the reader's language."""
