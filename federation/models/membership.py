"""Who belongs: every transition of every co-op, in a chain; and the criteria it was decided by."""

from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import AppendOnly
from coopplatform.tenancy.scope import current
from federation.domain.review.membership import BY_COOPERATIVE, FOUR_EYES, TABLE, Action, State, Step
from federation.models.rules import (
    FEDERATION_IN_SCOPE,
    MEMBER_IN_SCOPE,
    PublishedByFederation,
    SharedTable,
    SharedWithFederation,
)

OWN_ACTIONS = ", ".join(f"'{action}'" for action in sorted(BY_COOPERATIVE))


def _leads_where_it_may() -> Q:
    """No action leads to a state that its row of the table does not name."""
    found = Q()
    for action in Action:
        states = sorted({state.value for (_before, done), state in TABLE.items() if done is action})
        found |= Q(action=action.value, state__in=states)
    return found


class Register(SharedTable):
    """The federation adds transitions of any co-op, a co-op its own application, withdrawal and appeal.

    Both read; nobody else.
    """

    can_read = f"{MEMBER_IN_SCOPE} or {FEDERATION_IN_SCOPE}"
    can_add = f"{FEDERATION_IN_SCOPE} or ({MEMBER_IN_SCOPE} and action in ({OWN_ACTIONS}))"


class Shared(models.Model):
    """A row a co-op adds in its own name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = models.ForeignKey(
        "cooperatives.Cooperative", models.PROTECT, default=current, editable=False, related_name="+"
    )

    class Meta:
        abstract = True


class About(models.Model):
    """A row the federation adds about a member."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey("cooperatives.Cooperative", models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Application(Shared):
    """What a co-op handed in to be admitted, its statutes included; handed in again, it is a new row."""

    legal_form = models.CharField(max_length=24)
    founders = models.TextField()
    plan = models.TextField()
    statutes_name = models.CharField(max_length=120)
    statutes = models.BinaryField()
    statutes_sha256 = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="application_shared_with_federation"),
            AppendOnly(name="application_append_only"),
        ]


class CriteriaSet(models.Model):
    """A version of the criteria, as the federation adopted it: each criterion with its thresholds.

    `origin` is where it is from, if not from the board's own hand: `{version_id, name, sha256, values}` of a set of the
    commons, or `{back_to}` an earlier version.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField()
    criteria = models.JSONField()
    note = models.TextField()
    origin = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="criteria_published_by_federation"),
            AppendOnly(name="criteria_append_only"),
            models.UniqueConstraint(fields=["version"], name="one_criteria_set_per_version"),
        ]


class Dossier(Shared):
    """What a co-op let the reviewers see: each criterion with its value, evidence and comment. Frozen.

    `lines` are those of `domain.review.dossier`; `sha256` is that of their JSON with the set's version.
    """

    set_version = models.PositiveIntegerField()
    lines = models.JSONField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            SharedWithFederation(name="dossier_shared_with_federation"),
            AppendOnly(name="dossier_append_only"),
        ]


class DossierFile(Shared):
    """A paper of a released dossier."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="files")
    criterion = models.CharField(max_length=4)
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            SharedWithFederation(name="dossier_file_shared_with_federation"),
            AppendOnly(name="dossier_file_append_only"),
        ]


class Transition(About):
    """A co-op goes from one state to another: by whom, why, from which day on. Never changed.

    `prev_hash` is the `sha256` of the co-op's transition before; `red_reasons` has one reason for each criterion that
    was red in the `dossier`; `summary` is what everybody may read where the action is public. `sequence` counts from 1.
    """

    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=16, choices=[(action.value, action.value) for action in Action])
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in State])
    in_force_from = models.DateField()
    reason = models.TextField()
    summary = models.CharField(max_length=300, blank=True)
    red_reasons = models.JSONField(default=dict)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    prev_hash = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            Register(name="transition_register"),
            AppendOnly(name="transition_append_only"),
            models.UniqueConstraint(fields=["member", "sequence"], name="one_transition_per_number"),
            models.CheckConstraint(condition=~Q(reason=""), name="transition_has_a_reason"),
            models.CheckConstraint(condition=_leads_where_it_may(), name="transition_leads_where_it_may"),
            models.CheckConstraint(
                condition=~Q(action__in=sorted(action.value for action in FOUR_EYES))
                | Q(seconded_by__isnull=False),
                name="four_eyes_where_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by__isnull=True) | ~Q(seconded_by=F("decided_by")),
                name="seconded_by_someone_else",
            ),
        ]

    @property
    def step(self) -> Step:
        return Step(Action(self.action), State(self.state), self.in_force_from)

    def body(self, member_slug: str) -> dict[str, Any]:
        """What its hash is of."""
        return {
            "member": member_slug,
            "sequence": self.sequence,
            "action": self.action,
            "state": self.state,
            "in_force_from": self.in_force_from.isoformat(),
            "reason": self.reason,
            "summary": self.summary,
            "red_reasons": self.red_reasons,
            "dossier": str(self.dossier_id or ""),
            "decided_by": self.decided_by_id,
            "seconded_by": self.seconded_by_id,
            "decided_at": self.decided_at.astimezone(UTC).isoformat(),
        }


class LeaveNotice(Shared):
    """A co-op says that it leaves, and its last day; the federation then records it."""

    last_day = models.DateField()
    reason = models.TextField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="leave_notice_shared_with_federation"),
            AppendOnly(name="leave_notice_append_only"),
        ]
