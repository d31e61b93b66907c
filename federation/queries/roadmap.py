"""Rounds of the roadmap: budgets, proposals, support, what came out, and what each co-op's euros got."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cooperatives.models import Cooperative
from cooperatives.queries.directory import cooperatives_called, the_federation
from coopplatform.tenancy.scope import scope
from federation.domain.roadmap import Feature, Outcome, equal_shares
from federation.models import RoadmapBudget, RoadmapFeature, RoadmapOutcome, RoadmapRound, RoadmapSupport
from federation.queries.commons.standing import taking_part
from federation.queries.means.dues.calls import assessed_by_member


@dataclass(frozen=True, slots=True)
class Proposal:
    """A feature with who supports it, by name; `is_bought` once the round is decided."""

    feature: RoadmapFeature
    supporters: tuple[str, ...]
    is_mine: bool
    is_supported_by_us: bool
    is_bought: bool = False

    @property
    def cost_cents(self) -> int:
        return self.feature.cost_cents


@dataclass(frozen=True, slots=True)
class Got:
    """What a co-op's cents bought: its part of a feature's cost."""

    name: str
    paid_cents: int
    cost_cents: int

    @property
    def ten_thousandths(self) -> int:
        return self.paid_cents * 10_000 // self.cost_cents


@dataclass(frozen=True, slots=True)
class Standing:
    """A round as it stands."""

    round: RoadmapRound
    budgets: dict[str, int]
    proposals: tuple[Proposal, ...]
    outcome: RoadmapOutcome | None

    def is_open(self, at: datetime) -> bool:
        return self.round.opens_at <= at < self.round.closes_at

    def is_over(self, at: datetime) -> bool:
        return at >= self.round.closes_at

    def is_to_come(self, at: datetime) -> bool:
        return at < self.round.opens_at

    @property
    def bought(self) -> list[dict[str, Any]]:
        return list(self.outcome.body["outcome"]["bought"]) if self.outcome else []

    def got_by(self, slug: str) -> list[Got]:
        """Feature by feature, what a co-op paid of it."""
        names = {str(one.feature.pk): one.feature.name for one in self.proposals}
        return [
            Got(names[one["feature_id"]], one["paid_cents"][slug], one["cost_cents"])
            for one in self.bought
            if one["paid_cents"].get(slug)
        ]

    def left_of(self, slug: str) -> int | None:
        if self.outcome is None:
            return None
        return int(self.outcome.body["outcome"]["left_cents"].get(slug, 0))


def known_dues(on: date) -> dict[str, int]:
    """By member that takes part, the dues it was called in the twelve months up to a day, in cents.

    Credit notes are off; in the currency of the federation's books. The treasurer may still enter others with a round:
    dues from before they were called here, or what a vote decided.
    """
    federation = the_federation()
    if federation is None:
        return {}
    with scope(federation.pk):
        assessed = assessed_by_member(on)
    return {slug: assessed.get(slug, 0) for slug in sorted(taking_part(on))}


def rounds(*, limit: int = 24) -> list[RoadmapRound]:
    """The newest first."""
    return list(RoadmapRound.objects.select_related("outcome").order_by("-opens_at", "-made_at")[:limit])


def round_called(round_id: UUID) -> RoadmapRound | None:
    return RoadmapRound.objects.filter(pk=round_id).first()


def standing_of(round_: RoadmapRound, *, us: Cooperative | None = None) -> Standing:
    """A round with everything in it. Six queries, whatever the size."""
    features = list(
        RoadmapFeature.objects.filter(round=round_)
        .select_related("cooperative")
        .order_by("proposed_at", "id")
    )
    support = support_in(round_)
    names = cooperatives_called([slug for slugs in support.values() for slug in slugs])
    outcome = RoadmapOutcome.objects.filter(round=round_).first()
    bought = {one["feature_id"] for one in (outcome.body["outcome"]["bought"] if outcome else ())}
    proposals = tuple(
        Proposal(
            feature,
            tuple(sorted(names[slug].name for slug in support.get(str(feature.pk), ()) if slug in names)),
            us is not None and feature.cooperative_id == us.pk,
            us is not None and us.slug in support.get(str(feature.pk), ()),
            str(feature.pk) in bought,
        )
        for feature in features
    )
    return Standing(round_, budgets_of(round_), proposals, outcome)


def budgets_of(round_: RoadmapRound) -> dict[str, int]:
    rows = RoadmapBudget.objects.filter(round=round_).order_by("member_slug")
    return dict(rows.values_list("member_slug", "budget_cents"))


def support_in(round_: RoadmapRound) -> dict[str, frozenset[str]]:
    """By feature, the slugs of the co-ops whose newest list before the close names it."""
    rows = RoadmapSupport.objects.filter(round=round_, given_at__lt=round_.closes_at)
    newest = {
        row.cooperative.slug: row for row in rows.select_related("cooperative").order_by("given_at", "id")
    }
    found: dict[str, set[str]] = {}
    for slug, row in newest.items():
        for feature_id in row.feature_ids:
            found.setdefault(str(feature_id), set()).add(slug)
    return {feature_id: frozenset(slugs) for feature_id, slugs in found.items()}


def worked_out(round_: RoadmapRound) -> Outcome:
    """The method of equal shares on what stands in the tables: the same for whoever asks."""
    support = support_in(round_)
    rows = RoadmapFeature.objects.filter(round=round_).order_by("proposed_at", "id")
    features = [Feature(str(row.pk), row.cost_cents, support.get(str(row.pk), frozenset())) for row in rows]
    is_oldest = round_.ties == RoadmapRound.Ties.OLDEST
    return equal_shares(budgets_of(round_), features, ties="oldest" if is_oldest else "newest")
