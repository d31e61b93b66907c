"""What every row of a cooperative has in common."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django_scopes import ScopedManager

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.scope import current


class CooperativeOwned(models.Model):
    """A row of one co-op. Its co-op is the scope's, and never changes.

    A subclass that points to other tenant tables declares `class Meta: constraints = wall("order", …)`,
    with `ForeignKey(…, db_constraint=False)`; the system check tells what is missing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = models.ForeignKey(
        "cooperatives.Cooperative", models.PROTECT, default=current, editable=False, related_name="+"
    )

    objects = ScopedManager(cooperative="cooperative")

    class Meta:
        abstract = True
        constraints = wall()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._belongs_here([self])
        super().save(*args, **kwargs)

    @staticmethod
    def _belongs_here(rows: "Iterable[CooperativeOwned]") -> None:
        here = current()
        for row in rows:
            if row.cooperative_id != here:
                raise WrongCooperative(f"{row._meta.label} of co-op {row.cooperative_id}, scope {here}")


class WrongCooperative(RuntimeError):
    """A row of one co-op was to be written inside another's scope."""
