"""What may happen next to a plan of tours."""

from enum import StrEnum

from coopplatform.kernel.text import _
from deliveries.domain.lifecycle import Lifecycle


class PlanState(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    READY = "ready"
    ADOPTED = "adopted"


class PlanEvent(StrEnum):
    RUN = "run"
    FINISH = "finish"
    FAIL = "fail"
    FALL_BACK = "fall_back"
    EDIT = "edit"
    ADOPT = "adopt"


PLAN = Lifecycle(
    "plan",
    {
        (PlanState.DRAFT, PlanEvent.RUN): PlanState.RUNNING,
        (PlanState.READY, PlanEvent.RUN): PlanState.RUNNING,
        (PlanState.RUNNING, PlanEvent.FINISH): PlanState.READY,
        (PlanState.RUNNING, PlanEvent.FAIL): PlanState.DRAFT,
        (PlanState.RUNNING, PlanEvent.FALL_BACK): PlanState.READY,
        (PlanState.READY, PlanEvent.EDIT): PlanState.READY,
        (PlanState.READY, PlanEvent.ADOPT): PlanState.ADOPTED,
    },
    {
        PlanState.DRAFT: _("Nothing is planned yet: run the plan first."),
        PlanState.RUNNING: _("The plan is being computed: wait, or stop it."),
        PlanState.READY: _("The plan is ready."),
        PlanState.ADOPTED: _("These tours were given to their couriers already."),
    },
)
