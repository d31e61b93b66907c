"""Lent shifts go on by themselves: who borrows tells what became of them, who lends enters the hours."""

import logging
from collections.abc import Callable
from functools import partial

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.directory import member_cooperatives
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError
from coopplatform.tenancy.tasks import TenantTask
from federation.queries.means.loans import to_report, to_settle
from federation.services.means.borrowing import report_guest
from federation.services.means.lending import settle_loan
from members.services.lending import see_guests_off

log = logging.getLogger(__name__)


@shared_task(name="federation.loans_for_each_cooperative")
def loans_for_each_cooperative() -> None:
    """For the scheduler."""
    for cooperative in member_cooperatives():
        go_on_with_loans.delay(cooperative_id=cooperative.pk)


@shared_task(name="federation.go_on_with_loans", base=TenantTask)
def go_on_with_loans(*, cooperative_id: int) -> None:
    """One that cannot go on does not hold up the others: its hours wait for the month, and are tried again."""
    by, at = Actor.platform("loans"), timezone.now()
    for guest_shift_id in to_report(at):
        _tried(cooperative_id, partial(report_guest, guest_shift_id=guest_shift_id, by=by, at=at))
    for loan_id in to_settle():
        _tried(cooperative_id, partial(settle_loan, loan_id=loan_id, by=by, at=at))
    see_guests_off(on=timezone.localdate(at), by=by)


def _tried(cooperative_id: int, service: Callable[[], object]) -> None:
    try:
        service()
    except DomainError as reason:
        log.info("Co-op %s: a loan waits: %s", cooperative_id, reason)
