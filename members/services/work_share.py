"""An adopted work share is paid with the wages of a month."""

from datetime import date, datetime

from django.utils.translation import gettext

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.sharing import WorkShareEntered
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.work import unit_of_work
from coopplatform.web.words import lawful_in
from members.models import PayVariable
from members.queries.surplus import adopted
from members.queries.work_share import parts_to_pay
from members.services.guarding import check_open


@unit_of_work
def pay_work_share(*, year: int, month: date, by: Actor, at: datetime) -> list[PayVariable]:
    """Enter each employed person's part of the year's work share in an open month's pay. Twice enters nothing more.

    Who has left is paid by bank and not entered. Raises NotAllowedNow before the allocation is adopted or once the
    month's pay is approved, Invalid for a month before the decision.
    """
    month = month.replace(day=1)
    surplus = adopted(year)
    if surplus is None:
        raise NotAllowedNow("not_adopted", _("The surplus of %(year)s is not adopted yet."), year=str(year))
    if last_of_month(month) < surplus.decided_on:
        raise Invalid("before_decision", _("Take the month of the assembly or a later one."), field="month")
    check_open(month, month)
    with lawful_in(cooperative_here().locale):
        note = gettext("Surplus of %(year)s, assembly of %(day)s") % {
            "year": year,
            "day": surplus.decided_on.isoformat(),
        }
    entered = []
    for part in parts_to_pay(surplus, month=month):
        if part.is_gone or part.variable is not None or not part.cents:
            continue
        variable, is_new = PayVariable.objects.get_or_create(
            source_key=f"surplus:{year}:{part.member.pk}",
            defaults={
                "member": part.member,
                "month": month,
                "kind": PayVariable.Kind.WORK_SHARE,
                "cents": part.cents,
                "note": note,
                "entered_by": str(by),
                "entered_at": at,
            },
        )
        if is_new:
            entered.append(variable)
    if entered:
        record(WorkShareEntered(year=year, month=month, occurred_at=at), by=by)
    return entered
