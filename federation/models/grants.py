"""What one co-op grants another: the terms, what each side said, and every use, begun by one and ended by the other.

Only the two read these rows. A third could add some: what counts is read through `queries.means.grants`, by the side
that wrote it and by its slip.
"""

from django.db import models

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import IN_SCOPE, AppendOnly, wall
from coopplatform.tenancy.models import CooperativeOwned
from coopplatform.tenancy.scope import current
from federation.domain.means.grants import Step
from federation.domain.means.terms import Amount, Kind, Terms
from federation.domain.means.uses import UseStep
from federation.models.rules import MEMBER_IN_SCOPE, BetweenMembers, SharedTable


class LetterBetweenMembers(SharedTable):
    """Between two, and its writer empties it once it is needed no more."""

    can_read = f"{IN_SCOPE} or {MEMBER_IN_SCOPE}"
    can_add = IN_SCOPE
    can_change = IN_SCOPE


class Between(models.Model):
    """`cooperative` writes a row about `member`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = models.ForeignKey(
        "cooperatives.Cooperative", models.PROTECT, default=current, editable=False, related_name="+"
    )
    member = models.ForeignKey("cooperatives.Cooperative", models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Grant(Between):
    """Offered by `cooperative` to `member`. `terms` are `domain.means.terms.Terms`, `sha256` theirs.

    `party` is the giver as an invoice names it (`deliveries.domain.invoicing.parties.Party`), where it has said so.
    """

    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    terms = models.JSONField()
    sha256 = models.CharField(max_length=64)
    party = models.JSONField(default=dict)
    offered_by = models.CharField(max_length=64)
    offered_at = models.DateTimeField()

    class Meta:
        constraints = [
            BetweenMembers(name="grant_between_members"),
            AppendOnly(name="grant_append_only"),
            models.CheckConstraint(
                condition=~models.Q(cooperative=models.F("member")), name="grant_to_another"
            ),
        ]

    def read(self) -> Terms:
        return Terms.from_json(self.terms)


class GrantStep(Between):
    """A side accepted, declined or revoked, with the hash of the terms it read; `party` is its own, if it accepts."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=8, choices=[(step.value, step.value) for step in Step])
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=300, blank=True)
    party = models.JSONField(default=dict)
    taken_by = models.CharField(max_length=64)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            BetweenMembers(name="grant_step_between_members"),
            AppendOnly(name="grant_step_append_only"),
            models.UniqueConstraint(fields=["grant", "cooperative", "step"], name="one_grant_step"),
        ]


class HowMuch(Between):
    deliveries = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    cents = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def amount(self) -> Amount:
        return Amount(self.deliveries, self.minutes, self.cents)


class GrantUse(HowMuch):
    """Something done under a grant, begun by `cooperative`. `key` names it once and for all: a replay is known.

    `body` has no person in it; who and where is in the `letter`. `on` is the day it counts for.
    """

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="uses")
    key = models.CharField(max_length=80)
    what = models.CharField(max_length=120)
    on = models.DateField()
    body = models.JSONField(default=dict)
    letter_sha256 = models.CharField(max_length=64)
    good_until = models.DateTimeField()
    slip = models.TextField()
    begun_by = models.CharField(max_length=64)
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [
            BetweenMembers(name="grant_use_between_members"),
            AppendOnly(name="grant_use_append_only"),
            models.UniqueConstraint(fields=["grant", "cooperative", "key"], name="one_use_per_key"),
        ]


class GrantUseLetter(Between):
    """The people and places of a use, for as long as they are needed; then `body` is empty."""

    use = models.OneToOneField(GrantUse, models.PROTECT, related_name="letter")
    body = models.JSONField()
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [LetterBetweenMembers(name="grant_letter_between_members")]


class GrantUseStep(HowMuch):
    """What became of a use; `amount` counts where it is done. `body` has no person in it."""

    use = models.ForeignKey(GrantUse, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=9, choices=[(step.value, step.value) for step in UseStep])
    reason = models.CharField(max_length=300, blank=True)
    body = models.JSONField(default=dict)
    taken_by = models.CharField(max_length=64)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            BetweenMembers(name="grant_use_step_between_members"),
            AppendOnly(name="grant_use_step_append_only"),
            models.UniqueConstraint(fields=["use", "cooperative", "step"], name="one_grant_use_step"),
        ]


class GrantStore(CooperativeOwned):
    """A store of the co-op that belongs to a grant it took: where what the partner hands over is ordered, or a shop of
    the partner's client. `partner` is the other co-op's id; it is billed."""

    grant = models.UUIDField()
    partner = models.BigIntegerField()
    store = models.UUIDField()
    is_for_relay = models.BooleanField()
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "store"], name="one_grant_per_store"),
        ]


class UseOrder(CooperativeOwned):
    """An order of the co-op that goes with a use of a grant: handed over by it, or carried by it for another.

    `told` is the last step that was carried out or told here; `booked_at` when its cost came into the books.
    """

    use = models.UUIDField()
    order = models.UUIDField()
    is_ours_to_carry = models.BooleanField()
    told = models.CharField(max_length=9, blank=True)
    booked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "use"], name="one_order_per_use"),
        ]
        indexes = [models.Index(fields=["cooperative", "order"], name="uses_of_order")]
