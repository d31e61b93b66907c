"""How the parts of an adopted work share are paid: with wages, or by bank to those who have left."""

from dataclasses import dataclass
from datetime import date

from members.models import MemberWorker, PayVariable, SurplusYear


@dataclass(frozen=True, slots=True)
class PartToPay:
    """One person's work share; `variable` is there once a month's pay holds it."""

    member: MemberWorker
    cents: int
    interest_cents: int
    is_gone: bool
    variable: PayVariable | None


def parts_to_pay(surplus: SurplusYear, *, month: date) -> list[PartToPay]:
    """Everyone's part, by name; gone is who is not employed any more in `month`. Two queries."""
    parts = {part["person_id"]: part for part in surplus.parts}
    members = MemberWorker.objects.filter(pk__in=list(parts)).order_by("name")
    prefix = f"surplus:{surplus.year}:"
    entered = {
        variable.member_id: variable
        for variable in PayVariable.objects.filter(source_key__startswith=prefix, withdrawn_at__isnull=True)
    }
    first = month.replace(day=1)
    return [
        PartToPay(
            member=member,
            cents=parts[str(member.pk)]["work_cents"],
            interest_cents=parts[str(member.pk)]["interest_cents"],
            is_gone=member.left_on is not None and member.left_on < first,
            variable=entered.get(member.pk),
        )
        for member in members
    ]
