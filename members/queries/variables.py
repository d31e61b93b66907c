"""What a month's pay holds beyond hours."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from cooperatives.queries.charters import terms_on
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month
from members.models import PayVariable

State = PayVariable.State


def variables_of(month: date) -> dict[UUID, list[PayVariable]]:
    """By member, what counts in a month's pay: entered or approved, and not withdrawn. One query."""
    found: dict[UUID, list[PayVariable]] = {}
    for row in _standing().filter(month=month.replace(day=1), state=State.ENTERED).order_by("entered_at"):
        found.setdefault(row.member_id, []).append(row)
    return found


def variables_here(month: date) -> list[PayVariable]:
    """Everything of a month but what was withdrawn, by name."""
    rows = _standing().filter(month=month.replace(day=1)).select_related("member")
    return list(rows.order_by("member__name", "entered_at"))


def variables_to_decide() -> list[PayVariable]:
    """What members have asked for and nobody has decided, of every month."""
    asked = _standing().filter(state=State.ASKED).select_related("member")
    return list(asked.order_by("month", "entered_at"))


def variables_asked_by(member_id: UUID, actor: str, *, limit: int = 24) -> list[PayVariable]:
    """What a member has entered for themselves, the newest first."""
    rows = PayVariable.objects.filter(member_id=member_id, entered_by=actor)
    return list(rows.order_by("-month", "-entered_at")[:limit])


def is_variable_asked_by(variable_id: UUID, actor: str) -> bool:
    return PayVariable.objects.filter(pk=variable_id, entered_by=actor).exists()


def variable_here(variable_id: UUID) -> PayVariable | None:
    return PayVariable.objects.filter(pk=variable_id).first()


def bike_km_cents(month: date) -> int:
    """Cents a kilometre on one's own bike, by the charter in force at the month's end.

    Raises Invalid when the charter has none.
    """
    rate = terms_on(last_of_month(month), "pay").get("bike_km_cents")
    if not isinstance(rate, int) or rate <= 0:
        raise Invalid(
            "no_bike_km_rate",
            _(
                "The charter names no rate per kilometre (pay.bike_km_cents): vote one, then enter kilometres."
            ),
            field="kilometres",
        )
    return rate


def _standing() -> QuerySet[PayVariable]:
    return PayVariable.objects.filter(withdrawn_at__isnull=True)
