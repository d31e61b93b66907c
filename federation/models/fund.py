"""The fund of the co-ops: its rules put to the vote, what each puts in and asks, and what two people decide."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import AppendOnly
from federation.domain.means.fund import FundRules, Purpose
from federation.domain.means.fund_figures import Figures
from federation.models.membership import About, Shared
from federation.models.rules import PublishedByFederation, SharedWithFederation, WrittenAboutMember
from federation.models.voice import Consultation

USER = settings.AUTH_USER_MODEL
PURPOSES: list[tuple[str, Any]] = [
    (Purpose.SOLIDARITY.value, _("solidarity with a loss")),
    (Purpose.GUARANTEE.value, _("guarantee of wages")),
]


class Published(models.Model):
    """A row the federation publishes to all."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class FundHistories(Published):
    """Members' quarters without names, order or size (`domain.means.histories`), for everybody's simulator."""

    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_by = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="fund_histories_by_federation"),
            AppendOnly(name="fund_histories_append_only"),
        ]


class FundVersion(Published):
    """Rules put to a consultation with the curve voters saw; in force once it is adopted. Never changed, only followed.

    `sha256` is that of rules, curve, parameters and histories together: `body`.
    """

    number = models.PositiveSmallIntegerField(unique=True)
    consultation = models.OneToOneField(Consultation, models.PROTECT, related_name="fund_version")
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="fund_version_by_federation"),
            AppendOnly(name="fund_version_append_only"),
        ]

    @property
    def rules(self) -> FundRules:
        return FundRules.read(self.body["rules"])


class FundBase(Shared):
    """A closed year of a co-op as it let the federation see it. `computed` is what its books gave, `declared` what a
    person typed instead; `figures` what counts. A correction is a new row: the newest counts."""

    year = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    computed = models.JSONField(default=dict)
    declared = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    shared_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="fund_base_shared_with_federation"),
            AppendOnly(name="fund_base_append_only"),
        ]

    @property
    def year_figures(self) -> Figures:
        return Figures.read(self.figures)


class FundCall(About):
    """What a member owes the fund for a year, by the version in force: once a year."""

    year = models.PositiveSmallIntegerField()
    version = models.ForeignKey(FundVersion, models.PROTECT, related_name="+")
    base = models.ForeignKey(FundBase, models.PROTECT, related_name="+")
    solidarity_cents = models.PositiveBigIntegerField()
    guarantee_cents = models.PositiveBigIntegerField()
    repayment_cents = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    lines = models.JSONField()
    due_on = models.DateField()
    called_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="fund_call_about_member"),
            AppendOnly(name="fund_call_append_only"),
            models.UniqueConstraint(fields=["member", "year"], name="one_fund_call_a_year"),
        ]

    @property
    def total_cents(self) -> int:
        return self.solidarity_cents + self.guarantee_cents + self.repayment_cents


class FundClaim(Shared):
    """A co-op asks, with its own figures: computed by its books, declared by a person, and those that count.

    `people` are the ids of who has a part in it that day: none of them decides on it.
    """

    purpose = models.CharField(max_length=10, choices=PURPOSES)
    year = models.PositiveSmallIntegerField()
    version = models.ForeignKey(FundVersion, models.PROTECT, related_name="+")
    figures = models.JSONField()
    computed = models.JSONField(default=dict)
    declared = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    words = models.TextField()
    people = models.JSONField(default=list)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="fund_claim_shared_with_federation"),
            AppendOnly(name="fund_claim_append_only"),
            models.UniqueConstraint(fields=["cooperative", "year", "purpose"], name="one_fund_claim_a_year"),
            models.CheckConstraint(condition=~Q(words=""), name="fund_claim_has_words"),
        ]

    @property
    def year_figures(self) -> Figures:
        return Figures.read(self.figures)


class FundProposal(About):
    """One person proposes what a claim gets: never above the rules. Proposed anew, the newest waits for a second.

    `covered` is how the rules' amount was reckoned then, `terms` the instalments and conditions with their days.
    """

    claim = models.ForeignKey(FundClaim, models.PROTECT, related_name="proposals")
    cents = models.PositiveBigIntegerField()
    allowed_cents = models.PositiveBigIntegerField()
    covered = models.JSONField()
    terms = models.JSONField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="fund_proposal_about_member"),
            AppendOnly(name="fund_proposal_append_only"),
            models.CheckConstraint(
                condition=Q(cents__lte=F("allowed_cents")), name="fund_proposal_within_the_rules"
            ),
        ]


class FundDecision(About):
    """A second person confirmed: the claim is decided, once."""

    claim = models.OneToOneField(FundClaim, models.PROTECT, related_name="decision")
    proposal = models.OneToOneField(FundProposal, models.PROTECT, related_name="decision")
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="fund_decision_about_member"),
            AppendOnly(name="fund_decision_append_only"),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("decided_by")), name="fund_decision_by_two_people"
            ),
        ]


class FundConditionMet(About):
    """A condition of a decision was kept, says who looked."""

    decision = models.ForeignKey(FundDecision, models.PROTECT, related_name="met")
    code = models.CharField(max_length=10)
    words = models.CharField(max_length=300)
    seen_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="fund_condition_about_member"),
            AppendOnly(name="fund_condition_append_only"),
            models.UniqueConstraint(fields=["decision", "code"], name="one_fund_condition_each"),
        ]


class FundMovement(About):
    """Money between a member and the fund: a call that came in, an instalment that went out. Each side books it."""

    call = models.OneToOneField(FundCall, models.PROTECT, null=True, related_name="received")
    decision = models.ForeignKey(FundDecision, models.PROTECT, null=True, related_name="paid")
    instalment = models.PositiveSmallIntegerField(default=0)
    cents = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    moved_on = models.DateField()
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="fund_movement_about_member"),
            AppendOnly(name="fund_movement_append_only"),
            models.UniqueConstraint(fields=["decision", "instalment"], name="one_fund_instalment_each"),
            models.CheckConstraint(
                condition=Q(call__isnull=False, decision__isnull=True)
                | Q(call__isnull=True, decision__isnull=False, instalment__gt=0),
                name="fund_movement_in_or_out",
            ),
        ]


class FundLine(Published):
    """A line of the ledger all members read: what came in (positive) or went out, for which purpose, and since when.

    `name` is the co-op's where the rules say that names are shown, else empty.
    """

    class Kind(models.TextChoices):
        CONTRIBUTION = "contribution", _("contribution")
        REPAYMENT = "repayment", _("paid back")
        SUPPORT = "support", _("help with a loss")
        WAGES = "wages", _("wages guaranteed")

    purpose = models.CharField(max_length=10, choices=PURPOSES)
    kind = models.CharField(max_length=12, choices=Kind)
    cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    moved_on = models.DateField()
    name = models.CharField(max_length=120, blank=True)
    conditions = models.JSONField(default=list)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="fund_line_by_federation"),
            AppendOnly(name="fund_line_append_only"),
            models.CheckConstraint(condition=~Q(cents=0), name="fund_line_moves"),
        ]
