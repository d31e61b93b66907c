"""What went wrong with an order, what was said of it and done about it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.incidents import LONGEST_REASON, LONGEST_TEXT, Decision, Priority, Suggestion
from deliveries.models.orders import Order, PriceChange, Task
from deliveries.models.stores import Store


class ReasonSet(CooperativeOwned):
    """What may go wrong, as the co-op says (without a store), or a store of its own orders.

    `reasons` are `{"code", "photo"}` in their order; without a row the usual ones hold.
    """

    store = models.OneToOneField(
        Store, models.CASCADE, null=True, blank=True, related_name="reasons", db_constraint=False
    )
    reasons = models.JSONField()

    class Meta:
        constraints = [
            *wall("store"),
            models.UniqueConstraint(
                fields=["cooperative"],
                name="one_reason_set_of_all",
                condition=models.Q(store__isnull=True),
            ),
        ]


class Incident(CooperativeOwned):
    """Something a person should know of an order. `reported_at` is when it was said, `received_at` when we heard.

    `courier` has the stop at that time. `is_failure`: the stop ended with it. `decision` is empty where nothing is
    suggested.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    order = models.ForeignKey(Order, models.PROTECT, related_name="incidents", db_constraint=False)
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="incidents", db_constraint=False
    )
    courier = models.ForeignKey(
        "members.MemberWorker", models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    priority = models.PositiveSmallIntegerField(choices=[(p.value, p.value) for p in Priority])
    reason = models.CharField(max_length=LONGEST_REASON)
    description = models.CharField(max_length=LONGEST_TEXT, blank=True)
    wants_photo = models.BooleanField(default=False)
    is_failure = models.BooleanField(default=False)
    tap = models.UUIDField(null=True, blank=True)
    reported_by = models.CharField(max_length=64)
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField()
    suggestion = models.JSONField(default=dict, blank=True)
    decision = models.CharField(
        max_length=8, blank=True, choices=[(decision.value, decision.value) for decision in Decision]
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = wall("order", "task", "courier")
        indexes = [
            models.Index(fields=["cooperative", "order"], name="incidents_of_order"),
            models.Index(fields=["cooperative", "-reported_at"], name="incidents_by_time"),
            models.Index(
                fields=["cooperative", "priority", "reported_at"],
                name="open_incidents",
                condition=models.Q(state="open"),
            ),
            models.Index(fields=["cooperative", "courier", "-reported_at"], name="incidents_of_courier"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def suggested(self) -> Suggestion:
        return Suggestion.from_json(self.suggestion)

    @property
    def is_undecided(self) -> bool:
        return self.decision == Decision.OPEN


class IncidentEntry(CooperativeOwned):
    """One thing that was said or done about an incident, for good. `told` is a kept sentence, `words` a person's."""

    class Kind(models.TextChoices):
        REPORTED = "reported", _("Reported")
        COMMENT = "comment", _("Comment")
        PRIORITY = "priority", _("Priority")
        ACCEPTED = "accepted", _("Suggestion accepted")
        REJECTED = "rejected", _("Suggestion turned down")
        PRICED = "priced", _("Price changed")
        RESCHEDULED = "rescheduled", _("Another time")
        CANCELLED = "cancelled", _("Order cancelled")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Open again")
        WITHDRAWN = "withdrawn", _("Taken back by the courier")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="entries", db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.CharField(max_length=LONGEST_TEXT, blank=True)
    told = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    price_change = models.ForeignKey(
        PriceChange, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = wall("incident", "price_change", append_only=True)
        indexes = [models.Index(fields=["cooperative", "incident", "made_at"], name="entries_of_incident")]
