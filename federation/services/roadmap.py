"""A round of the roadmap: opened with its budgets, filled with proposals and support, decided when it is over."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.commons import (
    FeatureProposed,
    FeaturesSupported,
    RoadmapDecided,
    RoadmapRoundOpened,
)
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.commons.document import digest
from federation.domain.roadmap import budgets
from federation.models import RoadmapBudget, RoadmapFeature, RoadmapOutcome, RoadmapRound, RoadmapSupport
from federation.queries.commons.standing import may_take_part, taking_part
from federation.queries.roadmap import budgets_of, support_in, worked_out
from federation.services.here import require_federation

MOST_POT_CENTS = 1_000_000_000
MOST_FEATURES = 200
LEAST_WORDS = 20


@unit_of_work
def open_round(
    *,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    pot_cents: int,
    dues_cents: Mapping[str, int],
    equal_percent: int,
    minute: str,
    by: Actor,
    at: datetime,
    ties: str = RoadmapRound.Ties.NEWEST,
) -> RoadmapRound:
    """Set a round's dates and budgets, by the parameters that were voted. In the federation's scope.

    Raises Invalid for a round that ends before it begins or before now, a pot or dues that make no sense, one who is no
    member.
    """
    require_federation()
    if not title.strip() or len(title) > 80:
        raise Invalid("no_title", _("A round needs a title of at most 80 characters."), field="title")
    if closes_at <= opens_at or closes_at <= at:
        raise Invalid("round_ends", _("A round ends after it begins, and after today."), field="closes_on")
    if not 0 < pot_cents <= MOST_POT_CENTS:
        raise Invalid("no_pot", _("A round needs a pot and co-ops to share it."), field="pot")
    if len(minute.strip()) < 10:
        raise Invalid("no_minute", _("Name the vote that set this budget."), field="minute")
    here = cooperative_here()
    strangers = dues_cents.keys() - taking_part(timezone.localdate(at, here.zone))
    if strangers:
        raise Invalid("no_member", _("%(name)s is no member."), name=", ".join(sorted(strangers)))
    shares = budgets(pot_cents, dues_cents, equal_percent=equal_percent)
    made = RoadmapRound.objects.create(
        title=title.strip(),
        opens_at=opens_at,
        closes_at=closes_at,
        currency=here.currency,
        pot_cents=pot_cents,
        equal_percent=equal_percent,
        ties=ties,
        minute=minute.strip()[:300],
        made_by=str(by),
        made_at=at,
    )
    RoadmapBudget.objects.bulk_create(
        RoadmapBudget(round=made, member_slug=slug, dues_cents=dues_cents[slug], budget_cents=cents)
        for slug, cents in shares.items()
    )
    record(RoadmapRoundOpened(round_id=made.pk, occurred_at=at), by=by)
    return made


@unit_of_work
def propose_feature(
    *, round_id: UUID, name: str, words: str, cost_cents: int, by: Actor, at: datetime
) -> RoadmapFeature:
    """Something to be built, with what it costs. Raises NotFound; NotAllowedNow outside of the round's days or for a
    co-op that may not take part; Invalid for a name taken, too few words, a cost above the pot."""
    round_ = _open(round_id, at)
    _check_belongs(round_, at)
    if not 0 < len(name.strip()) <= 80:
        raise Invalid("no_name", _("A proposal needs a name of at most 80 characters."), field="name")
    if RoadmapFeature.objects.filter(round=round_, name=name.strip()).exists():
        raise Invalid(
            "name_taken", _("Something of this name is proposed already: support that."), field="name"
        )
    if len(words.strip()) < LEAST_WORDS:
        raise Invalid(
            "too_few_words",
            _("Say what it is for, in at least %(least)s characters."),
            field="words",
            least=LEAST_WORDS,
        )
    if not 0 < cost_cents <= round_.pot_cents:
        raise Invalid(
            "cost_out_of_range", _("It costs more than nothing and no more than the pot."), field="cost"
        )
    if RoadmapFeature.objects.filter(round=round_).count() >= MOST_FEATURES:
        raise NotAllowedNow("many_features", _("This round is full."))
    made = RoadmapFeature.objects.create(
        round=round_,
        name=name.strip(),
        words=words.strip()[:4000],
        cost_cents=cost_cents,
        proposed_by=str(by),
        proposed_at=at,
    )
    record(FeatureProposed(feature_id=made.pk, round_id=round_.pk, occurred_at=at), by=by)
    return made


@unit_of_work
def support_features(
    *, round_id: UUID, feature_ids: Collection[UUID], by: Actor, at: datetime
) -> RoadmapSupport:
    """What the co-op in scope would spend its budget on, instead of what it said before.

    Raises NotFound for a round or a feature that is not there; NotAllowedNow before it opens, after it has closed, or
    for a co-op without a budget in it.
    """
    round_ = _open(round_id, at)
    _check_belongs(round_, at)
    known = set(RoadmapFeature.objects.filter(round=round_, pk__in=feature_ids).values_list("pk", flat=True))
    if known != {*feature_ids}:
        raise NotFound("no_feature", _("There is no such proposal in this round."))
    given = RoadmapSupport.objects.create(
        round=round_, feature_ids=sorted(str(one) for one in known), given_by=str(by), given_at=at
    )
    record(FeaturesSupported(support_id=given.pk, round_id=round_.pk, occurred_at=at), by=by)
    return given


@unit_of_work
def decide_round(*, round_id: UUID, by: Actor, at: datetime) -> RoadmapOutcome:
    """Work the outcome out and write it down, once. In the federation's scope.

    Raises NotFound; NotAllowedNow before the round is over or when it is decided already.
    """
    require_federation()
    round_ = RoadmapRound.objects.filter(pk=round_id).first()
    if round_ is None:
        raise NotFound("no_round", _("There is no such round."))
    if at < round_.closes_at:
        raise NotAllowedNow("round_open", _("This round is not over yet."))
    if RoadmapOutcome.objects.filter(round=round_).exists():
        raise NotAllowedNow("round_decided", _("This round is decided."))
    body = {
        "method": "equal shares, use as large as cost",
        "ties": round_.ties,
        "budgets": budgets_of(round_),
        "support": {feature: sorted(slugs) for feature, slugs in sorted(support_in(round_).items())},
        "outcome": worked_out(round_).as_json(),
    }
    outcome = RoadmapOutcome.objects.create(
        round=round_, body=body, sha256=digest(body), decided_by=str(by), decided_at=at
    )
    record(RoadmapDecided(outcome_id=outcome.pk, round_id=round_.pk, occurred_at=at), by=by)
    return outcome


def _open(round_id: UUID, at: datetime) -> RoadmapRound:
    round_ = RoadmapRound.objects.filter(pk=round_id).first()
    if round_ is None:
        raise NotFound("no_round", _("There is no such round."))
    if at >= round_.closes_at:
        raise NotAllowedNow(
            "round_closed", _("This round is closed since %(day)s."), day=round_.closes_at.date()
        )
    if at < round_.opens_at:
        raise NotAllowedNow("round_to_come", _("This round opens on %(day)s."), day=round_.opens_at.date())
    return round_


def _check_belongs(round_: RoadmapRound, at: datetime) -> None:
    here = cooperative_here()
    if not may_take_part(here.slug, timezone.localdate(at, here.zone)):
        raise NotAllowedNow(
            "may_not_take_part",
            _("Only a co-op that belongs to the federation with all its rights does this."),
        )
    if here.slug not in budgets_of(round_):
        raise NotAllowedNow("no_budget", _("Your co-op has no budget in this round."))
