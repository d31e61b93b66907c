"""A member's address, bank account and withholding rate."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.working import PayrollProfileChanged, WithholdingRateEntered
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.contracts import sensible
from members.domain.iban import iban_in
from members.models import PayrollProfile, WithholdingRate
from members.services.guarding import check_open, locked_member

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a payroll profile says; `country` is ISO 3166, `iban` as pasted."""

    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""
    iban: str = ""


@unit_of_work
def save_profile(*, member_id: UUID, particulars: Particulars, by: Actor, at: datetime) -> PayrollProfile:
    """The member's address and account from now on; the journal says that they changed, not what they are.

    Saving the same again records nothing. Raises NotFound, or Invalid at `iban`.
    """
    member = locked_member(member_id)
    iban = iban_in(particulars.iban)
    profile = PayrollProfile.objects.filter(member=member).first() or PayrollProfile(member=member)
    fresh = {
        "street": particulars.street,
        "postcode": particulars.postcode,
        "town": particulars.town,
        "country": particulars.country.upper(),
        "iban": iban,
    }
    if all(getattr(profile, name) == value for name, value in fresh.items()):
        return profile
    for name, value in fresh.items():
        setattr(profile, name, value)
    profile.save()
    record(PayrollProfileChanged(courier_id=member.id, occurred_at=at), by=by)
    return profile


@unit_of_work
def enter_withholding_rate(
    *, member_id: UUID, since: date, basis_points: int | None, source: str, by: Actor, at: datetime
) -> WithholdingRate:
    """The rate from a month on, in hundredths of a percent; None for the neutral grid. Entered again, it replaces.

    Raises NotFound; Invalid for a rate that is no share of pay; NotAllowedNow for a month whose pay is approved.
    """
    member = locked_member(member_id)
    since = sensible(since, today=timezone.localdate(at), field="since").replace(day=1)
    if basis_points is not None and not 0 <= basis_points <= WHOLE:
        raise Invalid("bad_rate", _("A rate is between 0 and 100 %%."), field="percent", most=100)
    check_open(since)
    known = WithholdingRate.objects.filter(member=member, since=since).first()
    if known and (known.basis_points, known.source) == (basis_points, source):
        return known
    rate, _made = WithholdingRate.objects.update_or_create(
        member=member, since=since, defaults={"basis_points": basis_points, "source": source}
    )
    record(WithholdingRateEntered(courier_id=member.id, since=since, occurred_at=at), by=by)
    return rate
