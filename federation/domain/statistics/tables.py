"""The fixed list of tables: at most two dimensions, each a tree whose parents are the sums of their children.

There is no free query: what is published together is what was checked together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from coopplatform.kernel.text import _
from federation.domain.statistics.indicators import HOUR, TENTH, Form, Unit, of

ALL = "all"
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a dimension. `title` is a msgid."""

    code: str
    title: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """`items` with their parents before them; the first is the whole."""

    code: str
    title: str
    items: tuple[Item, ...]

    def children(self, code: str) -> tuple[str, ...]:
        return tuple(item.code for item in self.items if item.parent == code)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The item itself and all it is a part of."""
        parents = {item.code: item.parent for item in self.items}
        found = []
        while code:
            found.append(code)
            code = parents[code]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of values: one magnitude, or one ÷ another, times `factor`, rounded to `step`.

    `of_whole` divides by the magnitude of the whole table.
    """

    code: str
    title: str
    unit: Unit
    formula: str
    above: str
    step: Fraction
    below: str = ""
    factor: Fraction = Fraction(1)
    of_whole: bool = False
    by_months: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`forms`: by leaf of the split (ALL without one), each magnitude as a sum of fields.

    `place` is "area", "country" or empty. `covers`: indicators that follow from cells of this table, each with those
    cells, so that they are withheld with any of them. `has_row_sums` is False where the sum over the split stands in
    the last line only.
    """

    code: str
    title: str
    forms: Mapping[str, Mapping[str, Form]]
    measures: tuple[Measure, ...]
    place: str = ""
    split: Dimension | None = None
    people: bool = False
    covers: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    has_row_sums: bool = True

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(code for forms in self.forms.values() for form in forms.values() for code in form)
        )


AREAS: Mapping[str, str] = {
    "north": _("North"),
    "south": _("South and west"),
    "elsewhere": _("Elsewhere"),
}
AREA_OF: Mapping[str, str] = {
    **dict.fromkeys(
        ("BE", "NL", "LU", "DE", "DK", "SE", "NO", "FI", "IS", "EE", "LV", "LT", "GB", "IE"), "north"
    ),
    **dict.fromkeys(("FR", "MC", "CH", "LI", "AT", "IT", "ES", "PT", "AD", "SI"), "south"),
}


COUNTRIES: Mapping[str, str] = {
    "AT": _("Austria"),
    "BE": _("Belgium"),
    "CH": _("Switzerland"),
    "DE": _("Germany"),
    "DK": _("Denmark"),
    "ES": _("Spain"),
    "FI": _("Finland"),
    "FR": _("France"),
    "GB": _("United Kingdom"),
    "IT": _("Italy"),
    "LI": _("Liechtenstein"),
    "LU": _("Luxembourg"),
    "MC": _("Monaco"),
    "NL": _("Netherlands"),
    "PT": _("Portugal"),
    "SE": _("Sweden"),
}
"""A country without a name here is shown by its code."""
PLACES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "area": (_("Area"), AREAS),
    "country": (_("Country"), COUNTRIES),
}


def area_of(country: str) -> str:
    return AREA_OF.get(country, "elsewhere")


WHOLE = Item(ALL, _("Total"))
SERVICE = Dimension(
    "service",
    _("Service"),
    (WHOLE, Item("meals", _("Meals"), ALL), Item("parcels", _("Parcels, groceries and others"), ALL)),
)
VEHICLE = Dimension(
    "vehicle",
    _("Vehicle"),
    (
        WHOLE,
        Item("bike", _("Bike"), ALL),
        Item("cargo", _("Cargo bike"), ALL),
        Item("motor", _("Motor vehicle"), ALL),
    ),
)
PART = Dimension(
    "part",
    _("Part"),
    (
        Item(ALL, _("Value added")),
        Item("workers", _("To those who work"), ALL),
        Item("net_pay", _("Net pay"), "workers"),
        Item("contributions", _("Social contributions"), "workers"),
        Item("work_share", _("Work share"), "workers"),
        Item("rest", _("Reserves, wear, taxes, interest"), ALL),
    ),
)

EURO = Dimension(
    "part",
    _("Part"),
    (
        Item(ALL, _("Sales before VAT")),
        Item("near", _("Stays nearby"), ALL),
        Item("net_pay", _("Net pay"), "near"),
        Item("work_share", _("Work share"), "near"),
        Item("near_purchases", _("Bought nearby"), "near"),
        Item("contributions", _("Social contributions"), ALL),
        Item("far_purchases", _("Bought elsewhere"), ALL),
        Item("rest", _("Reserves, wear, taxes, interest"), ALL),
    ),
)


def _of_100(formula: str) -> Measure:
    """What a part is of 100 euros of the whole table."""
    return Measure(
        "of_100",
        _("Euros"),
        Unit.OF_100_EUROS,
        formula,
        "cents",
        TENTH,
        factor=Fraction(100),
        of_whole=True,
    )


_BY_VEHICLE: tuple[Key, ...] = tuple((ALL, item.code) for item in VEHICLE.items)

TABLES: tuple[Table, ...] = (
    Table(
        "deliveries",
        _("Deliveries by area and service"),
        {
            "meals": {"deliveries": of("deliveries_meals")},
            "parcels": {
                "deliveries": of("deliveries_groceries", "deliveries_parcels", "deliveries_other"),
            },
        },
        (
            Measure(
                "deliveries",
                _("Deliveries"),
                Unit.COUNT,
                _("Deliveries completed in the quarter."),
                "deliveries",
                Fraction(5),
            ),
        ),
        place="area",
        split=SERVICE,
        covers={"deliveries": ((ALL, ALL),)},
        has_row_sums=False,
    ),
    Table(
        "kilometres",
        _("Kilometres by country and vehicle"),
        {
            "bike": {"metres": of("metres_bike")},
            "cargo": {"metres": of("metres_cargo")},
            "motor": {"metres": of("metres_motor")},
        },
        (
            Measure(
                "kilometres",
                _("Kilometres"),
                Unit.KILOMETRES,
                _("Kilometres along the streets between pickup and drop-off."),
                "metres",
                Fraction(10),
                factor=Fraction(1, 1000),
            ),
        ),
        place="country",
        split=VEHICLE,
        covers=dict.fromkeys(("bike_kilometres", "bike_share"), _BY_VEHICLE),
        has_row_sums=False,
    ),
    Table(
        "hours-and-pay",
        _("Hours and pay by country"),
        {
            ALL: {
                "seconds": of("paid_seconds"),
                "pay": of("gross_pay_cents"),
                "people": of("person_months"),
            }
        },
        (
            Measure(
                "people",
                _("People paid"),
                Unit.PERSONS,
                _("People with a payslip, mean of the months of the quarter."),
                "people",
                Fraction(5),
                by_months=True,
            ),
            Measure(
                "hours",
                _("Paid hours"),
                Unit.HOURS,
                _("Hours paid by the payslips."),
                "seconds",
                Fraction(10),
                factor=Fraction(1, 3600),
            ),
            Measure(
                "pay",
                _("Gross pay per paid hour"),
                Unit.EUROS_PER_HOUR,
                _("Gross pay ÷ paid hours."),
                "pay",
                Fraction(1, 20),
                below="seconds",
                factor=HOUR,
            ),
        ),
        place="country",
        people=True,
        covers=dict.fromkeys(("pay_paid", "pay_paid_net", "people", "paid_hours"), ((ALL,),)),
    ),
    Table(
        "value-added",
        _("Out of €100 of value added"),
        {
            "net_pay": {"cents": of("net_pay_cents")},
            "contributions": {"cents": of("contributions_cents")},
            "work_share": {"cents": of("work_share_cents")},
            "rest": {
                "cents": {
                    "value_added_cents": 1,
                    "net_pay_cents": -1,
                    "contributions_cents": -1,
                    "work_share_cents": -1,
                }
            },
        },
        (_of_100(_("The part ÷ value added × 100.")),),
        split=PART,
        covers={"share_to_workers": (("workers",),)},
    ),
    Table(
        "sales",
        _("Out of €100 of sales"),
        {
            "net_pay": {"cents": of("net_pay_cents")},
            "work_share": {"cents": of("work_share_cents")},
            "near_purchases": {"cents": of("near_purchases_cents")},
            "contributions": {"cents": of("contributions_cents")},
            "far_purchases": {"cents": {"purchases_cents": 1, "near_purchases_cents": -1}},
            "rest": {
                "cents": {
                    "sales_cents": 1,
                    "purchases_cents": -1,
                    "net_pay_cents": -1,
                    "contributions_cents": -1,
                    "work_share_cents": -1,
                }
            },
        },
        (_of_100(_("The part ÷ sales before VAT × 100.")),),
        split=EURO,
        covers={"reinjected": (("near",),), "near_purchases": (("near_purchases",), ("far_purchases",))},
    ),
)
BY_CODE: Mapping[str, Table] = {table.code: table for table in TABLES}
