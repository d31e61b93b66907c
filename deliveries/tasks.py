"""What deliveries does by the clock or aside: dispatch where the charter lets it, planning tours, forgetting."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.everyone import cooperative_ids
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.tasks import TenantTask
from coopplatform.web import idempotency
from deliveries.services.automatic import DISPATCH_NOW, dispatch_automatically
from deliveries.services.planning import PLAN_TOURS, carry_out_run
from deliveries.services.purging import purge_positions, purge_proofs, turn_position_days

KEYS_KEPT_DAYS = 3


@shared_task(name="deliveries.purge_for_each_cooperative")
def purge_for_each_cooperative() -> None:
    """Days of raw positions are dropped for all at once; the rest each co-op forgets for itself."""
    turn_position_days(at=timezone.now())
    for cooperative_id in cooperative_ids():
        purge.delay(cooperative_id=cooperative_id)


@shared_task(name="deliveries.purge", base=TenantTask)
def purge(*, cooperative_id: int) -> dict[str, int]:
    """Forget who looked at positions after 30 days, pictures of deliveries after a year, request keys after 3 days."""
    return {
        "looks": purge_positions(at=timezone.now()),
        "pictures": purge_proofs(at=timezone.now()),
        "keys": idempotency.purge(days=KEYS_KEPT_DAYS),
    }


@shared_task(name="deliveries.dispatch_for_each_cooperative")
def dispatch_for_each_cooperative() -> None:
    for cooperative_id in cooperative_ids():
        dispatch_now.delay(cooperative_id=cooperative_id)


@shared_task(name=DISPATCH_NOW, base=TenantTask)
def dispatch_now(*, cooperative_id: int) -> int:
    """Adopt what the engine would do now, if the charter lets it and nobody has stopped it."""
    return dispatch_automatically(at=timezone.now())


@shared_task(name=PLAN_TOURS, base=TenantTask)
def plan_tours(*, cooperative_id: int, plan_id: str, run_id: str) -> bool:
    """Compute a plan's tours. A second delivery of the same attempt finds it done."""
    from deliveries.domain.dispatch.tours import plan  # its solvers are heavy: only a worker loads them

    planner = Actor.platform("tours")
    return carry_out_run(plan_id=UUID(plan_id), run_id=UUID(run_id), by=planner, solve=plan)
