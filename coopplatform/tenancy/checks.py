"""A tenant's table without its wall, or tied to another by a plain key, stops the start."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import models

from coopplatform.tenancy.constraints import TenantForeignKey, TenantWall, tenant_models
from coopplatform.tenancy.models import CooperativeOwned


@register("tenancy")
def check_walls(**_: Any) -> list[CheckMessage]:
    return [error for model in tenant_models() for error in _errors(model)]


def _errors(model: type[models.Model]) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    constraints = model._meta.constraints
    if not any(isinstance(constraint, TenantWall) for constraint in constraints):
        errors.append(Error("No TenantWall.", hint="constraints = wall(…)", obj=model, id="tenancy.E001"))
    composite = {constraint.field for constraint in constraints if isinstance(constraint, TenantForeignKey)}
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey) or not issubclass(field.related_model, CooperativeOwned):
            continue
        if field.name not in composite or getattr(field, "db_constraint", True):
            hint = f"ForeignKey(db_constraint=False) and wall({field.name!r})"
            errors.append(
                Error(f"{field.name} is no composite key.", hint=hint, obj=model, id="tenancy.E002")
            )
    return errors
