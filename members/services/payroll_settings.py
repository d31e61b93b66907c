"""The employer's payroll settings: a new version for each change."""

from collections.abc import Mapping
from datetime import date, datetime

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.paying import PayrollSettingsEntered
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.iban import iban_in
from members.domain.pay.payers import settings_for
from members.domain.pay.setting import settings_in
from members.models import PayrollSettings, PayRun


@unit_of_work
def enter_payroll_settings(
    *,
    valid_from: date,
    facts: Mapping[str, str],
    by: Actor,
    at: datetime,
    agreement: str = "",
    fund_address: str = "",
    iban: str = "",
) -> PayrollSettings:
    """In force from the first of `valid_from`'s month on, until a later version.

    Raises Invalid by the field's name for a setting missing, unknown or out of range, or an IBAN that fails its
    check; NotAllowedNow when the pay of a month it would change is approved.
    """
    settings_in(settings_for(cooperative_here().country), facts)
    month = valid_from.replace(day=1)
    if PayRun.objects.filter(month__gte=month, state=PayRun.State.APPROVED).exists():
        raise NotAllowedNow(
            "month_closed",
            _("The pay of %(month)s is approved: let the new settings begin after it."),
            field="valid_from",
            month=f"{_last_approved():%Y-%m}",
        )
    last = PayrollSettings.objects.order_by("-version").values_list("version", flat=True).first()
    entered = PayrollSettings.objects.create(
        version=(last or 0) + 1,
        valid_from=month,
        facts=dict(facts),
        agreement=agreement,
        fund_address=fund_address,
        iban=iban_in(iban),
        entered_by=str(by),
        entered_at=at,
    )
    record(
        PayrollSettingsEntered(settings_id=entered.id, month=month, occurred_at=at),
        by=by,
    )
    return entered


def _last_approved() -> date:
    return (
        PayRun.objects.filter(state=PayRun.State.APPROVED)
        .order_by("-month")
        .values_list("month", flat=True)[0]
    )
