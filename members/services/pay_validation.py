"""A payroll professional stands for an approved run."""

from datetime import datetime
from uuid import UUID

from coopplatform.contracts.paying import PayRunValidated
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.models import PayRun, PayRunValidation


@unit_of_work
def validate_run(
    *, run_id: UUID, professional: str, by: Actor, at: datetime, note: str = ""
) -> PayRunValidation:
    """From now on the run's payslips are no projection. Validating twice changes nothing.

    `professional` is who checked it, by name and firm. Raises NotFound; Invalid without a name; NotAllowedNow before
    the approval.
    """
    run = PayRun.objects.select_for_update(of=("self",), no_key=True).filter(pk=run_id).first()
    if run is None:
        raise NotFound("no_pay_run", _("There is no such pay run."))
    if not professional.strip():
        raise Invalid(
            "no_name", _("Name the payroll professional who checked this run."), field="professional"
        )
    if not run.is_approved:
        raise NotAllowedNow("run_not_approved", _("Approve this run first."))
    if (known := PayRunValidation.objects.filter(run=run).first()) is not None:
        return known
    validation = PayRunValidation.objects.create(
        run=run, professional=professional.strip(), note=note, validated_by=str(by), validated_at=at
    )
    record(PayRunValidated(pay_run_id=run.id, occurred_at=at), by=by)
    return validation
