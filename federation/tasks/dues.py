"""Calls and settled exits are booked by each co-op's own job; who shared no base yet is reminded once a quarter."""

import logging

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.directory import member_cooperatives
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError
from coopplatform.tenancy.tasks import TenantTask
from federation.services.means.dues.own import book_calls
from federation.services.means.dues.reminding import remind_of_dues as write_to_treasurers
from federation.services.means.leaving.own import book_settlements

log = logging.getLogger(__name__)


@shared_task(name="federation.dues_for_each_cooperative")
def dues_for_each_cooperative() -> None:
    """For the scheduler, every night."""
    for cooperative in member_cooperatives():
        book_dues.delay(cooperative_id=cooperative.pk)


@shared_task(name="federation.remind_of_dues_for_each_cooperative")
def remind_of_dues_for_each_cooperative() -> None:
    """For the scheduler, once in the first month of a quarter."""
    for cooperative in member_cooperatives():
        remind_of_dues.delay(cooperative_id=cooperative.pk)


@shared_task(name="federation.book_dues", base=TenantTask)
def book_dues(*, cooperative_id: int) -> None:
    """Calls, credit notes and the settlement of an exit that are not in the co-op's books yet."""
    try:
        book_calls(by=Actor.platform("dues"), at=timezone.now())
        book_settlements(by=Actor.platform("dues"), at=timezone.now())
    except DomainError as reason:
        log.info("Co-op %s books no dues: %s", cooperative_id, reason)


@shared_task(name="federation.remind_of_dues", base=TenantTask)
def remind_of_dues(*, cooperative_id: int) -> None:
    """Of the base to share, and of calls that are overdue."""
    write_to_treasurers(at=timezone.now())
