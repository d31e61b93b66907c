"""The leave the co-op owes, into the books at a month's end."""

from datetime import datetime
from uuid import UUID

from cooperatives.models import Entry
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.work import unit_of_work
from members.domain.pay.provision import leave_provision
from members.models import PayRun
from members.queries.provision import leave_provision_of

GENERAL_JOURNAL = "OD"


@unit_of_work
def book_leave_provision(*, run_id: UUID, by: Actor, at: datetime) -> Entry | None:
    """Post the difference to what is booked, on the month's last day. Again posts nothing; None where they agree.

    Raises NotFound; NotAllowedNow before the run is approved, in a country whose leave is not computed, or in a
    closed year.
    """
    run = PayRun.objects.select_for_update(of=("self",), no_key=True).filter(pk=run_id).first()
    if run is None:
        raise NotFound("no_pay_run", _("There is no such pay run."))
    if not run.is_approved:
        raise NotAllowedNow("run_not_approved", _("Approve this run first."))
    provision = leave_provision_of(run)
    if provision is None:
        raise NotAllowedNow("no_leave_rule", _("The leave of this country is not computed."))
    if provision.is_booked:
        return None
    draft = leave_provision(period=f"{run.month:%Y-%m}", owed=provision.owed, booked=provision.booked)
    if draft is None:
        return None
    return post_entry(draft, journal=GENERAL_JOURNAL, posted_on=last_of_month(run.month), by=by, at=at)
