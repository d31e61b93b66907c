"""The co-ops that belong, and what each has contributed."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cooperatives.queries.directory import cooperatives_called, the_federation
from coopplatform.tenancy.scope import scope
from federation.models import Contribution
from federation.queries.contributions import contributions_of
from federation.queries.membership import admitted_slugs, histories, member_since

__all__ = ["Member", "admitted_slugs", "members_with_contributions", "public_members"]


@dataclass(frozen=True, slots=True)
class Member:
    """A member co-op with what is public about it, and its contribution of the month asked for."""

    slug: str
    name: str
    country: str
    legal_form: str
    town: str
    admitted_on: date
    contribution: Contribution | None = None


def members_with_contributions(month: date) -> list[Member]:
    """The member co-ops by name, each with what it shared for the month. In the federation's scope."""
    shared = {row.figures["cooperative"]: row for row in contributions_of([month])}
    return _members(shared)


def public_members() -> list[Member]:
    """The member co-ops by name, for anybody; none before a federation is founded."""
    federation = the_federation()
    if federation is None:
        return []
    with scope(federation.pk):
        return _members({})


def _members(shared: dict[str, Contribution]) -> list[Member]:
    today = timezone.localdate()
    steps = {slug: [row.step for row in rows] for slug, rows in histories().items()}
    since = {slug: member_since(own, today) for slug, own in steps.items()}
    found = cooperatives_called([slug for slug, day in since.items() if day])
    members = [
        Member(
            slug=slug,
            name=found[slug].name,
            country=found[slug].country,
            legal_form=found[slug].legal_form,
            town=found[slug].town,
            admitted_on=day,
            contribution=shared.get(slug),
        )
        for slug, day in since.items()
        if day and slug in found
    ]
    return sorted(members, key=lambda member: member.name)
