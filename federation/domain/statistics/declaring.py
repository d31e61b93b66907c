"""A month entered by hand: what must be so in itself, before anybody adds it up."""

from collections.abc import Iterable, Mapping

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from federation.domain.statistics.fields import BY_CODE, DELIVERIES, FIELDS, LEAST_IN_GROUP

NOT_SAID = _("Not said.")
HOURS_IN_A_MONTH = 31 * 24
NO_MORE_THAN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("on_time", ("on_time_15",)),
    ("on_time_15", ("promised",)),
    ("promised", DELIVERIES),
    ("on_task_seconds", ("logged_seconds",)),
    ("member_months", ("worker_months",)),
    ("permanent_months", ("worker_months",)),
    ("net_pay_cents", ("gross_pay_cents",)),
    ("value_added_cents", ("sales_cents",)),
    ("near_purchases_cents", ("purchases_cents",)),
    ("assembly_votes", ("assembly_seats",)),
    ("co2_low_grams", ("co2_central_grams",)),
    ("co2_central_grams", ("co2_high_grams",)),
)
"""A field may not be more than these together."""


def check_declared(values: Mapping[str, int | None]) -> None:
    """Raises Invalid, naming the field, for figures that cannot be."""
    if all(value is None for value in values.values()):
        raise Invalid("nothing_declared", _("Enter at least one figure."))
    for code, value in values.items():
        if value is not None and value < 0 and not BY_CODE[code].is_signed:
            raise Invalid("below_zero", _("This cannot be below zero."), field=code)
    for code, whole in NO_MORE_THAN:
        parts = [values.get(one) for one in whole]
        value = values.get(code)
        if value is not None and None not in parts and value > sum(part or 0 for part in parts):
            raise Invalid(
                "more_than_all",
                _("This cannot be more than %(whole)s."),
                field=code,
                whole=Sentence(BY_CODE[whole[0]].title if len(whole) == 1 else _("Deliveries")),
            )
    _check_hours(values)


def _check_hours(values: Mapping[str, int | None]) -> None:
    hours, people = values.get("paid_seconds"), values.get("person_months")
    if hours is not None and people is not None and hours > people * HOURS_IN_A_MONTH * 3600:
        raise Invalid(
            "more_hours_than_a_month",
            _("So many hours do not fit into a month of %(people)s people."),
            field="paid_seconds",
            people=people,
        )


def check_groups(groups: Iterable[tuple[int, int]], persons: int | None) -> None:
    """Raises Invalid for a group of fewer than three people, or more people than were paid."""
    counts = [people for people, _cents in groups]
    if any(people < LEAST_IN_GROUP for people in counts):
        raise Invalid(
            "small_group",
            _("A group has %(least)s people at least, so that nobody's wage can be read from it."),
            field="pay_groups",
            least=LEAST_IN_GROUP,
        )
    if persons is not None and sum(counts) > persons:
        raise Invalid(
            "more_people_than_paid", _("More people stand in the groups than were paid."), field="pay_groups"
        )


def not_said(values: Mapping[str, int | None]) -> dict[str, Sentence]:
    """The reason of every field left empty."""
    return {one.code: Sentence(NOT_SAID) for one in FIELDS if values.get(one.code) is None}
