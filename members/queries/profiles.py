"""Where pay goes and how much tax is withheld from it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from members.models import PayrollProfile, WithholdingRate


def profiles() -> dict[UUID, PayrollProfile]:
    """By member, of those who have one."""
    return {profile.member_id: profile for profile in PayrollProfile.objects.all()}


def profile_of(member_id: UUID) -> PayrollProfile | None:
    return PayrollProfile.objects.filter(member_id=member_id).first()


def withholding_rates(on: date) -> dict[UUID, Decimal | None]:
    """By member with an entry in force that day: the rate per unit (0.035 is 3.5 %), None for the neutral grid."""
    rows = WithholdingRate.objects.filter(since__lte=on).order_by("since")
    return {row.member_id: row.share for row in rows}


def withholding_of(member_id: UUID) -> list[WithholdingRate]:
    """A member's rates, the newest first."""
    return list(WithholdingRate.objects.filter(member_id=member_id).order_by("-since"))
