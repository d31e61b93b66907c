"""An appeal: workers of other co-ops, drawn by lot, decide on a decision of the federation."""

from django.conf import settings
from django.db import models

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import AppendOnly
from federation.models.membership import About, Shared, Transition
from federation.models.rules import (
    PublishedByCooperative,
    PublishedByFederation,
    SharedWithFederation,
    WrittenAboutMember,
)

USER = settings.AUTH_USER_MODEL


class Appeal(Shared):
    """A co-op wants a decision looked at by workers of other co-ops."""

    transition = models.ForeignKey(Transition, models.PROTECT, related_name="+")
    grounds = models.TextField()
    filed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="appeal_shared_with_federation"),
            AppendOnly(name="appeal_append_only"),
            models.UniqueConstraint(fields=["transition"], name="one_appeal_per_decision"),
        ]


class PanelVolunteer(Shared):
    """A worker of the co-op, by a pseudonym, is willing to sit in panels or is not any more; the newest row counts."""

    pseudonym = models.CharField(max_length=16)
    is_willing = models.BooleanField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="volunteer_published_by_cooperative"),
            AppendOnly(name="volunteer_append_only"),
        ]


class PanelDraw(models.Model):
    """A panel as it was drawn, with all that is needed to draw it again: seed, candidates, result.

    `appeal` is the appeal's id; whose it is stays between the co-op, the federation and the panel.
    `candidates` are of all co-ops but that one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    appeal = models.UUIDField(unique=True)
    seed = models.CharField(max_length=200)
    seed_source = models.CharField(max_length=200)
    candidates = models.JSONField()
    drawn = models.JSONField()
    drawn_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="panel_published_by_federation"),
            AppendOnly(name="panel_append_only"),
        ]


class PanelSeat(About):
    """A seat of a panel, told to the co-op of the worker who has it (`member`), with the case they decide on."""

    draw = models.ForeignKey(PanelDraw, models.PROTECT, related_name="seats")
    pseudonym = models.CharField(max_length=16)
    case = models.JSONField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="seat_written_about_member"),
            AppendOnly(name="seat_append_only"),
            models.UniqueConstraint(fields=["draw", "pseudonym"], name="one_seat_per_worker"),
        ]


class PanelVote(Shared):
    """How a seat decided, and why."""

    seat = models.OneToOneField(PanelSeat, models.PROTECT, related_name="vote")
    is_overturned = models.BooleanField()
    reason = models.TextField()
    voted_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="vote_shared_with_federation"),
            AppendOnly(name="vote_append_only"),
        ]
