"""What a co-op contributes of a month: whole numbers that add up, so that a quarter is the sum of its months.

People are counted once a month (person-months). What a co-op cannot know is left empty with its reason, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from coopplatform.kernel.text import _


class Kind(StrEnum):
    """The base unit a field is counted in."""

    COUNT = "count"
    METRES = "metres"
    SECONDS = "seconds"
    GRAMS = "grams"
    PERSON_MONTHS = "person-months"
    DAYS = "days"
    CENTS = "cents"


@dataclass(frozen=True, slots=True)
class Field:
    """`title` says what, `source` from which facts it is counted: both msgids. `is_signed` may be below zero."""

    code: str
    title: str
    kind: Kind
    group: str
    source: str
    is_signed: bool = False


GROUPS: Mapping[str, str] = {
    "activity": _("Activity"),
    "quality": _("Quality"),
    "impact": _("Impact"),
    "work": _("Work"),
    "people": _("People at work"),
    "safety": _("Safety"),
    "democracy": _("Democracy"),
    "money": _("Money"),
}
_DONE = _("DeliveryCompleted: orders delivered in the month")
_RIDES = _(
    "DeliveryCompleted: metres along the streets between pickup and drop-off, by what the fleet says drives"
)
_SLIPS = _("PayslipIssued: the approved payslips of the month")
_SHIFTS = _("ShiftStarted, ShiftEnded: work records without unpaid breaks")
_BOOKS = _("EntryPosted: the balances of the books")
_ASSEMBLY = _("AssemblyHeld: the assemblies of the month")
_CO2 = _("DeliveryCompleted, with the dated factors of the vehicle that came and of the one that did not")

FIELDS: tuple[Field, ...] = (
    Field("deliveries_meals", _("Deliveries, meals"), Kind.COUNT, "activity", _DONE),
    Field("deliveries_groceries", _("Deliveries, groceries"), Kind.COUNT, "activity", _DONE),
    Field("deliveries_parcels", _("Deliveries, parcels"), Kind.COUNT, "activity", _DONE),
    Field("deliveries_other", _("Deliveries, others"), Kind.COUNT, "activity", _DONE),
    Field("metres_bike", _("Ridden by bike"), Kind.METRES, "activity", _RIDES),
    Field("metres_cargo", _("Ridden by cargo bike"), Kind.METRES, "activity", _RIDES),
    Field("metres_motor", _("Driven by motor vehicle"), Kind.METRES, "activity", _RIDES),
    Field("promised", _("Deliveries with a promised time"), Kind.COUNT, "quality", _DONE),
    Field("on_time", _("Delivered by the promised time"), Kind.COUNT, "quality", _DONE),
    Field("on_time_15", _("Delivered within 15 minutes of it"), Kind.COUNT, "quality", _DONE),
    Field(
        "incidents",
        _("Incidents"),
        Kind.COUNT,
        "quality",
        _("IncidentReported: incidents reported in the month"),
    ),
    Field("co2_emitted_grams", _("CO2 emitted on the way"), Kind.GRAMS, "impact", _CO2),
    Field("co2_low_grams", _("CO2 avoided, at the least"), Kind.GRAMS, "impact", _CO2, is_signed=True),
    Field("co2_central_grams", _("CO2 avoided, central"), Kind.GRAMS, "impact", _CO2, is_signed=True),
    Field("co2_high_grams", _("CO2 avoided, at the most"), Kind.GRAMS, "impact", _CO2, is_signed=True),
    Field("paid_seconds", _("Paid hours"), Kind.SECONDS, "work", _SLIPS),
    Field("logged_seconds", _("Hours logged in, waiting included"), Kind.SECONDS, "work", _SHIFTS),
    Field(
        "on_task_seconds",
        _("Hours on task"),
        Kind.SECONDS,
        "work",
        _("TaskCompleted: from taking a delivery to its drop-off, several at once counted once"),
    ),
    Field("night_seconds", _("Night hours, 21 to 6"), Kind.SECONDS, "work", _SHIFTS),
    Field("sunday_seconds", _("Sunday hours, nights left out"), Kind.SECONDS, "work", _SHIFTS),
    Field(
        "leave_days",
        _("Days of paid leave, Monday to Saturday"),
        Kind.DAYS,
        "work",
        _("AbsenceDecided: approved paid leave that falls into the month"),
    ),
    Field("person_months", _("People paid"), Kind.PERSON_MONTHS, "people", _SLIPS),
    Field(
        "worker_months",
        _("Workers at the month's end"),
        Kind.PERSON_MONTHS,
        "people",
        _("The register of workers"),
    ),
    Field(
        "member_months",
        _("Of them members with shares"),
        Kind.PERSON_MONTHS,
        "people",
        _("The register of shares"),
    ),
    Field(
        "permanent_months",
        _("Of them under a permanent contract"),
        Kind.PERSON_MONTHS,
        "people",
        _("The contracts in force at the month's end"),
    ),
    Field(
        "leavers",
        _("People who left"),
        Kind.COUNT,
        "people",
        _("The register of workers: whose last day falls into the month"),
    ),
    Field(
        "accidents",
        _("Accidents at work with days off"),
        Kind.COUNT,
        "safety",
        _("AbsenceDecided: absences after an accident at work that began in the month"),
    ),
    Field(
        "accident_days",
        _("Days off after accidents at work"),
        Kind.DAYS,
        "safety",
        _("AbsenceDecided: days of the month off after an accident at work, every day of the week"),
    ),
    Field("assembly_seats", _("Members called to assemblies"), Kind.COUNT, "democracy", _ASSEMBLY),
    Field("assembly_votes", _("Of them present or represented"), Kind.COUNT, "democracy", _ASSEMBLY),
    Field("gross_pay_cents", _("Gross pay"), Kind.CENTS, "money", _SLIPS),
    Field("net_pay_cents", _("Net pay, before income tax"), Kind.CENTS, "money", _SLIPS),
    Field(
        "contributions_cents",
        _("Social contributions of both sides"),
        Kind.CENTS,
        "money",
        _SLIPS,
    ),
    Field(
        "worker_costs_cents",
        _("Costs of the work borne by those who do it"),
        Kind.CENTS,
        "money",
        _("The charter: what an hour costs those who work, where the co-op does not supply it"),
    ),
    Field("sales_cents", _("Sales before VAT"), Kind.CENTS, "money", _BOOKS),
    Field(
        "value_added_cents",
        _("Value added: sales less what was bought"),
        Kind.CENTS,
        "money",
        _BOOKS,
        is_signed=True,
    ),
    Field("purchases_cents", _("Goods and services bought"), Kind.CENTS, "money", _BOOKS, is_signed=True),
    Field(
        "near_purchases_cents",
        _("Of them bought nearby"),
        Kind.CENTS,
        "money",
        _(
            "EntryPosted: purchases from suppliers whose postcode is of the co-op's own département, province or region"
        ),
        is_signed=True,
    ),
    Field(
        "work_share_cents",
        _("Work share of the surplus"),
        Kind.CENTS,
        "money",
        _("SurplusAllocated: the work share decided in the month"),
    ),
)
BY_CODE: Mapping[str, Field] = {field.code: field for field in FIELDS}
DELIVERIES = ("deliveries_meals", "deliveries_groceries", "deliveries_parcels", "deliveries_other")
LEAST_IN_GROUP = 3
"""People whose pay is told together, as their mean: no single wage leaves a co-op."""
