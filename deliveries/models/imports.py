"""Orders out of a file: the file as it was sent, and what became of each of its lines."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.models.orders import Order
from deliveries.models.stores import Store


class OrderImport(CooperativeOwned):
    """A file a store sent. `header` are its columns as they were written; `digest` tells the same file again."""

    class State(models.TextChoices):
        CHECKED = "checked"
        RUNNING = "running"
        DONE = "done"

    store = models.ForeignKey(Store, models.CASCADE, related_name="imports", db_constraint=False)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    header = models.JSONField()
    state = models.CharField(max_length=8, choices=State)
    lines_count = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = wall("store")
        indexes = [models.Index(fields=["cooperative", "store", "-created_at"], name="imports_of_store")]


class ImportLine(CooperativeOwned):
    """A line of the file: the cells as written, and the order it made or why it made none."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ORDERED = "ordered"
        FAILED = "failed"

    order_import = models.ForeignKey(OrderImport, models.CASCADE, related_name="lines", db_constraint=False)
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    state = models.CharField(max_length=8, choices=State)
    trouble = models.JSONField(default=dict, blank=True)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        constraints = [
            *wall("order_import", "order"),
            models.UniqueConstraint(
                fields=["cooperative", "order_import", "number"], name="one_line_per_number"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "order_import", "state"], name="import_lines_by_state")
        ]
