"""Units of work, promises kept, tasks that carry their co-op."""

import pytest
from celery import Celery

from coopplatform.tenancy.scope import current, scope
from coopplatform.tenancy.tasks import TenantTask
from coopplatform.tenancy.work import (
    NoUnitOfWork,
    PromiseBroken,
    keep,
    promise,
    require_unit_of_work,
    unit_of_work,
)


def test_a_building_block_outside_of_a_service_is_refused(db):
    with pytest.raises(NoUnitOfWork):
        require_unit_of_work()


def test_inside_a_service_it_is_welcome(db):
    unit_of_work(require_unit_of_work)()


def test_two_units_of_work_do_not_nest(db):
    @unit_of_work
    def inner() -> None: ...

    @unit_of_work
    def outer() -> None:
        inner()

    with pytest.raises(RuntimeError, match="durable"):
        outer()


def test_a_promise_that_is_not_kept_undoes_everything(db, settings):
    @unit_of_work
    def forget() -> None:
        promise("order:1")

    @unit_of_work
    def remember() -> None:
        promise("order:1")
        keep("order:1")

    remember()
    with pytest.raises(PromiseBroken, match="order:1"):
        forget()
    settings.LEDGER_GUARD_RAISES = False
    forget()


class Forgetful(TenantTask):
    name = "forgetful"

    def run(self) -> None: ...


class Careful(TenantTask):
    name = "careful"

    def run(self, *, cooperative_id: int) -> int | None:
        return current()


def test_a_tenant_task_without_its_co_op_does_not_exist():
    with pytest.raises(TypeError, match="cooperative_id"):
        Forgetful()


def test_a_tenant_task_is_not_sent_without_saying_for_whom_and_runs_in_its_scope():
    careful = Celery("tests", set_as_current=False).register_task(Careful())
    with pytest.raises(TypeError, match="for which co-op"):
        careful.delay()
    assert careful(cooperative_id=7) == 7


def test_every_registered_task_of_ours_is_a_tenant_task_or_loops_over_co_ops():
    from coopplatform.celery import app

    app.loader.import_default_modules()
    ours = [
        task
        for name, task in app.tasks.items()
        if name.split(".")[0] in ("cooperatives", "deliveries", "members", "federation")
    ]
    assert all(isinstance(task, TenantTask) or task.name.endswith("for_each_cooperative") for task in ours)


def test_the_scope_is_left_when_the_task_ends():
    with scope(3):
        pass
    assert current() is None
