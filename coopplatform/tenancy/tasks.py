"""Background work of a co-op: the scope travels as the keyword `cooperative_id`."""

from inspect import signature
from typing import Any

from celery.contrib.django.task import DjangoTask

from coopplatform.tenancy.scope import scope


class TenantTask(DjangoTask):
    """Base of every task that touches a co-op. Arguments are ids; redelivery must be harmless."""

    abstract = True
    acks_late = True
    reject_on_worker_lost = True

    def __init__(self) -> None:
        if "cooperative_id" not in signature(self.run).parameters:
            raise TypeError(f"{self.name}: a tenant task takes the keyword cooperative_id")

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        if not isinstance((kwargs or {}).get("cooperative_id"), int):
            raise TypeError(f"{self.name}: say for which co-op, cooperative_id=…")
        return super().apply_async(args=args, kwargs=kwargs, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with scope(kwargs["cooperative_id"]):
            return super().__call__(*args, **kwargs)
